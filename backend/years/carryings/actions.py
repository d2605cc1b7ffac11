"""Writes of carryings: last year's rows go into this year's sheet, or are dropped with a reason."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.years.queries import refuse_closed
from backend.kit import journal
from backend.kit.problems import FieldError, conflict, invalid_fields, not_found
from backend.kit.table import now, table_of
from backend.powers.models import FlowStep, Power
from backend.risks.inventories.actions import create_inventory
from backend.risks.inventories.schemas import RiskInventoryCreate
from backend.risks.queries import kind_of
from backend.risks.rows.actions import append_rows, open_sheet
from backend.risks.rules import ROW_FIELDS
from backend.years.carryings import queries
from backend.years.carryings.schemas import CarryingCreate, RowChoice
from backend.years.queries import CARRYINGS
from backend.years.rules import CarryChoice

POWERS, STEPS = table_of(Power), table_of(FlowStep)
Found = dict[str, Any]


def carry_sheet(session: Session, actor: Actor, year: int, body: CarryingCreate) -> Found:
    """Decides on every row of last year's sheet and fills this year's with what goes on; opens it where there is none.

    The level comes along as declared only: each year is assessed anew. 404 without a sheet of last year, 409 for a
    closed year or rows decided before, 422 for rows left undecided.
    """
    refuse_closed(session, year)
    source = queries.last_sheet(session, actor, year, body)
    if source is None:
        raise not_found("以前年度已认定的排查表")
    stored = {row["id"]: row for row in queries.carried_rows(session, source["id"], year)}
    _refuse_gaps(stored, body.rows)
    sheet = open_sheet(session, actor, _sheet_id(session, actor, year, body, source["id"]))
    kept = [choice for choice in body.rows if choice.choice is not CarryChoice.retire]
    values = _values(session, [stored[choice.point_id] for choice in kept])
    ids = append_rows(session, sheet, values) if values else []
    _keep(session, actor, year, body.rows, dict(zip((c.point_id for c in kept), ids, strict=True)))
    counts = {choice.value: sum(row.choice is choice for row in body.rows) for choice in CarryChoice}
    subject = journal.Subject("risk_inventory", sheet["id"], sheet["version"] + 1, sheet["department_id"])
    journal.record(session, "risk_inventory.carried", subject, {"from_year": source["year"], **counts})
    return queries.offer(session, actor, year, body)


def _refuse_gaps(stored: Mapping[int, Found], rows: Sequence[RowChoice]) -> None:
    if any(row["choice"] for row in stored.values()):
        raise conflict("这张表已经沿用过了，请直接打开本年度的表修改。", "already-carried")
    given = [row.point_id for row in rows]
    errors = [
        FieldError(f"/rows/{index}/point_id", "unknown", "这一行不在上一年度的表中，或出现了两次。")
        for index, point_id in enumerate(given)
        if point_id not in stored or point_id in given[:index]
    ]
    errors += [
        FieldError("/rows", "undecided", f"风险点“{row['name']}”还没有选择沿用、修改还是不再列入。")
        for point_id, row in stored.items()
        if point_id not in given
    ]
    if errors:
        raise invalid_fields(errors)


def _sheet_id(session: Session, actor: Actor, year: int, body: CarryingCreate, from_id: int) -> int:
    found = queries.current_sheet(session, actor, year, body)
    if found is not None:
        return found
    new = RiskInventoryCreate(
        kind=kind_of(body.position_id),
        year=year,
        department_id=body.department_id,
        position_id=body.position_id,
        filler_id=body.filler_id,
    )
    return int(create_inventory(session, actor, new, from_id)["id"])


def _values(session: Session, rows: Sequence[Found]) -> list[Found]:
    """What people typed, and last year's level for comparison. Links to powers and steps that ended are dropped."""
    powers = _living(session, POWERS, POWERS.c.retired_on.is_(None), (row["power_id"] for row in rows))
    steps = _living(session, STEPS, STEPS.c.is_retired.is_(False), (row["step_id"] for row in rows))
    found: list[Found] = []
    for row in rows:
        power_id = row["power_id"] if row["power_id"] in powers else None
        step_id = row["step_id"] if power_id and row["step_id"] in steps else None
        links = {
            "power_id": power_id,
            "step_id": step_id,
            "declared_level": row["level"],
            "carried_from_id": row["id"],
        }
        found.append({name: row[name] for name in ROW_FIELDS} | links)
    return found


def _living(
    session: Session, table: sa.Table, is_live: sa.ColumnElement[bool], ids: Iterable[int | None]
) -> frozenset[int]:
    known = sorted({one for one in ids if one is not None})
    statement = sa.select(table.c.id).where(table.c.id.in_(known), is_live)
    return frozenset(session.execute(statement).scalars())


def _keep(
    session: Session, actor: Actor, year: int, rows: Sequence[RowChoice], new_ids: Mapping[int, int]
) -> None:
    decided = {
        "year": year,
        "decided_by_id": actor.require_user(),
        "decided_by_name": actor.principal.label,
        "decided_at": now(),
    }
    session.execute(
        sa.insert(CARRYINGS),
        [
            decided
            | {"from_point_id": row.point_id, "choice": row.choice, "reason": row.reason}
            | {"to_point_id": new_ids.get(row.point_id)}
            for row in rows
        ],
    )
