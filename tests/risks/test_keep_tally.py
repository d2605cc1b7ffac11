"""The tally equals a count of the register after any sequence of writes."""

from collections import Counter
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from backend.assessments.rules import assess
from backend.kit.db import Database
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.risks.actions import (
    CELL,
    Verdict,
    cell_of,
    insert_points,
    rebuild_tally,
    record_level,
    retire_points,
)
from backend.risks.queries import INVENTORIES, POINTS, TALLY
from backend.risks.rules import Consequence, InventoryKind, Likelihood
from tests.world import World

PLACE = st.integers(0, 2)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), st.lists(PLACE, max_size=4)),
        st.tuples(
            st.just("level"),
            st.lists(
                st.tuples(st.integers(0, 9), st.sampled_from(Likelihood), st.sampled_from(Consequence)),
                max_size=5,
            ),
        ),
        st.tuples(st.just("retire"), st.sets(st.integers(0, 9), max_size=3)),
    ),
    max_size=12,
)


def add_sheets(session: Session, world: World) -> list[dict[str, Any]]:
    """Three sheets: two departments, two years."""
    places = []
    for department_id, year in ((world.academic, 2026), (world.academic, 2025), (world.finance, 2026)):
        values = {"kind": InventoryKind.department, "year": year, "department_id": department_id}
        stamps = {"version": 1, "created_at": now(), "updated_at": now()}
        inventory_id = insert_row(session, INVENTORIES, values | stamps)
        places.append(
            {"inventory_id": inventory_id, "department_id": department_id, "position_id": None, "year": year}
        )
    return places


def take(session: Session, places: list[dict[str, Any]], step: tuple[str, Any]) -> None:
    """One random write; numbers stand for points as they were made."""
    verb, what = step
    live = [dict(row) for row in session.execute(sa.select(POINTS).order_by(POINTS.c.id)).mappings()]
    if verb == "insert":
        insert_points(session, [places[place] | {"ordinal": 1, "name": "点"} for place in what])
    elif verb == "retire":
        rows = [live[number] for number in what if number < len(live) and live[number]["retired_at"] is None]
        retire_points(session, rows, "不要了")
    else:
        verdicts = [
            Verdict(
                live[number]["id"], likelihood, consequence, assess(likelihood, consequence).level, "因", "规"
            )
            for number, likelihood, consequence in what
            if number < len(live)
        ]
        record_level(session, verdicts)


def counted(session: Session) -> dict[tuple[Any, ...], int]:
    """What a scan of the register finds."""
    rows = session.execute(sa.select(POINTS).where(POINTS.c.retired_at.is_(None))).mappings()
    return dict(Counter(cell_of(dict(row)) for row in rows))


def kept(session: Session) -> dict[tuple[Any, ...], int]:
    """What the tally says; empty cells may stay behind."""
    statement = sa.select(*(TALLY.c[name] for name in CELL), TALLY.c.points)
    return {tuple(row[:-1]): row[-1] for row in session.execute(statement) if row[-1]}


@given(STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_exact_after_any_writes(database: Database, world: World, steps: list[tuple[str, Any]]) -> None:
    with database.open(read_only=False) as session:
        places = add_sheets(session, world)
        for step in steps:
            take(session, places, step)
        assert kept(session) == counted(session)
        rebuild_tally(session)
        assert kept(session) == counted(session)
        session.rollback()


def test_repair_mends_a_wrong_tally(session: Session, world: World) -> None:
    places = add_sheets(session, world)
    insert_points(session, [place | {"ordinal": 1} for place in places])
    session.execute(sa.update(TALLY).values(points=77))
    rebuild_tally(session)
    assert kept(session) == counted(session) != {}


def test_a_level_stands_with_its_rank(session: Session, world: World) -> None:
    (point_id,) = insert_points(session, [add_sheets(session, world)[0] | {"ordinal": 1}])
    finding = assess(Likelihood.small, Consequence.discipline)
    verdict = Verdict(
        point_id, Likelihood.small, Consequence.discipline, finding.level, finding.explanation, "规"
    )
    record_level(session, [verdict])
    record_level(session, [verdict])
    row = session.execute(sa.select(POINTS).where(POINTS.c.id == point_id)).mappings().one()
    assert (row["level"], row["level_rank"], row["version"]) == ("medium", 2, 1), (
        "versions guard what people type"
    )
    assert row["level_explanation"] == finding.explanation


def test_nobody_brings_a_level_along(session: Session, world: World) -> None:
    row = add_sheets(session, world)[0] | {"ordinal": 1, "level": "high"}
    try:
        insert_points(session, [row])
    except ValueError:
        return
    raise AssertionError("a level came in without an assessment")
