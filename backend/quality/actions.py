"""Keeps the counts of each sheet that is handed in, and the fingerprints of its wording."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from backend.kit.batches import insert_batch
from backend.kit.journal import Happening
from backend.kit.table import now
from backend.quality.copies.queries import MARKS, WORDINGS
from backend.quality.queries import RESULTS, inspect_sheet
from backend.quality.rules import tally
from backend.quality.wording import bands, digest
from backend.risks.queries import INVENTORIES, live_rows

SUBMITTED = "risk_inventory.submitted"


def follow(session: Session, happenings: Sequence[Happening]) -> None:
    """Checks every sheet handed in, inside the transaction of its submission."""
    for inventory_id in sorted({item.subject.id for item in happenings if item.action == SUBMITTED}):
        _keep(session, inventory_id)


def _keep(session: Session, inventory_id: int) -> None:
    found = session.execute(sa.select(INVENTORIES).where(INVENTORIES.c.id == inventory_id))
    sheet = dict(found.mappings().one())
    rows = live_rows(session, inventory_id)
    counts = tally(inspect_sheet(session, sheet, rows))
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
    _keep_wording(session, sheet, rows)
    _keep_bands(session, sheet, rows)


def _keep_wording(session: Session, sheet: dict[str, Any], rows: Sequence[dict[str, Any]]) -> None:
    """What it says now; what it said before already keeps its place: the order of the rows says who said it first."""
    of_sheet = WORDINGS.c.inventory_id == sheet["id"]
    digests = {digest(row["name"], row["manifestation"]) for row in rows} - {None}
    session.execute(sa.delete(WORDINGS).where(of_sheet, WORDINGS.c.digest.not_in(digests)))
    known = set(session.execute(sa.select(WORDINGS.c.digest).where(of_sheet)).scalars())
    said = [
        {"inventory_id": sheet["id"], "year": sheet["year"], "digest": one}
        for one in sorted(one for one in digests if one and one not in known)
    ]
    if said:
        session.execute(sa.insert(WORDINGS), said)


def _keep_bands(session: Session, sheet: dict[str, Any], rows: Sequence[dict[str, Any]]) -> None:
    """The marks of its rows as they are now; those that stand already keep their place in the order."""
    of_sheet = MARKS.c.inventory_id == sheet["id"]
    wanted = {(row["id"], band) for row in rows for band in bands(row["name"], row["manifestation"])}
    stored = session.execute(sa.select(MARKS.c.id, MARKS.c.risk_point_id, MARKS.c.band).where(of_sheet)).all()
    gone = [mark_id for mark_id, point_id, band in stored if (point_id, band) not in wanted]
    if gone:
        session.execute(sa.delete(MARKS).where(MARKS.c.id.in_(gone)))
    fresh = wanted - {(point_id, band) for _, point_id, band in stored}
    columns = ("inventory_id", "risk_point_id", "year", "band")
    added = [(sheet["id"], point_id, sheet["year"], band) for point_id, band in sorted(fresh)]
    if added:
        insert_batch(session, MARKS, columns, added)
