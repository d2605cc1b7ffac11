"""Reads of what was handed in, and a sheet beside it. Whoever may read the sheet may compare it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.table import table_of
from backend.powers.models import FlowStep, Power
from backend.reviews.comparisons.queries import (
    Found,
    RowKind,
    laid_beside,
    last_submission,
    nothing,
    year_base,
)
from backend.reviews.comparisons.rules import BaseGap, ComparisonBase
from backend.reviews.rules import ReviewState
from backend.risks.comparisons.schemas import ComparedRiskRow
from backend.risks.queries import (
    INVENTORIES,
    POINTS,
    REVIEWS,
    find_sheet,
    live_rows,
    visible_points,
    visible_sheets,
)
from backend.risks.rules import ROW_FIELDS

POWERS, STEPS = table_of(Power), table_of(FlowStep)
COPIED = ("id", *ROW_FIELDS, "likelihood", "consequence", "level")
"""What a copy keeps of a row, besides the names of its power and step."""
Row = dict[str, Any]


def copied_rows(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Stored rows as a copy keeps them, in the order given."""
    powers = _names(session, POWERS, (row["power_id"] for row in rows))
    steps = _names(session, STEPS, (row["step_id"] for row in rows))
    return [
        {name: row[name] for name in COPIED}
        | {"power_name": powers.get(row["power_id"]), "step_name": steps.get(row["step_id"])}
        for row in rows
    ]


def _names(session: Session, table: sa.Table, ids: Iterable[int | None]) -> dict[int | None, str]:
    known = sorted({one for one in ids if one is not None})
    if not known:
        return {}
    return dict(session.execute(sa.select(table.c.id, table.c.name).where(table.c.id.in_(known))).all())


def compare_sheet(session: Session, actor: Actor, inventory_id: int, against: ComparisonBase) -> Row:
    """`Comparison` of a sheet the actor may see, or 404."""
    sheet = find_sheet(session, actor, inventory_id)
    rows = live_rows(session, inventory_id)
    number = session.execute(sa.select(REVIEWS.c.round).where(REVIEWS.c.id == sheet["review_id"]))
    sheet |= {"round": number.scalar_one_or_none() or 0, "note": sheet["no_risk_reason"]}
    if against is ComparisonBase.last_year:
        found = _last_year(session, actor, sheet, rows)
    else:
        found = last_submission(session, sheet, sheet, rows)
    return laid_beside(actor, sheet, found, copied_rows(session, rows), RISK_ROWS, against)


def _cells(row: Row, exactly: bool) -> Row:
    """Each year is assessed anew (opinion.txt line 77): a row that is not yet has no other level than last year's.

    From one round to the next a level that is gone is a change like any other.
    """
    cells = {name: row.get(name) for name in ROW_FIELDS}
    return cells | {"level": row["level"]} if exactly or row["level"] is not None else cells


RISK_ROWS = RowKind(frozenset(ComparedRiskRow.model_fields), _cells, lambda row: str(row["name"]))


def _last_year(session: Session, actor: Actor, sheet: Row, rows: Sequence[Row]) -> Found:
    """The sheets this one was carried from, or the newest approved one of the same place before."""
    carried = {row["carried_from_id"]: row["id"] for row in rows if row["carried_from_id"]}
    found = _origins(session, actor, sheet, carried) or _former(session, actor, sheet)
    if not found:
        return nothing(BaseGap.no_sheet)
    statement = (
        sa.select(POINTS)
        .where(
            POINTS.c.inventory_id.in_([one["id"] for one in found]),
            POINTS.c.retired_at.is_(None),
            visible_points(actor),
        )
        .order_by(POINTS.c.inventory_id, POINTS.c.ordinal, POINTS.c.id)
    )
    before = copied_rows(session, [dict(row) for row in session.execute(statement).mappings()])
    first = found[0]
    return Found(year_base(first["id"], first["year"], first["no_risk_reason"]), None, before, carried)


def _origins(session: Session, actor: Actor, sheet: Row, carried: Mapping[int, int]) -> Sequence[Any]:
    """Where it and its rows came from, the newest first: several where departments became one."""
    theirs = sa.select(POINTS.c.inventory_id).where(POINTS.c.id.in_(carried))
    statement = _earlier(actor, sheet).where(
        sa.or_(INVENTORIES.c.id == sheet["carried_from_id"], INVENTORIES.c.id.in_(theirs))
    )
    return session.execute(statement).mappings().all()


def _former(session: Session, actor: Actor, sheet: Row) -> Sequence[Any]:
    """A post may have several holders: the filler's own comes first (requirements D12)."""
    own = sa.func.coalesce(INVENTORIES.c.filler_id == sheet["filler_id"], sa.false())
    statement = (
        _earlier(actor, sheet, own.desc())
        .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(
            INVENTORIES.c.kind == sheet["kind"],
            INVENTORIES.c.position_id == sheet["position_id"]
            if sheet["position_id"]
            else INVENTORIES.c.department_id == sheet["department_id"],
            REVIEWS.c.state == ReviewState.approved,
        )
        .limit(1)
    )
    return session.execute(statement).mappings().all()


def _earlier(actor: Actor, sheet: Row, *first: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Sheets of earlier years the actor may see, the newest first."""
    columns = (INVENTORIES.c[name] for name in ("id", "year", "no_risk_reason"))
    return (
        sa.select(*columns)
        .where(INVENTORIES.c.year < sheet["year"], INVENTORIES.c.retired_on.is_(None), visible_sheets(actor))
        .order_by(INVENTORIES.c.year.desc(), *first, INVENTORIES.c.id.desc())
    )
