"""Opening a review, handing the sheet in, taking it back; called by the rooms that own the sheets."""

import pytest
from sqlmodel import Session

from backend.kit.db import Database
from backend.kit.journal import pending
from backend.kit.machine import IllegalTransition
from backend.kit.problems import Problem
from backend.reviews import actions
from backend.reviews.rules import ReviewChain
from tests.conftest import SignIn
from tests.reviews.sheets import (
    HASH,
    OTHER_HASH,
    REVIEWS,
    SEND_BACK,
    actor_of,
    decide,
    open_sheet,
    submit_sheet,
)
from tests.world import World


def test_it_works(database: Database, session: Session, world: World) -> None:
    review_id = open_sheet(database, world)
    row = actions.submit(session, actor_of(session, world.cast.wang), review_id, HASH)
    assert (row["state"], row["round"], row["content_hash"]) == ("department_review", 1, HASH)
    assert (row["submitted_by_id"], row["submitted_by_name"]) == (world.cast.wang.user_id, "王老师")
    assert row["allowed_actions"] == ["withdraw"]
    assert [one.action for one in pending(session)] == ["review.submitted"]


def test_the_round_rises_with_each_submission(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = open_sheet(database, world)
    chen = sign_in(world.cast.chen)
    for number, content_hash in enumerate((HASH, OTHER_HASH, HASH), start=1):
        submit_sheet(database, world.cast.wang, review_id, content_hash)
        body = decide(chen, review_id, SEND_BACK).json()
        assert (body["round"], body["decisions"][-1]["content_hash"]) == (number, content_hash)


def test_the_liaison_may_hand_in_for_the_department(
    database: Database, session: Session, world: World
) -> None:
    review_id = open_sheet(database, world)
    row = actions.submit(session, actor_of(session, world.cast.li), review_id, HASH)
    assert row["submitted_by_name"] == "李联络"


def test_taking_back_returns_to_draft(database: Database, session: Session, world: World) -> None:
    review_id = open_sheet(database, world)
    submit_sheet(database, world.cast.wang, review_id)
    row = actions.withdraw(session, actor_of(session, world.cast.wang), review_id)
    assert (row["state"], row["content_hash"], row["round"]) == ("draft", None, 1)
    assert row["allowed_actions"] == ["submit"]


def test_an_approved_sheet_cannot_be_taken_back(
    database: Database, session: Session, world: World, sign_in: SignIn
) -> None:
    review_id = open_sheet(database, world)
    submit_sheet(database, world.cast.wang, review_id)
    decide(sign_in(world.cast.chen), review_id, {"decision": "approve"})
    with pytest.raises(IllegalTransition):
        actions.withdraw(session, actor_of(session, world.cast.wang), review_id)


def test_strangers_can_neither_hand_in_nor_take_back(
    database: Database, session: Session, world: World
) -> None:
    review_id = open_sheet(database, world)
    for who, status in ((world.cast.outsider, 404), (world.cast.other_liaison, 404), (world.cast.lin, 403)):
        with pytest.raises(Problem) as refused:
            actions.submit(session, actor_of(session, who), review_id, HASH)
        assert refused.value.status == status, who.name
    submit_sheet(database, world.cast.wang, review_id)
    with pytest.raises(Problem) as refused:
        actions.withdraw(session, actor_of(session, world.cast.supervisor), review_id)
    assert refused.value.status == 403


def test_handing_in_twice_is_refused(database: Database, session: Session, world: World) -> None:
    review_id = open_sheet(database, world)
    submit_sheet(database, world.cast.wang, review_id)
    with pytest.raises(IllegalTransition):
        actions.submit(session, actor_of(session, world.cast.wang), review_id, HASH)


def test_one_sheet_has_one_review(database: Database, world: World) -> None:
    open_sheet(database, world)
    with pytest.raises(Problem) as refused:
        open_sheet(database, world)
    assert refused.value.status == 409


def test_the_chain_follows_who_the_owner_is_now(
    database: Database, session: Session, world: World, sign_in: SignIn
) -> None:
    chen = world.cast.chen
    review_id = open_sheet(database, world, by=chen, owner_id=chen.person_id)
    with database.session() as opened:
        row = actions.submit(opened, actor_of(opened, chen), review_id, HASH, ReviewChain.supervising)
    assert (row["chain"], row["state"]) == (ReviewChain.supervising, "supervising_review")
    assert decide(sign_in(world.cast.lin), review_id, {"decision": "approve"}).status_code == 201


def test_the_owner_sees_it_in_the_web_client(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = open_sheet(database, world)
    body = sign_in(world.cast.wang).get(f"{REVIEWS}/{review_id}").json()
    assert (body["state"], body["allowed_actions"], body["is_own"]) == ("draft", ["submit"], True)
