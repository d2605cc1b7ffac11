"""Approvals that go stale: 已变更，需复核."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.db import Database
from backend.kit.journal import pending
from backend.reviews import actions
from backend.reviews.rules import ReviewChain
from tests.conftest import SignIn
from tests.reviews.sheets import (
    HASH,
    OTHER_HASH,
    REVIEWS,
    SEND_BACK,
    decide,
    meeting,
    submit_sheet,
    submitted_sheet,
)
from tests.world import World

APPROVE, RECONFIRM = {"decision": "approve"}, {"decision": "reconfirm", "opinion": "变动已核对，同意。"}
THIRD_HASH = "7d" * 32


def note(database: Database, review_id: int | None, content_hash: str) -> bool:
    """What the room of the sheet reports after a write."""
    with database.session() as session:
        return actions.note_content(session, review_id, content_hash)


@pytest.fixture
def approved(database: Database, world: World, sign_in: SignIn) -> int:
    """王老师's sheet, approved by 陈处长."""
    review_id = submitted_sheet(database, world)
    assert decide(sign_in(world.cast.chen), review_id, APPROVE).status_code == 201
    return review_id


@pytest.fixture
def stale(database: Database, approved: int) -> int:
    """The same, changed afterwards."""
    assert note(database, approved, OTHER_HASH) is True
    return approved


def shown(client: TestClient, review_id: int) -> dict[str, Any]:
    """The review as the client sees it."""
    answer = client.get(f"{REVIEWS}/{review_id}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_it_works(world: World, sign_in: SignIn, stale: int) -> None:
    chen = sign_in(world.cast.chen)
    before = shown(chen, stale)
    assert (before["state"], before["is_stale"], before["current_hash"]) == ("approved", True, OTHER_HASH)
    assert before["content_hash"] == HASH
    assert before["allowed_actions"] == ["reconfirm", "send_back", "submit"]
    answer = decide(chen, stale, RECONFIRM)
    assert answer.status_code == 201, answer.text
    after = answer.json()
    assert (after["state"], after["is_stale"], after["content_hash"]) == ("approved", False, OTHER_HASH)
    assert (after["current_hash"], after["allowed_actions"]) == (None, [])
    assert [(one["decision"], one["content_hash"]) for one in after["decisions"]] == [
        ("approve", HASH),
        ("reconfirm", OTHER_HASH),
    ]


def test_it_is_found_in_the_inbox(world: World, sign_in: SignIn, stale: int) -> None:
    chen = sign_in(world.cast.chen)
    for query in ({"is_stale": True}, {"mine": True}):
        assert [item["id"] for item in chen.get(REVIEWS, params=query).json()["items"]] == [stale]
    assert chen.get(REVIEWS, params={"is_stale": False}).json()["items"] == []
    counts = chen.get(f"{REVIEWS}/counts").json()
    assert (counts["stale"], counts["awaiting"]) == (1, 1)
    assert decide(chen, stale, RECONFIRM).status_code == 201
    counts = chen.get(f"{REVIEWS}/counts").json()
    assert (counts["stale"], counts["awaiting"]) == (0, 0)


def test_what_was_signed_may_come_back(database: Database, world: World, sign_in: SignIn, stale: int) -> None:
    assert note(database, stale, HASH) is False
    after = shown(sign_in(world.cast.chen), stale)
    assert (after["is_stale"], after["current_hash"], after["allowed_actions"]) == (False, None, [])


def test_the_signer_may_send_it_back(world: World, sign_in: SignIn, stale: int) -> None:
    body = decide(sign_in(world.cast.chen), stale, SEND_BACK).json()
    assert (body["state"], body["is_stale"], body["redo_count"]) == ("sent_back", False, 1)
    assert body["decisions"][-1]["content_hash"] == OTHER_HASH


def test_it_may_go_through_the_chain_anew(
    database: Database, world: World, sign_in: SignIn, stale: int
) -> None:
    submit_sheet(database, world.cast.wang, stale, OTHER_HASH)
    chen = sign_in(world.cast.chen)
    body = shown(chen, stale)
    assert (body["state"], body["round"], body["is_stale"]) == ("department_review", 2, False)
    assert decide(chen, stale, APPROVE).json()["decisions"][-1]["content_hash"] == OTHER_HASH


def test_only_an_approval_goes_stale(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = submitted_sheet(database, world)
    assert note(database, review_id, OTHER_HASH) is False
    assert note(database, None, OTHER_HASH) is False
    assert shown(sign_in(world.cast.chen), review_id)["is_stale"] is False


def test_each_turn_is_journaled_once(session: Session, approved: int) -> None:
    for content, is_stale in ((HASH, False), (OTHER_HASH, True), (OTHER_HASH, True), (THIRD_HASH, True)):
        assert actions.note_content(session, approved, content) is is_stale
    assert actions.note_content(session, approved, HASH) is False
    events = [happening.action for happening in pending(session)]
    assert events == ["review.gone_stale", "review.restored"]


def test_the_collective_stands_by_its_decision_in_a_meeting(
    database: Database, world: World, sign_in: SignIn
) -> None:
    office, held = sign_in(world.cast.office), meeting(database, world)
    review_id = submitted_sheet(database, world, chain=ReviewChain.leadership)
    assert decide(office, review_id, APPROVE | {"meeting_id": held}).status_code == 201
    note(database, review_id, OTHER_HASH)
    refused = decide(office, review_id, RECONFIRM)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/meeting_id")
    assert decide(office, review_id, RECONFIRM | {"meeting_id": held}).status_code == 201


@pytest.mark.parametrize(
    ("who", "status"), [("wang", 403), ("li", 403), ("lin", 403), ("office", 403), ("other_head", 404)]
)
def test_strangers_are_refused(world: World, sign_in: SignIn, stale: int, who: str, status: int) -> None:
    answer = decide(sign_in(getattr(world.cast, who)), stale, RECONFIRM, '"v4"')
    assert answer.status_code == status, answer.text


def test_an_approval_that_stands_is_not_reconfirmed(world: World, sign_in: SignIn, approved: int) -> None:
    answer = decide(sign_in(world.cast.chen), approved, RECONFIRM)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/illegal-transition")


def test_a_stale_approval_is_not_approved(world: World, sign_in: SignIn, stale: int) -> None:
    assert decide(sign_in(world.cast.chen), stale, APPROVE).status_code == 409


def test_nobody_reconfirms_what_he_has_not_seen(
    database: Database, world: World, sign_in: SignIn, stale: int
) -> None:
    chen = sign_in(world.cast.chen)
    tag = chen.get(f"{REVIEWS}/{stale}").headers["etag"]
    note(database, stale, THIRD_HASH)
    assert decide(chen, stale, RECONFIRM, tag).status_code == 412


def test_a_reconfirmation_has_no_reasons(world: World, sign_in: SignIn, stale: int) -> None:
    body = RECONFIRM | {"reasons": ["shallow"]}
    assert decide(sign_in(world.cast.chen), stale, body).status_code == 422
