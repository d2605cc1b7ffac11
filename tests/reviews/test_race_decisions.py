"""Two signatures at once: exactly one is written."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import sqlalchemy as sa
from fastapi import FastAPI

from backend.kit.db import Database
from backend.reviews.queries import DECISIONS
from tests.cast import sign_in
from tests.reviews.sheets import HASH, REVIEWS, SEND_BACK, submitted_sheet
from tests.world import build

ROUNDS, DECIDERS = 5, 4


def together(work: Callable[[int], int]) -> list[int]:
    """Runs `work` in DECIDERS threads that start at the same moment."""
    gate = Barrier(DECIDERS)

    def run(number: int) -> int:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(DECIDERS) as pool:
        return list(pool.map(run, range(DECIDERS)))


def test_exactly_one_signature_is_written(committed: Database, committed_app: FastAPI) -> None:
    with committed.session() as session:
        world = build(session)
    clients = [sign_in(committed_app, world.cast.chen) for _ in range(DECIDERS)]
    for number in range(ROUNDS):
        review_id = submitted_sheet(committed, world, subject_id=number + 1)

        def sign(thread: int, review_id: int = review_id) -> int:
            headers = {"If-Match": '"v2"', "Idempotency-Key": uuid4().hex}
            body = SEND_BACK if thread % 2 else {"decision": "approve"}
            path = f"{REVIEWS}/{review_id}/decisions"
            return int(clients[thread].post(path, json=body, headers=headers).status_code)

        statuses = together(sign)
        assert sorted(statuses)[0] == 201, statuses
        assert set(sorted(statuses)[1:]) <= {409, 412}, statuses
        with committed.session(read_only=True) as session:
            found = session.execute(
                sa.select(DECISIONS.c.content_hash).where(DECISIONS.c.review_id == review_id)
            )
            assert found.scalars().all() == [HASH]


def test_withdrawing_and_signing_exclude_each_other(committed: Database, committed_app: FastAPI) -> None:
    from backend.kit.problems import Problem
    from backend.reviews import actions
    from tests.reviews.sheets import actor_of

    with committed.session() as session:
        world = build(session)
    chen = sign_in(committed_app, world.cast.chen)
    for number in range(ROUNDS):
        review_id = submitted_sheet(committed, world, subject_id=number + 1)

        def act(thread: int, review_id: int = review_id) -> int:
            if thread:
                headers = {"If-Match": '"v2"', "Idempotency-Key": uuid4().hex}
                body = {"decision": "approve"}
                return int(
                    chen.post(f"{REVIEWS}/{review_id}/decisions", json=body, headers=headers).status_code
                )
            try:
                with committed.session() as session:
                    actions.withdraw(session, actor_of(session, world.cast.wang), review_id)
            except Problem as problem:
                return problem.status
            return 201

        statuses = together(act)
        assert statuses.count(201) == 1, statuses
        assert set(statuses) <= {201, 409, 412}, statuses
