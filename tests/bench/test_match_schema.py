"""The raw statements of the bench name every column they must: a new one breaks a test, not a long measurement."""

from collections.abc import Collection

import pytest
import sqlalchemy as sa

from backend.kit.db import Database
from backend.kit.journal import Event
from backend.kit.table import table_of
from backend.organization.models import Position
from backend.risks.models import RiskInventory, RiskPoint, RiskTally
from backend.risks.rules import InventoryKind
from backend.risks.schemas import RiskPointOut
from tests.bench import raw
from tests.world import World

INVENTORIES, POINTS, TALLY = (table_of(model) for model in (RiskInventory, RiskPoint, RiskTally))


def needed(table: sa.Table) -> set[str]:
    """Columns an INSERT of the database alone cannot leave out."""
    return {
        column.name
        for column in table.columns
        if not (column.nullable or column.primary_key or column.server_default)
    }


@pytest.mark.parametrize(
    ("table", "named"),
    [(POINTS, raw.POINT), (table_of(Position), raw.POSITION), (table_of(Event), raw.EVENT)],
    ids=["risk_point", "position", "event"],
)
def test_it_works(table: sa.Table, named: Collection[str]) -> None:
    assert needed(table) - set(named) == set()
    assert set(named) - set(table.columns.keys()) == set()


def test_reads_what_the_register_shows() -> None:
    shown = {name for name in RiskPointOut.model_fields if name in POINTS.columns}
    read = {name.strip().removeprefix("p.") for name in raw.COLUMNS.split(",")}
    assert shown - read == set()


def test_runs_on_the_schema(database: Database, world: World) -> None:
    values = {"id": 1, "department": world.academic, "middle": 0, "year": 2026}
    with database.session() as session:
        sheet = {"kind": InventoryKind.department, "year": 2026, "department_id": world.academic}
        made = session.execute(sa.insert(INVENTORIES).values(**sheet).returning(INVENTORIES.c.id))
        values["sheet"] = made.scalar_one()
        cell = {
            "department_id": world.academic,
            "year": 2026,
            "level": "",
            "likelihood": "",
            "consequence": "",
        }
        session.execute(sa.insert(TALLY).values(**cell, points=0))
        for statement in raw.CREATE:
            session.execute(sa.text(statement.format(now="CURRENT_TIMESTAMP")), values)
        assert session.execute(sa.text(raw.READS["list 100"])).one().name == "风险点"
        for statement in raw.READS.values():
            session.execute(sa.text(statement), values).all()
