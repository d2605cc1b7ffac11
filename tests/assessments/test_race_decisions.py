"""Decisions and forms at the same moment: one level stands for a post, and a closed form takes nothing in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.assessments.drives.queries import DRIVES, OPINIONS
from backend.assessments.levels.queries import OVERRIDES
from backend.kit.db import Database
from backend.organization.queries import POSITIONS
from tests.assessments.drives import act, form_of, open_drive
from tests.assessments.test_decide_levels import record, set_level
from tests.cast import sign_in
from tests.clients import AppClient
from tests.reviews.sheets import add_meeting
from tests.world import build

LEVELS = ("high", "medium", "low", "high")


def test_one_level_stands(committed_app: FastAPI, committed: Database) -> None:
    with committed.session() as session:
        world = build(session)
        held = add_meeting(session, world.college)
    clients = [sign_in(committed_app, world.cast.office) for _ in LEVELS]
    start = Barrier(len(LEVELS))

    def write(at: int) -> int:
        start.wait()
        return int(set_level(clients[at], held, world.liaison_post, LEVELS[at]).status_code)

    with ThreadPoolExecutor(len(LEVELS)) as pool:
        statuses = list(pool.map(write, range(len(LEVELS))))
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    with committed.session(read_only=True) as session:
        rows = session.execute(sa.select(OVERRIDES)).mappings().all()
        level = session.execute(
            sa.select(POSITIONS.c.risk_level).where(POSITIONS.c.id == world.liaison_post)
        ).scalar_one()
    assert len(rows) == statuses.count(201)
    [standing] = [row for row in rows if row["ended_at"] is None]
    assert level == standing["level"]


def test_one_decision_ends_a_level(committed_app: FastAPI, committed: Database) -> None:
    with committed.session() as session:
        world = build(session)
        held = add_meeting(session, world.college)
    clients = [sign_in(committed_app, world.cast.office) for _ in range(4)]
    set_level(clients[0], held, world.liaison_post)
    start = Barrier(len(clients))

    def end(client: TestClient) -> int:
        start.wait()
        ending = {"position_id": world.liaison_post, "reason": "职责调整"}
        return int(record(client, held, endings=[ending]).status_code)

    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = list(pool.map(end, clients))
    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 409, 422}


def test_a_closed_form_takes_nothing_in(committed_app: FastAPI, committed: Database) -> None:
    with committed.session() as session:
        world = build(session)
    li = sign_in(committed_app, world.cast.li)
    drive = open_drive(li, world)
    answer = {"answers": [{"question": 1, "options": [1]}]}
    start = Barrier(5)

    def fill_in(number: int) -> list[int]:
        visitor = AppClient(committed_app, client=(f"192.0.2.{number}", 1))
        start.wait()
        return [visitor.post(form_of(drive), json=answer).status_code for _ in range(5)]

    def close(_: int) -> list[int]:
        start.wait()
        return [act(li, drive, "closing").status_code]

    with ThreadPoolExecutor(5) as pool:
        answers = [pool.submit(fill_in, number) for number in range(4)]
        closing = pool.submit(close, 4)
        statuses = [status for future in answers for status in future.result()]
        assert closing.result() == [200]
    assert set(statuses) <= {201, 410}
    with committed.session(read_only=True) as session:
        closed_at = session.execute(sa.select(DRIVES.c.closed_at)).scalar_one()
        stored = session.execute(sa.select(OPINIONS.c.created_at)).scalars().all()
    assert len(stored) == statuses.count(201)
    assert closed_at is not None
    late = AppClient(committed_app, client=("192.0.2.99", 1)).post(form_of(drive), json=answer)
    assert late.status_code == 410
