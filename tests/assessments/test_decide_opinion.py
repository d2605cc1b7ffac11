"""Opinions: registered by hand, adopted or not with a reason, and the risk points they led to."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.assessments.opinions.rules import MACHINE, OpinionState
from tests.assessments.drives import OPINIONS_API, YEAR, close_year, create_drive, form_of, open_drive
from tests.conftest import SignIn
from tests.risks.sheets import events_of
from tests.world import World

Sheet = dict[str, Any]
ADOPT = {"decision": "adopt", "reason": "意见属实，补充为风险点。"}
DECLINE = {"decision": "decline", "reason": "教材由学院统一招标，本部门不采购。"}


def body(world: World, **changes: Any) -> dict[str, Any]:
    """Heard in an interview."""
    fixed = {"department_id": world.academic, "year": YEAR, "form": "interview", "respondent": "student"}
    said = {"text": "选用教材时没有听取学生意见。", "collected_on": "2026-11-20"}
    return fixed | said | changes


def register(client: TestClient, world: World, **changes: Any) -> dict[str, Any]:
    """An opinion as answered."""
    answer = client.post(OPINIONS_API, json=body(world, **changes))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def decide(client: TestClient, opinion: dict[str, Any], decision: Any, tag: str = "now") -> Any:
    """POST /decision."""
    headers = {"If-Match": tag, "Idempotency-Key": f"decide-{opinion['id']}-{decision['decision']}-{tag}"}
    return client.post(f"{OPINIONS_API}/{opinion['id']}/decision", json=decision, headers=headers)


@pytest.fixture
def li(world: World, sign_in: SignIn) -> TestClient:
    """李联络, who registers."""
    return sign_in(world.cast.li)


@pytest.fixture
def chen(world: World, sign_in: SignIn) -> TestClient:
    """陈处长, who studies what was said."""
    return sign_in(world.cast.chen)


def test_it_works(session: Session, li: TestClient, chen: TestClient, world: World, sheet: Sheet) -> None:
    opinion = register(li, world, respondent_note="2025 级学生代表三人")
    assert (opinion["state"], opinion["source"], opinion["recorded_by_name"]) == (
        "pending",
        "registered",
        "李联络",
    )
    assert opinion["allowed_actions"] == ["edit", "adopt", "decline"]
    points = [row["id"] for row in sheet["rows"]]
    answer = decide(chen, opinion, ADOPT | {"risk_point_ids": points})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["state"], found["reason"], found["decided_by_name"]) == (
        "adopted",
        ADOPT["reason"],
        "陈处长",
    )
    assert [point["id"] for point in found["risk_points"]] == points
    assert found["allowed_actions"] == ["adopt", "decline"]
    led = chen.get(f"{OPINIONS_API}?risk_point_id={points[0]}").json()
    assert [(item["id"], item["points_count"]) for item in led["items"]] == [(opinion["id"], 2)]
    assert events_of(session, "opinion") == ["opinion.registered", "opinion.adopted"]


def test_not_adopted_has_its_reason_too(chen: TestClient, li: TestClient, world: World, sheet: Sheet) -> None:
    opinion = register(li, world)
    for reason in (None, "", "无"):
        wrong = decide(chen, opinion, DECLINE | {"reason": reason})
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/reason")
    linked = decide(chen, opinion, DECLINE | {"risk_point_ids": [sheet["rows"][0]["id"]]}, '"v1"')
    assert (linked.status_code, linked.json()["errors"][0]["pointer"]) == (422, "/risk_point_ids")
    assert decide(chen, opinion, DECLINE).json()["state"] == "not_adopted"


def test_a_decision_may_be_taken_anew(
    session: Session, chen: TestClient, li: TestClient, world: World, sheet: Sheet
) -> None:
    opinion = register(li, world)
    decide(chen, opinion, ADOPT | {"risk_point_ids": [sheet["rows"][0]["id"]]}, '"v1"')
    assert decide(chen, opinion, DECLINE, '"v1"').status_code == 412
    again = decide(chen, opinion, DECLINE, '"v2"').json()
    assert (again["state"], again["risk_points"]) == ("not_adopted", [])
    assert events_of(session, "opinion")[1:] == ["opinion.adopted", "opinion.not_adopted"]


def test_registered_ones_are_corrected_until_decided(li: TestClient, world: World) -> None:
    opinion = register(li, world)
    path = f"{OPINIONS_API}/{opinion['id']}"
    changes = {"text": "选用教材没有听取师生意见。", "position_id": world.textbook_post}
    edited = li.patch(path, json=changes, headers={"If-Match": '"v1"'}).json()
    assert (edited["text"], edited["position_name"], edited["version"]) == (
        changes["text"],
        "教材管理岗",
        2,
    )
    assert li.patch(path, json={"text": ""}, headers={"If-Match": "now"}).status_code == 422
    assert (
        li.patch(path, json={"position_id": world.cashier_post}, headers={"If-Match": "now"}).status_code
        == 422
    )
    decide(li, opinion, ADOPT)
    assert li.patch(path, json={"text": "事后改写"}, headers={"If-Match": "now"}).status_code == 409


def test_what_came_from_outside_stays_as_it_came(li: TestClient, world: World, client: TestClient) -> None:
    drive = open_drive(li, world)
    client.post(form_of(drive), json={"answers": [{"question": 1, "options": [1]}], "text": "很好"})
    [item] = li.get(OPINIONS_API).json()["items"]
    edited = li.patch(f"{OPINIONS_API}/{item['id']}", json={"text": "很差"}, headers={"If-Match": "now"})
    assert edited.status_code == 403
    assert li.get(f"{OPINIONS_API}/{item['id']}").json()["text"] == "很好"


def test_nobody_decides_about_his_own_post(
    chen: TestClient, li: TestClient, world: World, sign_in: SignIn
) -> None:
    opinion = register(li, world, position_id=world.head_post)
    assert chen.get(f"{OPINIONS_API}/{opinion['id']}").json()["allowed_actions"] == ["edit"]
    refused = decide(chen, opinion, DECLINE)
    assert (refused.status_code, "您本人的岗位" in refused.json()["detail"]) == (403, True)
    assert decide(sign_in(world.cast.office), opinion, ADOPT).status_code == 200


def test_strangers_are_refused(li: TestClient, world: World, sign_in: SignIn) -> None:
    opinion = register(li, world)
    for who, status in (("other_head", 404), ("other_liaison", 404), ("wang", 403), ("oa", 403)):
        stranger = sign_in(getattr(world.cast, who))
        assert stranger.get(f"{OPINIONS_API}/{opinion['id']}").status_code == status
        assert decide(stranger, opinion, ADOPT).status_code == status
        if status == 404:
            assert stranger.get(OPINIONS_API).json()["total"] == 0
    for who in ("lin", "dean", "supervisor"):
        reader = sign_in(getattr(world.cast, who))
        assert reader.get(f"{OPINIONS_API}/{opinion['id']}").json()["allowed_actions"] == []
        assert decide(reader, opinion, ADOPT).status_code == 403


def test_points_out_of_reach_are_unknown(
    li: TestClient, chen: TestClient, world: World, sheet: Sheet
) -> None:
    opinion = register(li, world)
    wrong = decide(chen, opinion, ADOPT | {"risk_point_ids": [sheet["rows"][0]["id"], 999_999]})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/risk_point_ids/1")
    assert chen.get(f"{OPINIONS_API}/{opinion['id']}").json()["state"] == "pending"


def test_a_closed_year_stays_as_it_is(
    session: Session, li: TestClient, chen: TestClient, world: World
) -> None:
    opinion = register(li, world)
    close_year(session)
    answers = (
        decide(chen, opinion, ADOPT),
        li.post(OPINIONS_API, json=body(world)),
        li.patch(f"{OPINIONS_API}/{opinion['id']}", json={"text": "改写"}, headers={"If-Match": "now"}),
    )
    for answer in answers:
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/year-closed")
    assert chen.get(f"{OPINIONS_API}/{opinion['id']}").json()["state"] == "pending"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"text": ""}, "/text"),
        ({"text": "长" * 4001}, "/text"),
        ({"collected_on": "2099-01-01"}, "/collected_on"),
        ({"drive_id": 999_999}, "/drive_id"),
        ({"form": "rumour"}, "/form"),
        ({"year": 1999}, "/year"),
        ({"respondent_note": "长" * 201}, "/respondent_note"),
        ({"respondent_name": "张三"}, "/respondent_name"),
    ],
)
def test_bad_bodies_are_refused(li: TestClient, world: World, changes: dict[str, Any], pointer: str) -> None:
    answer = li.post(OPINIONS_API, json=body(world, **changes))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_an_opinion_belongs_to_a_drive_that_fits(li: TestClient, world: World) -> None:
    draft, drive = create_drive(li, world, form="interview"), open_drive(li, world, form="interview")
    assert register(li, world, drive_id=drive["id"])["drive_title"] == drive["title"]
    for changes in ({"drive_id": draft["id"]}, {"drive_id": drive["id"], "form": "meeting"}):
        assert li.post(OPINIONS_API, json=body(world, **changes)).status_code == 422
    other_year = li.post(OPINIONS_API, json=body(world, drive_id=drive["id"], year=2025))
    assert other_year.status_code == 422


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 2),
        ("state=adopted", 1),
        ("state=not_adopted", 0),
        ("form=interview", 1),
        ("respondent=teacher", 1),
        ("source=public", 0),
        ("year=2025", 0),
        ("q=听取", 1),
        ("q=%25", 0),
        ("department_id={finance}", 0),
        ("department_id={college}", 2),
    ],
)
def test_filters_narrow(li: TestClient, world: World, sign_in: SignIn, query: str, total: int) -> None:
    decide(li, register(li, world), ADOPT)
    register(li, world, form="meeting", respondent="teacher", text="收费公示不及时。")
    found = sign_in(world.cast.office).get(f"{OPINIONS_API}?{query.format(**world.__dict__)}").json()
    assert found["total"] == total


def test_every_state_is_reached() -> None:
    assert {row.target for row in MACHINE.transitions} == set(OpinionState)
    assert not MACHINE.find(OpinionState.pending, "adopt").target.endswith("pending")
