"""POST /reviews/decisions."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from backend.kit.db import Database
from backend.reviews.queries import DECISIONS
from backend.reviews.rules import ReviewChain
from tests import cast
from tests.conftest import SignIn
from tests.reviews.sheets import REVIEWS, meeting, open_sheet, submitted_sheet
from tests.world import World, build

APPROVE = {"decision": "approve", "opinion": "同意。"}
SUBMITTED = 2
"""The version of a sheet that was opened and handed in."""


def batch(client: TestClient, ids: Sequence[int], version: int = SUBMITTED, **more: Any) -> Response:
    """One decision on many sheets."""
    items = [{"review_id": review_id, "version": version} for review_id in ids]
    body = APPROVE | {"items": items} | more
    answer: Response = client.post(
        f"{REVIEWS}/decisions", json=body, headers={"Idempotency-Key": uuid4().hex}
    )
    return answer


def states(client: TestClient, ids: Sequence[int]) -> list[str]:
    """Where they stand."""
    return [client.get(f"{REVIEWS}/{review_id}").json()["state"] for review_id in ids]


@pytest.fixture
def three(database: Database, world: World) -> list[int]:
    """Three sheets of 教务处 before 陈处长."""
    return [submitted_sheet(database, world, subject_id=number) for number in (1, 2, 3)]


def test_it_works(world: World, sign_in: SignIn, three: list[int]) -> None:
    chen = sign_in(world.cast.chen)
    answer = batch(chen, three)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["decided"], body["refused"]) == (3, 0)
    assert [(row["review_id"], row["state"], row["version"]) for row in body["results"]] == [
        (review_id, "approved", 3) for review_id in three
    ]
    assert states(chen, three) == ["approved"] * 3
    [decision] = chen.get(f"{REVIEWS}/{three[0]}").json()["decisions"]
    assert decision["opinion"] == "同意。"


def test_one_meeting_decides_on_all(database: Database, world: World, sign_in: SignIn) -> None:
    ids = [
        submitted_sheet(database, world, subject_id=number, chain=ReviewChain.leadership) for number in (1, 2)
    ]
    office = sign_in(world.cast.office)
    assert batch(office, ids).status_code == 422
    assert states(office, ids) == ["leadership_review"] * 2
    held = meeting(database, world)
    assert batch(office, ids, meeting_id=held).status_code == 201
    for review_id in ids:
        [decision] = office.get(f"{REVIEWS}/{review_id}").json()["decisions"]
        assert decision["meeting_id"] == held


def test_all_or_none_names_every_sheet_in_the_way(
    database: Database, world: World, sign_in: SignIn, three: list[int]
) -> None:
    draft, chen = open_sheet(database, world, subject_id=9), sign_in(world.cast.chen)
    answer = batch(chen, [three[0], draft, three[1], 999_999])
    assert answer.status_code == 422, answer.text
    errors = [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
    assert errors == [("/items/1", "stale"), ("/items/3", "not-found")]
    assert states(chen, three) == ["department_review"] * 3


def test_best_effort_signs_the_rest(
    database: Database, world: World, sign_in: SignIn, three: list[int]
) -> None:
    own = submitted_sheet(
        database, world, subject_id=8, by=world.cast.chen, owner_id=world.cast.chen.person_id
    )
    chen = sign_in(world.cast.chen)
    answer = batch(chen, [three[0], own, three[1]], mode="best_effort")
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["decided"], body["refused"]) == (2, 1)
    refused = body["results"][1]
    assert (refused["is_decided"], refused["status"], refused["problem"]) == (
        False,
        403,
        "/problems/forbidden",
    )
    assert "本人" in refused["detail"]
    assert states(chen, [*three, own]) == ["approved", "approved", "department_review", "department_review"]


def test_a_sheet_changed_since_it_was_seen_is_left_alone(
    world: World, sign_in: SignIn, three: list[int]
) -> None:
    chen = sign_in(world.cast.chen)
    body = batch(chen, three, version=1, mode="best_effort").json()
    assert {row["problem"] for row in body["results"]} == {"/problems/stale"}
    assert states(chen, three) == ["department_review"] * 3


def test_many_are_sent_back_for_one_reason(world: World, sign_in: SignIn, three: list[int]) -> None:
    chen = sign_in(world.cast.chen)
    answer = batch(chen, three, decision="send_back", reasons=["shallow"])
    assert answer.status_code == 201, answer.text
    assert states(chen, three) == ["sent_back"] * 3


@pytest.mark.parametrize("who", ["wang", "li", "outsider", "supervisor"])
def test_strangers_are_refused(world: World, sign_in: SignIn, three: list[int], who: str) -> None:
    assert batch(sign_in(getattr(world.cast, who)), three).status_code == 403


def test_another_head_signs_nothing(world: World, sign_in: SignIn, three: list[int]) -> None:
    body = batch(sign_in(world.cast.other_head), three, mode="best_effort").json()
    assert {row["status"] for row in body["results"]} == {404}
    assert states(sign_in(world.cast.chen), three) == ["department_review"] * 3


@pytest.mark.parametrize(
    "more",
    [
        {"items": []},
        {"items": [{"review_id": 1, "version": 2}, {"review_id": 1, "version": 2}]},
        {"items": [{"review_id": 1}]},
        {"items": [{"review_id": number, "version": 2} for number in range(1, 202)]},
        {"decision": "send_back"},
        {"decision": "send_back", "reasons": ["other"], "opinion": ""},
        {"reasons": ["shallow"]},
        {"rows": [{"row_id": 1, "reasons": ["shallow"]}]},
        {"mode": "mostly"},
    ],
)
def test_bad_bodies_are_refused(
    world: World, sign_in: SignIn, three: list[int], more: dict[str, Any]
) -> None:
    assert batch(sign_in(world.cast.chen), three, **more).status_code == 422


def test_a_key_is_required(world: World, sign_in: SignIn, three: list[int]) -> None:
    body = APPROVE | {"items": [{"review_id": three[0], "version": SUBMITTED}]}
    assert sign_in(world.cast.chen).post(f"{REVIEWS}/decisions", json=body).status_code == 400


def test_overlapping_batches_sign_each_sheet_once(committed: Database, committed_app: FastAPI) -> None:
    """Two best-effort batches over the same sheets in opposite orders: every sheet is signed exactly once."""
    with committed.session() as session:
        world = build(session)
    ids = [submitted_sheet(committed, world, subject_id=number) for number in range(1, 7)]
    clients = [cast.sign_in(committed_app, world.cast.chen) for _ in range(2)]
    gate = Barrier(2)

    def run(thread: int) -> Response:
        gate.wait()
        return batch(clients[thread], ids if thread else ids[::-1], mode="best_effort")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(run, range(2)))
    assert [answer.status_code for answer in answers] == [201, 201], [one.text for one in answers]
    decided = sum(answer.json()["decided"] for answer in answers)
    with committed.session(read_only=True) as session:
        signed = session.execute(sa.select(DECISIONS.c.review_id)).scalars().all()
    assert sorted(signed) == sorted(ids)
    assert decided == len(ids)
