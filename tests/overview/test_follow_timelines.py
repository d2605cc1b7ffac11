"""The timelines of the yearly round: each kind under its own permission, and what a reach alone does not say."""

from typing import Any

import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.rows import insert_row
from backend.risks.queries import INVENTORIES
from tests.campaigns.rounds import draft, in_minutes, key, ok, simple, submitted
from tests.communications.cases import ask, draft_notice, nudge, publish, record_of, schedule, sign, step
from tests.conftest import SignIn
from tests.measures.plans import MEASURES, PLANS, made, measure, plan, point_id, send
from tests.measures.plans import li as liaison
from tests.world import World

__all__ = ["measure", "plan", "point_id"]
li = liaison


def actions(client: TestClient, kind: str, row_id: int) -> list[str]:
    """What the caller learns, newest first."""
    params: dict[str, Any] = {"subject_kind": kind, "subject_id": row_id}
    answer = client.get("/api/v1/events", params=params)
    assert answer.status_code == 200, answer.text
    return [item["action"] for item in answer.json()["items"]]


def test_a_submission_and_its_campaign_have_their_history(world: World, sign_in: SignIn) -> None:
    office, chen = sign_in(world.cast.office), sign_in(world.cast.chen)
    deliverable = simple(office)
    submission = submitted(chen, deliverable, world.academic)
    known = ["submission.submitted", "submission.file_added", "submission.created"]
    assert actions(chen, "submission", submission["id"]) == known
    assert actions(sign_in(world.cast.lin), "submission", submission["id"]) == known
    for stranger in (world.cast.wang, world.cast.other_head):
        assert actions(sign_in(stranger), "submission", submission["id"]) == []
    assert actions(chen, "deliverable", deliverable["id"]) == ["deliverable.created"]
    assert "campaign.started" in actions(sign_in(world.cast.wang), "campaign", deliverable["campaign_id"])


def test_a_campaign_being_prepared_is_for_those_who_prepare_it(world: World, sign_in: SignIn) -> None:
    office, chen = sign_in(world.cast.office), sign_in(world.cast.chen)
    campaign = draft(office)
    rows = [("campaign", campaign["id"]), ("campaign_stage", campaign["stages"][0]["id"])]
    rows.append(("deliverable", campaign["deliverables"][0]["id"]))
    for kind, row_id in rows:
        assert actions(office, kind, row_id) == [f"{kind}.created"]
        assert actions(chen, kind, row_id) == []


def test_an_extension_for_all_is_everybodys(world: World, sign_in: SignIn) -> None:
    office, chen = sign_in(world.cast.office), sign_in(world.cast.chen)
    deliverable = simple(office)
    body = {
        "deliverable_id": deliverable["id"],
        "reason": "时间服从质量",
        "due_at": in_minutes(900).isoformat(),
    }
    (extension,) = ok(office.post("/api/v1/extensions", json=body, headers=key()))
    assert actions(chen, "extension", extension["id"]) == ["extension.granted"]
    assert actions(sign_in(world.cast.wang), "extension", extension["id"]) == []


def test_who_read_a_notice_is_for_its_publisher_alone(world: World, sign_in: SignIn) -> None:
    office, chen, wang = (sign_in(who) for who in (world.cast.office, world.cast.chen, world.cast.wang))
    notice = publish(office, world)
    assert wang.post(f"/api/v1/notices/{notice['id']}/readings", headers=key()).is_success
    assert sign(chen, notice, world.academic).status_code == 201
    assert "notice.read" in actions(office, "notice", notice["id"])
    assert actions(wang, "notice", notice["id"]) == ["notice.published"]
    assert actions(chen, "notice", notice["id"]) == ["notice.signed", "notice.published"]
    assert actions(sign_in(world.cast.other_head), "notice", notice["id"]) == ["notice.published"]
    assert "notice.read" not in actions(sign_in(world.cast.supervisor), "notice", notice["id"])


def test_a_drafted_notice_is_for_its_writers(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    notice = draft_notice(office, world)
    assert actions(office, "notice", notice["id"]) == ["notice.created"]
    for reader in (world.cast.supervisor, world.cast.dean, world.cast.chen):
        assert actions(sign_in(reader), "notice", notice["id"]) == []


def test_meetings_are_for_the_department_and_for_those_who_came(world: World, sign_in: SignIn) -> None:
    chen, wang = sign_in(world.cast.chen), sign_in(world.cast.wang)
    meeting = schedule(chen, world)
    record = step(chen, f"meetings/{meeting['id']}", meeting["version"], "record", record_of(world))
    assert record.is_success, record.text
    for reader in (chen, wang):
        assert actions(reader, "meeting", meeting["id"]) == ["meeting.recorded", "meeting.created"]
    assert actions(sign_in(world.cast.outsider), "meeting", meeting["id"]) == []


def test_questions_and_nudges_stay_between_department_and_office(world: World, sign_in: SignIn) -> None:
    office, li = sign_in(world.cast.office), sign_in(world.cast.li)
    question = ask(li, world)
    sent = made(nudge(office, world.academic))["created"][0]
    for reader in (office, li, sign_in(world.cast.chen)):
        assert actions(reader, "question", question["id"]) == ["question.created"]
        assert actions(reader, "nudge", sent["id"]) == ["nudge.sent"]
    for stranger in (world.cast.wang, world.cast.other_liaison):
        assert actions(sign_in(stranger), "question", question["id"]) == []
        assert actions(sign_in(stranger), "nudge", sent["id"]) == []


def test_a_measure_is_for_its_department_and_its_post(
    world: World, sign_in: SignIn, measure: dict[str, Any]
) -> None:
    assert actions(sign_in(world.cast.chen), "measure", measure["id"]) == ["measure.created"]
    assert actions(sign_in(world.cast.wang), "measure", measure["id"]) == ["measure.created"]
    assert actions(sign_in(world.cast.wang), "measure_plan", measure["plan_id"]) == ["measure_plan.created"]
    for stranger in (world.cast.outsider, world.cast.other_head):
        assert actions(sign_in(stranger), "measure", measure["id"]) == []
        assert actions(sign_in(stranger), "measure_plan", measure["plan_id"]) == []


def test_the_review_of_a_plan_is_not_ones_own_because_its_number_is_that_of_ones_sheet(
    world: World, sign_in: SignIn, measure: dict[str, Any], session: Session
) -> None:
    wang = sign_in(world.cast.wang)
    [sheet] = wang.get("/api/v1/risk-inventories").json()["items"]
    row = session.execute(sa.select(INVENTORIES).where(INVENTORIES.c.id == sheet["id"])).mappings().one()
    if sheet["id"] != measure["plan_id"]:
        insert_row(
            session, INVENTORIES, dict(row) | {"id": measure["plan_id"], "year": 2001, "review_id": None}
        )
    review_id = made(send(sign_in(world.cast.li), f"{PLANS}/{measure['plan_id']}/submission"))["review_id"]
    assert wang.get(f"/api/v1/risk-inventories/{measure['plan_id']}").json()["filler_id"] == row["filler_id"]
    assert made(wang.get(f"{MEASURES}/{measure['id']}"))
    assert actions(wang, "review", review_id) == []


def test_kinds_without_a_timeline_have_none(world: World, sign_in: SignIn) -> None:
    for kind in ("user_account", "warning", "unknown"):
        assert actions(sign_in(world.cast.office), kind, 1) == []
