"""班子定: one decision of one meeting over many points and posts; levels set by it against the rule."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.assessments.levels.actions import relevel_all
from backend.communications.meetings.rules import MeetingKind, MeetingState
from backend.kit.db import Database
from tests.assessments.drives import close_year
from tests.assessments.scales import adopt, create_scale
from tests.assessments.test_create_assessment import assess
from tests.assessments.test_follow_changes import level_of
from tests.conftest import SignIn
from tests.reviews.sheets import meeting
from tests.risks.sheets import POINTS, ROW, act, events_of, filled_sheet, take_post
from tests.risks.sheets import decide as sign
from tests.world import World

API, OVERRIDES = "/api/v1/leadership-decisions", "/api/v1/level-overrides"
Sheet = dict[str, Any]


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """The office, which records what the leadership decides."""
    return sign_in(world.cast.office)


@pytest.fixture
def sheet(approved: Sheet) -> Sheet:
    """What the leadership may decide on."""
    return approved


@pytest.fixture
def held(database: Database, world: World) -> int:
    """The leadership's meeting of 20 November."""
    return meeting(database, world)


def item(sheet: Sheet, row: int = 0, **changes: Any) -> dict[str, Any]:
    """What the meeting found about a row."""
    fixed = {"risk_point_id": sheet["rows"][row]["id"], "likelihood": "small", "consequence": "discipline"}
    return fixed | changes


def record(client: TestClient, meeting_id: int, **parts: Any) -> Any:
    """POST."""
    headers = {"Idempotency-Key": uuid4().hex}
    return client.post(API, json={"meeting_id": meeting_id} | parts, headers=headers)


def set_level(client: TestClient, meeting_id: int, position_id: int, level: str = "high") -> Any:
    """A decision about one post."""
    override = {"position_id": position_id, "level": level, "reason": "该岗位经手全院教材款项"}
    return record(client, meeting_id, overrides=[override])


def test_it_works(session: Session, office: TestClient, world: World, held: int, sheet: Sheet) -> None:
    items = [item(sheet), item(sheet, 1, consequence="internal", opinion="同意部门意见")]
    answer = record(office, held, note="逐项研究", items=items)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["meeting_id"], body["meeting_title"], body["points_count"]) == (held, "院领导班子会议", 2)
    found = {one["risk_point_id"]: one for one in body["items"]}
    first, second = (found[row["id"]] for row in sheet["rows"])
    assert (first["step"], first["level"], first["stands"]) == ("leadership_decision", "medium", True)
    assert (first["meeting_id"], first["decision_id"]) == (held, body["id"])
    assert (second["level"], second["opinion"]) == ("low", "同意部门意见")
    assert (first["risk_point_name"], first["department_name"]) == (sheet["rows"][0]["name"], "教务处")
    assert (first["position_name"], first["year"]) == (sheet["position_name"], sheet["year"])
    assert office.get(f"{POINTS}/{first['risk_point_id']}").json()["level"] == "medium"
    assert office.get(f"{API}/{body['id']}").json() == body
    assert events_of(session, "leadership_decision") == ["leadership_decision.recorded"]
    assert events_of(session, "assessment") == ["assessment.created"] * 2


def test_it_outranks_all_other_steps(
    office: TestClient, world: World, sign_in: SignIn, held: int, sheet: Sheet
) -> None:
    record(office, held, items=[item(sheet)])
    for step in ("peer_check", "department_review", "public_comment"):
        late = assess(sign_in(world.cast.chen), sheet, step).json()
        assert (late["level"], late["stands"]) == ("high", False)
    assert office.get(f"{POINTS}/{sheet['rows'][0]['id']}").json()["level"] == "medium"
    second = record(office, held, items=[item(sheet, likelihood="high")]).json()
    assert second["items"][0]["stands"] is True
    assert office.get(f"{API}?risk_point_id={sheet['rows'][0]['id']}").json()["total"] == 2


def test_only_an_approved_sheet_is_decided_on(
    office: TestClient, world: World, sign_in: SignIn, held: int, sheet: Sheet
) -> None:
    wang, chen = (sign_in(getattr(world.cast, who)) for who in ("wang", "chen"))
    other = filled_sheet(wang, world, [ROW], year=2025)
    path = f"{POINTS}/{other['rows'][0]['id']}"

    def refused() -> bool:
        answer = record(office, held, items=[item(sheet), item(other)])
        return (answer.status_code, answer.json()["type"]) == (409, "/problems/not-approved")

    assert refused(), "a draft"
    handed_in = other | act(wang, other, "submission").json()
    assert refused(), "with the head"
    assert sign(chen, handed_in, "send_back", reasons=["shallow"], opinion="请补充。").status_code == 201
    assert refused(), "sent back"
    assert office.get(API).json()["total"] == 0
    assert office.get(path).json()["level"] is None
    act(wang, other, "submission")
    answer = chen.post(
        f"/api/v1/reviews/{handed_in['review_id']}/decisions",
        json={"decision": "approve"},
        headers={"If-Match": "now", "Idempotency-Key": uuid4().hex},
    )
    assert answer.status_code == 201, answer.text
    assert record(office, held, items=[item(sheet), item(other)]).status_code == 201


def test_a_level_is_set_against_the_rule(
    session: Session, office: TestClient, world: World, held: int
) -> None:
    post = world.liaison_post
    relevel_all(session)
    assert level_of(session, post)[0] == "low"
    body = set_level(office, held, post).json()
    assert [(one["position_id"], one["level"]) for one in body["overrides"]] == [(post, "high")]
    level, explanation = level_of(session, post)
    assert level == "high"
    assert explanation.startswith("2026 年 11 月 20 日“院领导班子会议”研究认定为高风险：")
    assert "该岗位经手全院教材款项" in explanation
    assert "按规则计算为低风险" in explanation
    shown = office.get(f"/api/v1/positions/{post}").json()
    assert shown["level_rule"] == f"leadership_decision/{body['id']}"
    assert events_of(session, "level_override") == ["level_override.recorded"]


def test_recomputation_respects_it(
    session: Session, office: TestClient, world: World, sign_in: SignIn, held: int
) -> None:
    post = world.liaison_post
    set_level(office, held, post, "medium")
    points = [ROW | {"name": f"风险{number}", "position_id": None} for number in range(9)]
    filled_sheet(
        sign_in(world.cast.li),
        world,
        [{key: value for key, value in row.items() if key != "position_id"} for row in points],
        position_id=post,
    )
    assert relevel_all(session) >= 0
    level, explanation = level_of(session, post)
    assert (level, "登记风险点 9 个" in explanation) == ("medium", True)
    scale = create_scale(office)
    rules = f"/api/v1/position-level-rules/own_scale/simulation?size=200&scale_id={scale['id']}"
    forecast = office.get(rules).json()
    assert post not in {one["position_id"] for one in forecast["items"]}
    adopt(office, scale)
    assert level_of(session, post)[0] == "medium"


def test_only_a_decision_ends_it(session: Session, office: TestClient, world: World, held: int) -> None:
    post = world.liaison_post
    first = set_level(office, held, post).json()
    ending = {"position_id": post, "reason": "职责已经调整"}
    answer = record(office, held, endings=[ending])
    assert answer.status_code == 201, answer.text
    [ended] = answer.json()["endings"]
    assert (ended["decision_id"], ended["ended_by_id"]) == (first["id"], answer.json()["id"])
    assert ended["end_reason"] == "职责已经调整"
    level, explanation = level_of(session, post)
    assert (level, "研究认定" in explanation) == ("low", False)
    again = record(office, held, endings=[ending])
    assert (again.status_code, again.json()["errors"][0]["code"]) == (422, "not-set")
    assert office.get(f"{OVERRIDES}?is_open=true").json()["total"] == 0
    assert office.get(f"{OVERRIDES}?position_id={post}").json()["total"] == 1


def test_a_new_one_replaces_the_former(session: Session, office: TestClient, world: World, held: int) -> None:
    post = world.liaison_post
    set_level(office, held, post, "high")
    second = set_level(office, held, post, "medium").json()
    assert level_of(session, post)[0] == "medium"
    newest, former = office.get(f"{OVERRIDES}?position_id={post}").json()["items"]
    assert (newest["ended_at"], former["ended_by_id"]) == (None, second["id"])
    assert former["end_reason"]


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": MeetingKind.leading_group},
        {"kind": MeetingKind.unit_special},
        {"state": MeetingState.scheduled},
        {"state": MeetingState.cancelled},
    ],
)
def test_it_rests_on_a_meeting_of_the_leadership(
    database: Database, office: TestClient, world: World, sheet: Sheet, changes: dict[str, Any]
) -> None:
    answer = record(office, meeting(database, world, **changes), items=[item(sheet)])
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/meeting_id")
    assert office.get(API).json()["total"] == 0


def test_a_meeting_of_a_department_is_none(
    database: Database, office: TestClient, world: World, sheet: Sheet
) -> None:
    elsewhere = meeting(database, world, department_id=world.academic)
    assert record(office, elsewhere, items=[item(sheet)]).status_code == 422
    assert record(office, 999_999, items=[item(sheet)]).status_code == 422
    headers = {"Idempotency-Key": uuid4().hex}
    assert office.post(API, json={"items": [item(sheet)]}, headers=headers).status_code == 422


def test_it_is_all_or_nothing(
    session: Session, office: TestClient, world: World, held: int, sheet: Sheet
) -> None:
    override = {"position_id": world.liaison_post, "level": "high", "reason": "研究确定"}
    wrong = record(
        office, held, items=[item(sheet), item(sheet, risk_point_id=999_999)], overrides=[override]
    )
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/items/1/risk_point_id")
    twice = record(office, held, items=[item(sheet), item(sheet)])
    assert twice.json()["errors"][0]["code"] == "duplicate"
    both = record(
        office, held, overrides=[override], endings=[{"position_id": world.liaison_post, "reason": "恢复"}]
    )
    assert both.json()["errors"][0]["pointer"] == "/endings/0/position_id"
    assert record(office, held, overrides=[override | {"position_id": 999_999}]).status_code == 422
    assert record(office, held).status_code == 422
    assert office.get(API).json()["total"] == office.get(OVERRIDES).json()["total"] == 0
    assert office.get(f"{POINTS}/{sheet['rows'][0]['id']}").json()["level"] is None


def test_nobody_records_about_himself(
    session: Session, office: TestClient, world: World, sign_in: SignIn, held: int
) -> None:
    member = world.cast.office
    if member.person_id is None:
        pytest.fail("the office stands on the roster")
    take_post(session, member.person, world.procurement_post)
    refused = set_level(office, held, world.procurement_post)
    assert (refused.status_code, "您本人的岗位" in refused.json()["detail"]) == (403, True)
    own = filled_sheet(office, world, [ROW], position_id=world.procurement_post)
    refused = record(office, held, items=[item(own)])
    assert (refused.status_code, "您本人的排查表" in refused.json()["detail"]) == (403, True)


@pytest.mark.parametrize("who", ["wang", "li", "chen", "lin", "dean", "supervisor", "system_admin", "oa"])
def test_only_the_office_records(
    office: TestClient, world: World, sign_in: SignIn, held: int, sheet: Sheet, who: str
) -> None:
    client = sign_in(getattr(world.cast, who))
    assert record(client, held, items=[item(sheet)]).status_code == 403
    assert set_level(client, held, world.liaison_post).status_code == 403


def test_one_sees_what_concerns_one(
    office: TestClient, wang: TestClient, world: World, sign_in: SignIn, held: int, sheet: Sheet
) -> None:
    override = {"position_id": world.cashier_post, "level": "high", "reason": "经手现金"}
    body = record(office, held, items=[item(sheet)], overrides=[override]).json()
    path = f"{API}/{body['id']}"
    mine, theirs = wang.get(path).json(), sign_in(world.cast.other_head).get(path).json()
    assert (mine["points_count"], mine["overrides_count"], mine["overrides"]) == (1, 0, [])
    assert (theirs["points_count"], theirs["items"], theirs["overrides_count"]) == (0, [], 1)
    stranger = sign_in(world.cast.outsider)
    assert len(stranger.get(path).json()["overrides"]) == 1, "the cashier learns of his own post"
    only_ours = record(office, held, items=[item(sheet)]).json()
    assert stranger.get(f"{API}/{only_ours['id']}").status_code == 404
    assert stranger.get(API).json()["total"] == 1
    assert office.get(f"{API}?department_id={world.finance}").json()["total"] == 1
    assert office.get(f"{API}?year=2025").json()["total"] == 0
    assert sign_in(world.cast.oa).get(path).json()["recorded_by_name"] == ""


def test_a_closed_year_is_not_decided_on(
    session: Session, office: TestClient, world: World, held: int, sheet: Sheet
) -> None:
    close_year(session)
    refused = record(office, held, items=[item(sheet)])
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/year-closed")
    assert set_level(office, held, world.liaison_post).status_code == 201, "posts belong to no year"


def test_a_retry_decides_once(office: TestClient, world: World, held: int, sheet: Sheet) -> None:
    headers = {"Idempotency-Key": "the-meeting-of-november"}
    body = {"meeting_id": held, "items": [item(sheet)]}
    first, again = (office.post(API, json=body, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert office.post(API, json=body).status_code == 400
    assert office.get(API).json()["total"] == 1
