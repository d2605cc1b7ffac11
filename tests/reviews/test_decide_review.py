"""POST /reviews/{id}/decisions."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from backend.kit.db import Database
from backend.kit.journal import pending
from backend.kit.table import today
from backend.reviews.decisions.actions import decide as sign
from backend.reviews.rules import ReviewChain
from tests.conftest import SignIn
from tests.reviews.sheets import (
    HASH,
    OTHER_HASH,
    REVIEWS,
    SEND_BACK,
    actor_of,
    decide,
    meeting,
    open_sheet,
    submit_sheet,
    submitted_sheet,
)
from tests.world import World

APPROVE = {"decision": "approve", "opinion": "同意。"}


def test_it_works(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = submitted_sheet(database, world)
    answer = decide(sign_in(world.cast.chen), review_id, APPROVE)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["state"], body["allowed_actions"]) == ("approved", [])
    assert answer.headers["etag"] == f'"v{body["version"]}"'
    [decision] = body["decisions"]
    assert decision["content_hash"] == HASH
    assert decision["state"] == "department_review"
    assert (decision["decided_by_name"], decision["opinion"], decision["round"]) == ("陈处长", "同意。", 1)


def test_sending_back_lets_the_owner_hand_in_again(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = submitted_sheet(database, world)
    chen = sign_in(world.cast.chen)
    rows = [{"row_id": 9, "reasons": ["outside_duty"], "comment": "这一项不是本岗位的职责。"}]
    sent_back = decide(chen, review_id, SEND_BACK | {"rows": rows}).json()
    assert sent_back["state"] == "sent_back"
    assert sent_back["decisions"][0]["rows"] == rows
    assert sign_in(world.cast.wang).get(f"{REVIEWS}/{review_id}").json()["allowed_actions"] == ["submit"]
    submit_sheet(database, world.cast.wang, review_id, OTHER_HASH)
    approved = decide(chen, review_id, APPROVE).json()
    assert [(one["round"], one["content_hash"]) for one in approved["decisions"]] == [
        (1, HASH),
        (2, OTHER_HASH),
    ]


def test_sending_back_may_set_a_new_deadline(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = submitted_sheet(database, world)
    due = (today() + timedelta(days=7)).isoformat()
    chen = sign_in(world.cast.chen)
    [decision] = decide(chen, review_id, SEND_BACK | {"redo_due_on": due}).json()["decisions"]
    assert decision["redo_due_on"] == due


def test_a_deadline_in_the_past_is_refused(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = submitted_sheet(database, world)
    yesterday = (today() - timedelta(days=1)).isoformat()
    chen = sign_in(world.cast.chen)
    answer = decide(chen, review_id, SEND_BACK | {"redo_due_on": yesterday})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/redo_due_on")
    assert decide(chen, review_id, APPROVE | {"redo_due_on": today().isoformat()}).status_code == 422
    assert chen.get(f"{REVIEWS}/{review_id}").json()["decisions"] == []


def test_reasons_on_a_row_are_enough(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = submitted_sheet(database, world)
    body = {"decision": "send_back", "rows": [{"row_id": 9, "reasons": ["incomplete"]}]}
    assert decide(sign_in(world.cast.chen), review_id, body).status_code == 201


@pytest.mark.parametrize(
    ("chain", "signer"),
    [
        (ReviewChain.department, "chen"),
        (ReviewChain.supervising, "lin"),
        (ReviewChain.leadership, "dean"),
    ],
)
def test_each_chain_has_its_signer(
    database: Database, world: World, sign_in: SignIn, chain: ReviewChain, signer: str
) -> None:
    review_id = submitted_sheet(database, world, chain=chain)
    in_meeting = {"meeting_id": meeting(database, world)} if chain is ReviewChain.leadership else {}
    for name in {"chen", "lin", "dean"} - {signer}:
        refused = decide(sign_in(getattr(world.cast, name)), review_id, APPROVE | in_meeting)
        assert refused.status_code == 403, (name, refused.text)
    signed = decide(sign_in(getattr(world.cast, signer)), review_id, APPROVE | in_meeting)
    assert signed.status_code == 201, signed.text


def test_a_retry_signs_once(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = submitted_sheet(database, world)
    chen = sign_in(world.cast.chen)
    headers = {"If-Match": '"v2"', "Idempotency-Key": "decision-0001"}
    first, second = (
        chen.post(f"{REVIEWS}/{review_id}/decisions", json=APPROVE, headers=headers) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"


def test_it_is_journaled(session: Session, database: Database, world: World) -> None:
    from backend.kit.etag import UNSEEN
    from backend.reviews.schemas import DecisionCreate

    review_id = submitted_sheet(database, world)
    body = DecisionCreate.model_validate(SEND_BACK)
    sign(session, actor_of(session, world.cast.chen), review_id, body, UNSEEN)
    [happening] = pending(session)
    assert happening.action == "review.sent_back"
    assert (happening.subject.kind, happening.subject.department_id) == ("review", world.academic)
    assert happening.details["subject_id"] == 501
    assert "opinion" not in happening.details


def test_nobody_signs_his_own_sheet(database: Database, world: World, sign_in: SignIn) -> None:
    chen = world.cast.chen
    review_id = submitted_sheet(database, world, by=chen, owner_id=chen.person_id)
    answer = decide(sign_in(chen), review_id, APPROVE)
    assert answer.status_code == 403
    assert "本人" in answer.json()["detail"]


def test_nobody_signs_what_he_handed_in_for_a_department(
    database: Database, world: World, sign_in: SignIn
) -> None:
    review_id = submitted_sheet(database, world, by=world.cast.chen, owner_id=None)
    answer = decide(sign_in(world.cast.chen), review_id, APPROVE)
    assert answer.status_code == 403
    assert "联络员" in answer.json()["detail"]


def test_a_head_may_sign_what_he_handed_in_for_somebody_else(
    database: Database, world: World, sign_in: SignIn
) -> None:
    review_id = submitted_sheet(database, world, by=world.cast.chen)
    assert decide(sign_in(world.cast.chen), review_id, APPROVE).status_code == 201


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("wang", 403),
        ("li", 403),
        ("office", 403),
        ("supervisor", 403),
        ("outsider", 403),
        ("other_head", 404),
    ],
)
def test_strangers_are_refused(
    database: Database, world: World, sign_in: SignIn, who: str, status: int
) -> None:
    review_id = submitted_sheet(database, world)
    answer = decide(sign_in(getattr(world.cast, who)), review_id, APPROVE, '"v2"')
    assert answer.status_code == status, answer.text


def test_a_stale_tag_is_refused(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = submitted_sheet(database, world)
    assert decide(sign_in(world.cast.chen), review_id, APPROVE, '"v1"').status_code == 412


def test_a_second_signature_is_refused(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = submitted_sheet(database, world)
    chen = sign_in(world.cast.chen)
    assert decide(chen, review_id, APPROVE).status_code == 201
    second = decide(chen, review_id, SEND_BACK)
    assert (second.status_code, second.json()["type"]) == (409, "/problems/illegal-transition")
    assert "已认定" in second.json()["detail"]
    assert decide(chen, review_id, APPROVE, '"v2"').status_code == 412


def test_a_draft_cannot_be_signed(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = open_sheet(database, world)
    assert decide(sign_in(world.cast.chen), review_id, APPROVE).status_code == 409


def test_key_and_tag_are_required(database: Database, world: World, sign_in: SignIn) -> None:
    path, chen = f"{REVIEWS}/{submitted_sheet(database, world)}/decisions", sign_in(world.cast.chen)
    assert chen.post(path, json=APPROVE, headers={"If-Match": '"v2"'}).status_code == 400
    assert chen.post(path, json=APPROVE, headers={"Idempotency-Key": "decision-0002"}).status_code == 428


ROW = {"row_id": 9, "reasons": ["shallow"]}


@pytest.mark.parametrize(
    "body",
    [
        {"decision": "send_back"},
        {"decision": "send_back", "rows": [{"row_id": 9, "reasons": []}]},
        {"decision": "send_back", "reasons": ["too_ugly"]},
        {"decision": "send_back", "reasons": ["other"]},
        {"decision": "send_back", "rows": [{"row_id": 9, "reasons": ["other"]}]},
        {"decision": "send_back", "rows": [ROW, ROW]},
        {"decision": "approve", "reasons": ["shallow"]},
        {"decision": "approve", "rows": [ROW]},
        {"decision": "maybe"},
        {"decision": "approve", "content_hash": HASH},
        {"decision": "approve", "opinion": "长" * 2001},
    ],
)
def test_bad_bodies_are_refused(
    database: Database, world: World, sign_in: SignIn, body: dict[str, Any]
) -> None:
    review_id = submitted_sheet(database, world)
    answer = decide(sign_in(world.cast.chen), review_id, body)
    assert answer.status_code == 422, answer.text
    assert all(error["detail"] for error in answer.json()["errors"])
