"""The four stages of measures, the two of catalogues, and what the leadership decides in a meeting."""

from datetime import timedelta
from typing import Any

import pytest

from backend.communications.meetings.rules import MeetingKind, MeetingState
from backend.kit.db import Database
from backend.kit.table import today
from backend.reviews.rules import ReviewChain, ReviewSubject
from tests.conftest import SignIn
from tests.reviews.sheets import HASH, REVIEWS, SEND_BACK, decide, meeting, submit_sheet, submitted_sheet
from tests.world import World

APPROVE = {"decision": "approve"}


def plan_of_measures(database: Database, world: World) -> int:
    """教务处's plan, handed in by its liaison."""
    return submitted_sheet(
        database,
        world,
        subject_kind=ReviewSubject.measure_plan,
        title="教务处廉政风险防控措施",
        chain=ReviewChain.measures,
        owner_id=None,
        by=world.cast.li,
    )


def test_it_works(database: Database, world: World, sign_in: SignIn) -> None:
    review_id, held = plan_of_measures(database, world), meeting(database, world)
    for who, before in (
        ("chen", "department_review"),
        ("lin", "supervising_review"),
        ("office", "office_review"),
    ):
        client = sign_in(getattr(world.cast, who))
        [waiting] = client.get(REVIEWS, params={"mine": True}).json()["items"]
        assert (waiting["state"], waiting["needs_meeting"]) == (before, False)
        assert decide(client, review_id, APPROVE).status_code == 201
    office = sign_in(world.cast.office)
    [waiting] = office.get(REVIEWS, params={"mine": True}).json()["items"]
    assert (waiting["state"], waiting["needs_meeting"]) == ("leadership_review", True)
    body = decide(office, review_id, APPROVE | {"meeting_id": held}).json()
    assert body["state"] == "approved"
    assert [one["state"] for one in body["decisions"]] == [
        "department_review",
        "supervising_review",
        "office_review",
        "leadership_review",
    ]
    last = body["decisions"][-1]
    assert (last["meeting_id"], last["meeting_title"], last["content_hash"]) == (held, "院领导班子会议", HASH)


def test_a_catalogue_passes_head_and_supervising_leader(
    database: Database, world: World, sign_in: SignIn
) -> None:
    kind, chain = ReviewSubject.power_catalogue, ReviewChain.catalogue
    review_id = submitted_sheet(
        database, world, subject_kind=kind, chain=chain, owner_id=None, by=world.cast.li
    )
    assert decide(sign_in(world.cast.lin), review_id, APPROVE).status_code == 403
    assert decide(sign_in(world.cast.chen), review_id, APPROVE).json()["state"] == "supervising_review"
    assert decide(sign_in(world.cast.chen), review_id, APPROVE).status_code == 403
    assert decide(sign_in(world.cast.lin), review_id, APPROVE).json()["state"] == "approved"


def test_a_member_of_the_leadership_records_it_too(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = submitted_sheet(database, world, chain=ReviewChain.leadership)
    body = APPROVE | {"meeting_id": meeting(database, world)}
    assert decide(sign_in(world.cast.dean), review_id, body).status_code == 201


def test_every_stage_may_send_it_back_and_it_starts_at_the_first(
    database: Database, world: World, sign_in: SignIn
) -> None:
    review_id = plan_of_measures(database, world)
    for who in ("chen", "lin"):
        assert decide(sign_in(getattr(world.cast, who)), review_id, APPROVE).status_code == 201
    assert decide(sign_in(world.cast.office), review_id, SEND_BACK).json()["state"] == "sent_back"
    submit_sheet(database, world.cast.li, review_id)
    assert sign_in(world.cast.li).get(f"{REVIEWS}/{review_id}").json()["state"] == "department_review"


def test_no_stage_is_skipped(database: Database, world: World, sign_in: SignIn) -> None:
    review_id, held = plan_of_measures(database, world), meeting(database, world)
    for who in ("lin", "office", "dean"):
        refused = decide(sign_in(getattr(world.cast, who)), review_id, APPROVE | {"meeting_id": held})
        assert refused.status_code == 403, who


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (None, "missing"),
        ({"id": True}, "unknown"),
        ({"kind": MeetingKind.leading_group}, "not-leadership"),
        ({"department": True}, "not-leadership"),
        ({"state": MeetingState.scheduled}, "not-held"),
        ({"state": MeetingState.cancelled}, "not-held"),
    ],
)
def test_the_leadership_decides_in_a_meeting_of_its_own_that_took_place(
    database: Database, world: World, sign_in: SignIn, changes: dict[str, Any] | None, code: str
) -> None:
    review_id = submitted_sheet(database, world, chain=ReviewChain.leadership)
    body: dict[str, Any] = dict(APPROVE)
    if changes is not None:
        is_unknown = changes.pop("id", False)
        if changes.pop("department", False):
            changes["department_id"] = world.academic
        body["meeting_id"] = 999_999 if is_unknown else meeting(database, world, **changes)
    answer = decide(sign_in(world.cast.office), review_id, body)
    assert answer.status_code == 422, answer.text
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("/meeting_id", code)]
    assert sign_in(world.cast.office).get(f"{REVIEWS}/{review_id}").json()["state"] == "leadership_review"


def test_a_deadline_to_redo_is_kept_until_it_is_handed_in(
    database: Database, world: World, sign_in: SignIn
) -> None:
    review_id, chen = submitted_sheet(database, world), sign_in(world.cast.chen)
    due = (today() + timedelta(days=7)).isoformat()
    body = decide(chen, review_id, SEND_BACK | {"redo_due_on": due}).json()
    assert body["redo_count"] == 1
    assert body["redo_due_on"] == body["decisions"][0]["redo_due_on"] == due
    assert chen.get(REVIEWS, params={"is_overdue": True}).json()["items"] == []
    submit_sheet(database, world.cast.wang, review_id)
    again = chen.get(f"{REVIEWS}/{review_id}").json()
    assert (again["redo_due_on"], again["redo_count"], again["round"]) == (None, 1, 2)
    assert decide(chen, review_id, SEND_BACK).json()["redo_count"] == 2


def test_a_missed_deadline_is_found(
    database: Database, world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    review_id, chen = submitted_sheet(database, world), sign_in(world.cast.chen)
    due = today() + timedelta(days=7)
    assert decide(chen, review_id, SEND_BACK | {"redo_due_on": due.isoformat()}).status_code == 201
    monkeypatch.setattr("backend.reviews.queries.today", lambda: due + timedelta(days=1))
    [late] = chen.get(REVIEWS, params={"is_overdue": True}).json()["items"]
    assert late["id"] == review_id


@pytest.mark.parametrize(
    "body",
    [
        SEND_BACK | {"redo_due_on": "2020-01-01"},
        SEND_BACK | {"redo_due_on": "2099-13-01"},
        APPROVE | {"redo_due_on": "2099-01-01"},
        APPROVE | {"meeting_id": 0},
        APPROVE | {"meeting_id": 999_999},
    ],
)
def test_bad_deadlines_and_meetings_are_refused(
    database: Database, world: World, sign_in: SignIn, body: dict[str, Any]
) -> None:
    review_id = submitted_sheet(database, world)
    assert decide(sign_in(world.cast.chen), review_id, body).status_code == 422


def test_whoever_holds_two_offices_signs_for_one_of_them(
    database: Database, world: World, sign_in: SignIn
) -> None:
    """陈处长 also has charge of his own department: nobody signs for two of the four stages (opinion.txt line 61)."""
    review_id = plan_of_measures(database, world)
    more = {"department_id": world.academic, "leader_id": world.cast.chen.person_id, "kind": "supervising"}
    named = sign_in(world.cast.office).post("/api/v1/oversights", json=more)
    assert named.status_code == 201, named.text
    chen = sign_in(world.cast.chen)
    assert decide(chen, review_id, APPROVE).json()["state"] == "supervising_review"
    assert chen.get(REVIEWS, params={"mine": True}).json()["items"] == []
    seen = chen.get(f"{REVIEWS}/{review_id}").json()
    assert (seen["has_signed"], seen["allowed_actions"]) == (True, [])
    for body in (APPROVE, SEND_BACK):
        refused = decide(chen, review_id, body)
        assert (refused.status_code, "同一个人不能审两步" in refused.json()["detail"]) == (403, True)
    lin = sign_in(world.cast.lin)
    assert lin.get(f"{REVIEWS}/{review_id}").json()["has_signed"] is False
    assert decide(lin, review_id, SEND_BACK).json()["state"] == "sent_back"
    submit_sheet(database, world.cast.li, review_id)
    assert decide(chen, review_id, APPROVE).json()["state"] == "supervising_review"
    assert chen.get(f"{REVIEWS}/{review_id}").json()["has_signed"] is True


def test_a_new_round_is_open_to_either_office(database: Database, world: World, sign_in: SignIn) -> None:
    """Who signed for the department before it was sent back may sign as its leader this time."""
    review_id = plan_of_measures(database, world)
    chen, lin = sign_in(world.cast.chen), sign_in(world.cast.lin)
    assert decide(chen, review_id, APPROVE).status_code == 201
    assert decide(lin, review_id, SEND_BACK).status_code == 201
    submit_sheet(database, world.cast.li, review_id)
    assert chen.get(f"{REVIEWS}/{review_id}").json()["has_signed"] is False
    assert chen.get(REVIEWS, params={"mine": True}).json()["total"] == 1
