"""The register stays fast at any size: every order and every filter is served by an index."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor, Scope
from backend.access.policy import Permission
from backend.kit.db import Database
from backend.kit.journal import Principal
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.queries import DEPARTMENTS
from backend.risks.points.queries import shape_of
from backend.risks.points.schemas import RiskPointQuery, RiskPointSort
from backend.risks.queries import INVENTORIES, POINTS
from backend.risks.register.queries import countable, one_point, page_of, rows_after
from backend.risks.rules import InventoryKind
from tests import databases
from tests.world import build

OFFICE = Actor(Principal("user", 1, "纪委办"), {Permission.risks_read: Scope(school=True)}, 1)
ROWS, DEPARTMENT_COUNT = 6_000, 60


@pytest.fixture(scope="module")
def big(server: Any) -> Iterator[Database]:
    """A register large enough for the planner to prefer indexes, spread over many departments and years."""
    with databases.committed(server.copy()) as database:
        with database.session() as session:
            world = build(session)
            _fill(session, world.college)
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
        yield database


def _fill(session: Session, college: int) -> None:
    stamps = {"version": 1, "created_at": now(), "updated_at": now()}
    places = []
    for number in range(DEPARTMENT_COUNT):
        department = {"code": f"X{number}", "name": f"第{number}部门", "kind": "office", "parent_id": college}
        department_id = insert_row(session, DEPARTMENTS, department | stamps | {"sort": 0, "duties": []})
        path = f"/{college}/{department_id}/"
        session.execute(sa.update(DEPARTMENTS).where(DEPARTMENTS.c.id == department_id).values(path=path))
        sheet = {"kind": InventoryKind.department, "year": 2020, "department_id": department_id} | stamps
        places.append((department_id, insert_row(session, INVENTORIES, sheet)))
    levels, chances = ("high", "medium", "low", None), ("high", "elevated", "small", None)
    rows = []
    for number in range(ROWS):
        department_id, inventory_id = places[number % DEPARTMENT_COUNT]
        rows.append(
            {
                "inventory_id": inventory_id,
                "department_id": department_id,
                "year": 2001 + number % 40,
                "ordinal": number,
                "level": levels[number % 4],
                "level_rank": (3, 2, 1, 0)[number % 4],
                "likelihood": chances[number // 4 % 4],
                "consequence": ("crime", "discipline", "internal", None)[number // 16 % 4],
                "created_at": now(),
                "updated_at": datetime.fromtimestamp(1_700_000_000 + number * 7919 % 10**6, UTC),
            }
        )
    session.execute(sa.insert(POINTS), rows)


def plan_of(session: Session, statement: sa.Select[Any], values: dict[str, Any]) -> str:
    """The database's plan as text. PostgreSQL is told to take any usable index, however small the table."""
    connection, is_sqlite = session.connection(), session.get_bind().dialect.name == "sqlite"
    text = str(statement.params(**values).compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
    if not is_sqlite:
        connection.exec_driver_sql("SET enable_seqscan = off")
    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    rows = connection.exec_driver_sql(explain + text.replace("%", "%%")).all()
    return "\n".join(str(row[-1]) for row in rows)


def scans_the_register(plan: str) -> bool:
    """A walk through all rows by no index."""
    return "Seq Scan on risk_point" in plan or any(
        line.startswith("SCAN risk_point") and "USING" not in line for line in plan.splitlines()
    )


def sorts(plan: str) -> bool:
    """Rows are sorted instead of read in order."""
    return "TEMP B-TREE" in plan or "Sort" in plan


@pytest.mark.parametrize("sort", RiskPointSort)
def test_every_order_is_read_from_an_index(big: Database, sort: RiskPointSort) -> None:
    with big.session(read_only=True) as session:
        shape, values = shape_of(session, OFFICE, RiskPointQuery())
        plan = plan_of(session, page_of(shape, sort, 50, 0), values)
        assert not sorts(plan), plan
        assert "Seq Scan on risk_point" not in plan, plan


@pytest.mark.parametrize(
    "query",
    [
        {"inventory_id": 3},
        {"department_id": 9},
        {"position_id": 3},
        {"power_id": 3},
        {"year": 2003},
        {"level": "none"},
        {"likelihood": "high", "consequence": "crime"},
        {"consequence": "crime"},
        {"mine": True},
        {"key_area": "finance"},
    ],
)
def test_every_filter_has_an_index(big: Database, query: dict[str, Any]) -> None:
    with big.session(read_only=True) as session:
        shape, values = shape_of(session, OFFICE, RiskPointQuery.model_validate(query))
        plan = plan_of(session, countable(shape), values)
        assert not scans_the_register(plan), plan


POSTGRES_ONLY = pytest.mark.skipif(
    databases.DIALECT == "sqlite", reason="SQLite reads every row for what stands inside a JSON column"
)


@POSTGRES_ONLY
@pytest.mark.parametrize(
    "query",
    [
        {"found_by": "public"},
        {"category": "environment"},
        {"scheme": "four_types", "category": "environment"},
    ],
)
def test_ways_and_kinds_have_an_index(big: Database, query: dict[str, Any]) -> None:
    with big.session(read_only=True) as session:
        shape, values = shape_of(session, OFFICE, RiskPointQuery.model_validate(query))
        plan = plan_of(session, countable(shape), values)
        assert "ix_risk_point_tags" in plan, plan


def test_machines_read_in_order(big: Database) -> None:
    with big.session(read_only=True) as session:
        shape, values = shape_of(session, OFFICE, RiskPointQuery(cursor=""))
        plan = plan_of(session, rows_after(shape, 50), values | {"after": 5_000})
        assert not sorts(plan), plan
        assert not scans_the_register(plan), plan


def test_one_point_is_looked_up(big: Database) -> None:
    with big.session(read_only=True) as session:
        statement = one_point(Scope(own=True), 1, now().date())
        assert not scans_the_register(plan_of(session, statement, {"point_id": 7, "this_year": now().year}))
