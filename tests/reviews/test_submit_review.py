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


def test_the_review_follows_its_sheet(database: Database, session: Session, world: World) -> None:
    review_id = open_sheet(database, world)
    row = actions.revise_review(
        session,
        review_id,
        title="题" * 300,
        department_id=world.finance,
        chain=ReviewChain.supervising,
        owner_id=world.cast.outsider.person_id,
    )
    assert (len(row["title"]), row["version"], row["chain"]) == (200, 2, ReviewChain.supervising)
    [happening] = pending(session)
    assert happening.action == "review.updated"
    assert happening.subject.former_department_id == world.academic
    assert actions.revise_review(session, review_id, department_id=world.finance)["version"] == 2


def test_the_chain_stays_once_the_sheet_is_handed_in(
    database: Database, session: Session, world: World
) -> None:
    review_id = open_sheet(database, world)
    submit_sheet(database, world.cast.wang, review_id)
    row = actions.revise_review(session, review_id, chain=ReviewChain.leadership, title="新题")
    assert (row["chain"], row["title"]) == (ReviewChain.department, "新题")


def test_the_owner_sees_it_in_the_web_client(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = open_sheet(database, world)
    body = sign_in(world.cast.wang).get(f"{REVIEWS}/{review_id}").json()
    assert (body["state"], body["allowed_actions"], body["is_own"]) == ("draft", ["submit"], True)
