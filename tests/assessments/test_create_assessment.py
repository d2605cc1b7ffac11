"""POST /assessments and /assessments/batch."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.kit.openapi import operations
from tests.assessments.drives import close_year
from tests.conftest import SignIn
from tests.risks.sheets import API as SHEETS
from tests.risks.sheets import POINTS, ROW, act, events_of, leave_post, save
from tests.risks.sheets import decide as sign
from tests.world import World

API = "/api/v1/assessments"
Sheet = dict[str, Any]


def judgement(sheet: Sheet, step: str = "self_check", **changes: Any) -> dict[str, Any]:
    """A body about the first row."""
    factors = {"likelihood": "small", "consequence": "crime"}
    return {"risk_point_id": sheet["rows"][0]["id"], "step": step} | factors | changes


def assess(client: TestClient, sheet: Sheet, step: str = "self_check", **changes: Any) -> Response:
    """POST of one."""
    answer: Response = client.post(API, json=judgement(sheet, step, **changes))
    return answer


LATER = ("peer_check", "department_review", "public_comment")


def offered(client: TestClient, sheet: Sheet) -> list[str]:
    """The steps the page offers for the first row."""
    steps: list[str] = client.get(f"{POINTS}/{sheet['rows'][0]['id']}/assessments").json()["allowed_steps"]
    return steps


def test_it_works(session: Session, wang: TestClient, sheet: Sheet) -> None:
    answer = assess(wang, sheet, cause_kinds=["weak_supervision"], opinion="款项一人经手")
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["level"], body["rule_version"], body["stands"]) == ("high", "opinion-2012/1", True)
    assert "构成犯罪" in body["explanation"]
    assert (body["assessed_by_name"], body["opinion"]) == ("王老师", "款项一人经手")
    point = wang.get(f"{POINTS}/{body['risk_point_id']}").json()
    assert (point["level"], point["likelihood"], point["consequence"]) == ("high", "small", "crime")
    assert (point["level_explanation"], point["level_rule"]) == (body["explanation"], "opinion-2012/1")
    assert events_of(session, "assessment") == ["assessment.created"]
    assert events_of(session, "risk_point")[-1] == "risk_point.leveled"
    assert wang.get(f"{API}/{body['id']}").json() == {
        name: body[name] for name in wang.get(API).json()["items"][0]
    }


def test_filling_in_goes_on_undisturbed(wang: TestClient, sheet: Sheet) -> None:
    tag = wang.get(f"{SHEETS}/{sheet['id']}").headers["etag"]
    body = assess(wang, sheet).json()
    assert (body["inventory_version"], body["point_version"]) == (sheet["version"], 1)
    assert wang.get(f"{SHEETS}/{sheet['id']}", headers={"If-None-Match": tag}).status_code == 200
    saved = save(wang, sheet, [{"id": row["id"]} for row in sheet["rows"]], tag)
    assert (saved.status_code, saved.json()["rows"][0]["level"]) == (200, "high")


def test_a_whole_sheet_at_once(wang: TestClient, sheet: Sheet) -> None:
    items = [
        judgement(sheet, risk_point_id=row["id"], likelihood="elevated", consequence="internal")
        for row in sheet["rows"]
    ]
    answer = wang.post(f"{API}/batch", json={"items": items})
    assert answer.status_code == 201, answer.text
    assert [item["level"] for item in answer.json()["items"]] == ["medium", "medium"]
    assert [row["level"] for row in wang.get(f"{SHEETS}/{sheet['id']}").json()["rows"]] == ["medium"] * 2


def test_a_batch_is_all_or_none(wang: TestClient, sheet: Sheet) -> None:
    items = [judgement(sheet), judgement(sheet, risk_point_id=999_999)]
    assert wang.post(f"{API}/batch", json={"items": items}).status_code == 404
    assert wang.get(API).json()["total"] == 0


def test_the_furthest_step_stands(wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet) -> None:
    chen, office = sign_in(world.cast.chen), sign_in(world.cast.office)
    assess(wang, sheet)
    act(wang, sheet, "submission")
    reviewed = assess(chen, sheet, "department_review", consequence="internal").json()
    assert (reviewed["level"], reviewed["stands"]) == ("low", True)
    late = assess(office, sheet, "peer_check", likelihood="high").json()
    assert (late["level"], late["stands"]) == ("high", False)
    heard = assess(office, sheet, "public_comment", consequence="discipline").json()
    newer = assess(office, sheet, "public_comment", consequence="internal").json()
    assert (heard["level"], newer["stands"]) == ("medium", True)
    panel = chen.get(f"{POINTS}/{heard['risk_point_id']}/assessments").json()
    assert (panel["total"], [item["stands"] for item in panel["items"]]) == (
        5,
        [True, False, False, False, False],
    )
    assert chen.get(f"{POINTS}/{heard['risk_point_id']}").json()["level"] == "low"


def test_the_last_of_a_batch_stands(wang: TestClient, sheet: Sheet) -> None:
    items = [judgement(sheet), judgement(sheet, consequence="internal")]
    found = wang.post(f"{API}/batch", json={"items": items}).json()["items"]
    assert [item["stands"] for item in found] == [False, True]
    assert wang.get(f"{SHEETS}/{sheet['id']}").json()["rows"][0]["level"] == "low"


def test_a_doubtful_level_comes_with_a_hint(wang: TestClient, sheet: Sheet) -> None:
    body = assess(wang, sheet, consequence="internal").json()
    assert (body["level"], len(body["hints"])) == ("low", 1)
    assert "资金" in body["hints"][0]
    assert wang.get(f"{POINTS}/{body['risk_point_id']}/assessments").json()["hints"] == body["hints"]


@pytest.mark.parametrize(
    ("who", "steps"),
    [
        ("wang", []),
        ("li", ["peer_check"]),
        ("chen", ["peer_check", "department_review", "public_comment"]),
        ("lin", ["peer_check", "department_review", "public_comment"]),
        ("office", ["peer_check", "public_comment"]),
        ("dean", []),
    ],
)
def test_each_step_has_its_people(
    world: World, sign_in: SignIn, submitted: Sheet, who: str, steps: list[str]
) -> None:
    client = sign_in(getattr(world.cast, who))
    assert offered(client, submitted) == steps
    for step in LATER:
        assert assess(client, submitted, step).status_code == (201 if step in steps else 403)


def test_the_first_step_comes_before_handing_in(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet
) -> None:
    assert offered(wang, sheet) == ["self_check"]
    for who in ("chen", "lin", "office"):
        client = sign_in(getattr(world.cast, who))
        assert offered(client, sheet) == []
        assert assess(client, sheet).status_code == 403


@pytest.mark.parametrize("step", LATER)
def test_later_steps_wait_until_the_sheet_is_handed_in(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet, step: str
) -> None:
    chen = sign_in(world.cast.chen)
    early = assess(chen, sheet, step)
    assert (early.status_code, early.json()["type"]) == (409, "/problems/not-submitted")
    assert "还没有提交" in early.json()["detail"]
    handed_in = sheet | act(wang, sheet, "submission").json()
    assert sign(chen, handed_in, "send_back", reasons=["shallow"], opinion="请补充。").status_code == 201
    assert assess(chen, sheet, step).status_code == 409, "what was sent back is with its filler again"
    assert offered(chen, sheet) == []
    batch = chen.post(f"{API}/batch", json={"items": [judgement(sheet, step)]})
    assert batch.status_code == 409
    assert wang.get(API).json()["total"] == 0
    act(wang, sheet, "submission")
    assert assess(chen, sheet, step).status_code == 201


@pytest.mark.parametrize("who", ["office", "dean", "wang"])
def test_the_last_step_comes_with_its_meeting(
    world: World, sign_in: SignIn, submitted: Sheet, who: str
) -> None:
    sheet = submitted
    client = sign_in(getattr(world.cast, who))
    single = assess(client, sheet, "leadership_decision")
    items = {"items": [judgement(sheet, "peer_check"), judgement(sheet, "leadership_decision")]}
    batch = client.post(f"{API}/batch", json=items)
    if who == "dean":
        assert (single.status_code, batch.status_code) == (403, 403)
        return
    assert (single.status_code, single.json()["errors"][0]["pointer"]) == (422, "/step")
    assert batch.status_code == (422 if who == "office" else 403)
    assert client.get(API).json()["total"] == 0


def test_nothing_is_assessed_in_a_closed_year(session: Session, wang: TestClient, sheet: Sheet) -> None:
    close_year(session)
    refused = assess(wang, sheet)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/year-closed")
    assert wang.get(API).json()["total"] == 0


def test_nobody_judges_his_own_beyond_the_first_step(world: World, sign_in: SignIn) -> None:
    chen = sign_in(world.cast.chen)
    opened = chen.post(SHEETS, json={"kind": "position", "year": 2026, "position_id": world.head_post}).json()
    own = save(chen, opened, [ROW]).json()
    act(chen, own, "submission")
    assert assess(chen, own, "department_review").status_code == 403
    assert assess(sign_in(world.cast.lin), own, "department_review").status_code == 201


def test_a_submitted_sheet_is_not_judged_by_its_holder(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet
) -> None:
    act(wang, sheet, "submission")
    assert assess(wang, sheet).status_code == 409
    assert assess(sign_in(world.cast.chen), sheet, "department_review").status_code == 201


def test_the_old_holder_no_longer_judges(
    session: Session, wang: TestClient, world: World, sheet: Sheet
) -> None:
    leave_post(session, world)
    assert assess(wang, sheet).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 404), ("other_head", 404), ("supervisor", 403), ("oa", 403)]
)
def test_strangers_are_refused(world: World, sign_in: SignIn, sheet: Sheet, who: str, status: int) -> None:
    client = sign_in(getattr(world.cast, who))
    assert assess(client, sheet, "peer_check").status_code == status
    if status == 404:
        assert client.get(f"{POINTS}/{sheet['rows'][0]['id']}/assessments").status_code == 404


def test_a_system_without_personal_data_sees_no_names(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet
) -> None:
    assess(wang, sheet)
    [item] = sign_in(world.cast.oa).get(API).json()["items"]
    assert item["assessed_by_name"] == ""


@pytest.mark.parametrize(
    ("query", "total"),
    [("", 1), ("level=high", 1), ("level=low", 0), ("step=self_check", 1), ("department_id={finance}", 0)],
)
def test_filters_narrow(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet, query: str, total: int
) -> None:
    assess(wang, sheet)
    path = f"{API}?{query.format(**world.__dict__)}"
    assert sign_in(world.cast.office).get(path).json()["total"] == total


@pytest.mark.parametrize(
    "change",
    [
        {"level": "low"},
        {"likelihood": "certain"},
        {"consequence": None},
        {"step": "guess"},
        {"risk_point_id": 0},
        {"explanation": "我说的"},
    ],
)
def test_bad_bodies_are_refused(wang: TestClient, sheet: Sheet, change: dict[str, Any]) -> None:
    assert assess(wang, sheet, **change).status_code == 422
    assert wang.post(f"{API}/batch", json={"items": []}).status_code == 422


def test_no_body_carries_a_level(client: TestClient) -> None:
    document = client.app.openapi()  # type: ignore[attr-defined]  # the test client hides the app's type
    typed = [
        f"{operation['operationId']}: {field}"
        for _, method, operation in operations(document)
        if method != "get"
        for name in _schemas(document, operation.get("requestBody", {}), set())
        for field in document["components"]["schemas"][name].get("properties", {})
        if field.endswith("level") or field.startswith("level_")
    ]
    # What a word means in somebody's file (一级 → 高) is no level of a risk.
    risks = [name for name in typed if "import_mapping" not in name]
    assert risks == ["create_leadership_decision: level"], "only the leadership names a level, in its meeting"
    outgoing = document["components"]["schemas"]["RiskPointOut"]["properties"]
    assert {"level", "level_explanation"} <= outgoing.keys(), "the walk looks for the right names"


def _schemas(document: dict[str, Any], node: Any, seen: set[str]) -> set[str]:
    """Names of all schemas a part of the document reaches."""
    if isinstance(node, dict):
        name = str(node.get("$ref", "")).rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            _schemas(document, document["components"]["schemas"][name], seen)
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _schemas(document, child, seen)
    return seen
