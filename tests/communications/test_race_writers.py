"""Several at once: one nudge, one signature, one reading, whoever was first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa
from fastapi import FastAPI

from backend.communications.notices.queries import READINGS
from backend.kit.db import Database
from tests.cast import sign_in
from tests.communications.cases import API, nudge, publish, sign
from tests.world import build

WRITERS = 4


def _together(act: Callable[[int], int]) -> list[int]:
    """The statuses of calls that start at the same moment."""
    barrier = Barrier(WRITERS)

    def start(number: int) -> int:
        barrier.wait()
        return act(number)

    with ThreadPoolExecutor(WRITERS) as pool:
        return sorted(pool.map(start, range(WRITERS)))


def test_the_first_one_counts(committed: Database, committed_app: FastAPI) -> None:
    with committed.session() as session:
        world = build(session)
    office = [sign_in(committed_app, world.cast.office) for _ in range(WRITERS)]
    heads = [sign_in(committed_app, who) for who in (world.cast.chen, world.cast.li) * 2]
    wang = [sign_in(committed_app, world.cast.wang) for _ in range(WRITERS)]

    assert _together(lambda at: nudge(office[at], world.academic).status_code) == [201, 409, 409, 409]

    notice = publish(office[0], world)
    assert _together(lambda at: sign(heads[at], notice, world.academic).status_code) == [201, 409, 409, 409]

    path = f"{API}/notices/{notice['id']}/readings"
    assert _together(lambda at: int(wang[at].post(path).status_code)) == [204] * WRITERS
    with committed.session(read_only=True) as session:
        assert session.execute(sa.select(sa.func.count()).select_from(READINGS)).scalar_one() == 1
