"""Two people save one sheet at the same moment: one wins, the other is told, and nothing is counted twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.assessments.rules import assess
from backend.kit.db import Database
from backend.organization.queries import POSITIONS
from backend.risks.actions import Verdict, insert_points, record_level
from backend.risks.queries import POINTS, TALLY
from backend.risks.rules import Consequence, Likelihood
from tests.cast import sign_in
from tests.risks.sheets import ROW, filled_sheet, save
from tests.world import World, build


def opened(app: FastAPI, database: Database) -> tuple[World, TestClient, dict[str, Any]]:
    """王老师's sheet in a database with real commits."""
    with database.session() as session:
        world = build(session)
    wang = sign_in(app, world.cast.wang)
    return world, wang, filled_sheet(wang, world, [ROW])


def test_one_save_wins(committed_app: FastAPI, committed: Database) -> None:
    world, wang, sheet = opened(committed_app, committed)
    clients = [wang, sign_in(committed_app, world.cast.li)]
    start = Barrier(2)

    def write(at: int) -> int:
        rows = [ROW | {"name": f"{at} 的第 {number} 行"} for number in range(3)]
        start.wait()
        return save(clients[at], sheet, rows).status_code

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(write, range(2)))
    assert statuses[0] == 200
    assert statuses[1] in (409, 412)
    live = sa.select(POINTS.c.name).where(POINTS.c.retired_at.is_(None))
    with committed.session(read_only=True) as session:
        names = session.execute(live).scalars().all()
        counted = session.execute(sa.select(sa.func.sum(TALLY.c.points))).scalar_one()
    assert (len(names), len({name[0] for name in names}), counted) == (3, 1, 3)


def test_counts_survive_many_writers(committed_app: FastAPI, committed: Database) -> None:
    world, _, sheet = opened(committed_app, committed)
    start = Barrier(4)
    place = {"department_id": world.academic, "position_id": world.textbook_post, "year": sheet["year"]}
    finding = assess(Likelihood.high, Consequence.crime)

    def write(at: int) -> None:
        start.wait()
        for turn in range(5):
            common = place | {"inventory_id": sheet["id"], "ordinal": 1}
            with committed.session() as session:
                rows = [common | {"name": f"{at}-{turn}-{number}"} for number in range(3)]
                first, *_ = insert_points(session, rows)
                verdict = (Likelihood.high, Consequence.crime, finding.level, finding.explanation, "规")
                record_level(session, [Verdict(first, *verdict)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    with committed.session(read_only=True) as session:
        columns = (TALLY.c.level, sa.func.sum(TALLY.c.points))
        cells = dict(session.execute(sa.select(*columns).group_by(TALLY.c.level)).all())
        level = sa.select(POSITIONS.c.level_explanation).where(POSITIONS.c.id == world.textbook_post)
        explanation = session.execute(level).scalar_one()
    assert cells == {"": 41, "high": 20}
    assert "登记风险点 61 个（高 20、未定级 41）" in explanation
