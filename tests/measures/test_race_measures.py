"""Two who decide on one measure, and a change against the hand-in of its plan."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.kit.db import Database
from backend.measures.queries import CHECKS, MEASURES, PLANS, find_plan, live_measures
from backend.measures.rules import MeasureState, content_hash
from backend.reviews.queries import REVIEWS
from tests.access.matrix import Relation, Scene
from tests.cast import sign_in
from tests.measures.operations import CHECK, add_done, add_plan_with_measure
from tests.reviews.sheets import actor_of
from tests.world import World, build

ROUNDS = 4


def scene_of(world: World, number: int) -> Scene:
    """A department and a post of its own for each round."""
    wang = world.cast.wang
    return Scene(
        department_id=(world.academic, world.finance, world.informatics, world.assets)[number],
        parent_id=world.college,
        elsewhere_id=world.college,
        position_id=(world.textbook_post, world.cashier_post, world.head_post, world.liaison_post)[number],
        person_id=wang.person,
        user_id=wang.user_id,
        caller_id=0,
        relation=Relation.other,
    )


def together(*work: Callable[[], int]) -> list[int]:
    """Runs them in threads that start at the same moment."""
    gate = Barrier(len(work))

    def run(one: Callable[[], int]) -> int:
        gate.wait()
        return one()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(run, work))


def write(client: TestClient, method: str, path: str, body: Any, tag: str) -> int:
    """The status of one write."""
    headers = {"If-Match": tag, "Idempotency-Key": uuid4().hex}
    return int(client.request(method, f"/api/v1{path}", json=body, headers=headers).status_code)


@pytest.fixture
def world(committed: Database) -> World:
    """The college, committed."""
    with committed.session() as session:
        return build(session)


def test_exactly_one_check_is_written(committed: Database, committed_app: FastAPI, world: World) -> None:
    clients = [sign_in(committed_app, world.cast.office) for _ in range(2)]
    verdicts = (CHECK, CHECK | {"result": "ineffective", "finding": "抽查十份，三份只有一人签字。"})
    for number in range(ROUNDS):
        with committed.session() as session:
            measure_id = add_done(session, scene_of(world, number))
        path = f"/measures/{measure_id}/checks"
        calls = (
            partial(write, client, "POST", path, body, '"v1"')
            for client, body in zip(clients, verdicts, strict=True)
        )
        statuses = sorted(together(*calls))
        assert statuses[0] == 201, statuses
        assert statuses[1] in (409, 412), statuses
        with committed.session(read_only=True) as session:
            [result] = session.execute(
                sa.select(CHECKS.c.result).where(CHECKS.c.measure_id == measure_id)
            ).scalars()
            state = session.execute(
                sa.select(MEASURES.c.state).where(MEASURES.c.id == measure_id)
            ).scalar_one()
        assert MeasureState(state).value == result.value


def test_what_is_signed_is_what_the_plan_holds(
    committed: Database, committed_app: FastAPI, world: World
) -> None:
    """A change and the hand-in at the same moment: either the change is in what was handed in, or it is refused."""
    one, other = (sign_in(committed_app, world.cast.office) for _ in range(2))
    for number in range(ROUNDS):
        with committed.session() as session:
            plan_id = add_plan_with_measure(session, scene_of(world, number))
            measure_id = session.execute(
                sa.select(MEASURES.c.id).where(MEASURES.c.plan_id == plan_id)
            ).scalar_one()
        body = {"indicator": "每周公开一次"}
        changed, submitted = together(
            partial(write, one, "PATCH", f"/measures/{measure_id}", body, '"v1"'),
            partial(write, other, "POST", f"/measure-plans/{plan_id}/submission", None, '"v1"'),
        )
        assert submitted == 200
        assert changed in (200, 409)
        with committed.session(read_only=True) as session:
            plan = find_plan(session, actor_of(session, world.cast.office), plan_id)
            frozen = session.execute(
                sa.select(REVIEWS.c.content_hash)
                .join(PLANS, PLANS.c.review_id == REVIEWS.c.id)
                .where(PLANS.c.id == plan_id)
            ).scalar_one()
            assert frozen == content_hash(plan, live_measures(session, plan_id))
