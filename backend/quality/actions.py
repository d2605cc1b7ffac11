"""Keeps the counts of each sheet that is handed in."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from backend.kit.journal import Happening
from backend.kit.table import now
from backend.quality.queries import RESULTS, inspect_sheet
from backend.quality.rules import tally
from backend.risks.queries import INVENTORIES, live_rows

SUBMITTED = "risk_inventory.submitted"


def follow(session: Session, happenings: Sequence[Happening]) -> None:
    """Checks every sheet handed in, inside the transaction of its submission."""
    for inventory_id in sorted({item.subject.id for item in happenings if item.action == SUBMITTED}):
        _keep(session, inventory_id)


def _keep(session: Session, inventory_id: int) -> None:
    found = session.execute(sa.select(INVENTORIES).where(INVENTORIES.c.id == inventory_id))
    sheet = dict(found.mappings().one())
    counts = tally(inspect_sheet(session, sheet, live_rows(session, inventory_id)))
    values: dict[str, Any] = {
        "inventory_id": inventory_id,
        "department_id": sheet["department_id"],
        "year": sheet["year"],
        "findings": sum(counts.values()),
        "counts": counts,
        "checked_at": now(),
    }
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = make(RESULTS).values(**values)
    kept = {name: statement.excluded[name] for name in values if name != "inventory_id"}
    session.execute(statement.on_conflict_do_update(index_elements=["inventory_id"], set_=kept))
