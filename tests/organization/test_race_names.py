"""Two at once at one post or unit: one is written, the other is told that somebody was faster."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from backend.kit.db import Database
from backend.organization.queries import NAMES, PLACES, POST_NAMES
from tests.cast import sign_in
from tests.world import World, build

WRITERS = 4
FASTER = {"/problems/raced", "/problems/stale"}
Path = Callable[[World], str]


def of_unit(world: World) -> str:
    return f"/api/v1/departments/{world.academic}"


def of_post(world: World) -> str:
    return f"/api/v1/positions/{world.textbook_post}"


@pytest.mark.parametrize(
    ("method", "path", "body", "table"),
    [
        ("PATCH", of_post, lambda _, number: {"name": f"教材岗{number}"}, POST_NAMES),
        ("PATCH", of_post, lambda world, _: {"department_id": world.finance}, POST_NAMES),
        ("PATCH", of_unit, lambda _, number: {"name": f"教务部{number}"}, NAMES),
        ("PATCH", of_unit, lambda world, _: {"parent_id": world.assets}, PLACES),
        (
            "POST",
            lambda world: f"{of_unit(world)}/renaming",
            lambda _, number: {"name": f"教务部{number}", "reason": "机构调整", "on": "2026-01-01"},
            NAMES,
        ),
    ],
)
def test_one_of_several_is_kept(
    committed: Database, committed_app: FastAPI, method: str, path: Path, body: Any, table: sa.Table
) -> None:
    with committed.session() as session:
        world = build(session)
    clients = [sign_in(committed_app, world.cast.office) for _ in range(WRITERS)]
    gate = Barrier(WRITERS)

    def change(number: int) -> tuple[int, str]:
        gate.wait()
        headers = {"If-Match": '"v1"', "Idempotency-Key": f"race-of-names-{number:04}"}
        answer = clients[number].request(method, path(world), json=body(world, number), headers=headers)
        said = answer.json()
        return answer.status_code, str(said.get("type", ""))

    with ThreadPoolExecutor(WRITERS) as pool:
        found = sorted(pool.map(change, range(WRITERS)))
    assert found[0][0] in (200, 201), found
    assert {status for status, _ in found[1:]} <= {409, 412}, found
    assert {kind for _, kind in found[1:]} <= FASTER, found
    with committed.session(read_only=True) as session:
        assert session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 1
