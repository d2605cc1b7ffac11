"""Reads of what was handed in, and a sheet beside it. Whoever may read the sheet may compare it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.table import table_of
from backend.powers.models import FlowStep, Power
from backend.reviews.queries import DECISIONS
from backend.reviews.rules import ReviewState
from backend.risks.comparisons.rules import (
    BaseGap,
    ComparisonBase,
    RowChange,
    changed_cells,
    last_round,
    pair,
    plain,
)
from backend.risks.comparisons.schemas import ComparedSide
from backend.risks.models import InventoryCopy
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

COPIES, POWERS, STEPS = table_of(InventoryCopy), table_of(Power), table_of(FlowStep)
COPIED = ("id", *ROW_FIELDS, "likelihood", "consequence", "level")
"""What a copy keeps of a row, besides the names of its power and step."""
Row = dict[str, Any]
Found = tuple[Row | None, BaseGap | None, list[Row], dict[int, int]]
"""What a sheet is laid beside, or why there is nothing; its rows; which of them became which."""


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
    """`SheetComparison` of a sheet the actor may see, or 404."""
    sheet = find_sheet(session, actor, inventory_id)
    rows = live_rows(session, inventory_id)
    number = session.execute(sa.select(REVIEWS.c.round).where(REVIEWS.c.id == sheet["review_id"]))
    sheet["round"] = number.scalar_one_or_none() or 0
    is_year = against is ComparisonBase.last_year
    base, gap, before, origins = (
        _last_year(session, actor, sheet, rows) if is_year else _last_submission(session, sheet, rows)
    )
    if base and not actor.sees_personal_data:
        base["submitted_by_name"] = "" if base["submitted_by_name"] is not None else None
    after = copied_rows(session, rows)
    return {
        "inventory_id": inventory_id,
        "against": against,
        "year": sheet["year"],
        "round": sheet["round"],
        "no_risk_reason": sheet["no_risk_reason"],
        "base": base,
        "gap": gap,
        "rows": _compared(before, after, origins, exactly=not is_year) if base else [],
    }


def _last_submission(session: Session, sheet: Row, rows: Sequence[Row]) -> Found:
    """The last round somebody decided on: one that was taken back before nobody has read."""
    until = last_round(ReviewState(sheet["state"]), sheet["round"], is_stale=sheet["is_stale"])
    decided = sa.select(sa.func.max(DECISIONS.c.round)).where(
        DECISIONS.c.review_id == sheet["review_id"], DECISIONS.c.round <= until
    )
    number = session.execute(decided).scalar_one()
    if number is None:
        return None, BaseGap.first, [], {}
    kept = sa.select(COPIES).where(COPIES.c.inventory_id == sheet["id"], COPIES.c.round == number)
    copy = session.execute(kept).mappings().one_or_none()
    if copy is None:
        return None, BaseGap.not_kept, [], {}
    names = ("inventory_id", "round", "submitted_at", "submitted_by_name", "no_risk_reason")
    base = {name: copy[name] for name in names} | {"year": sheet["year"]}
    return base, None, copy["rows"], {row["id"]: row["id"] for row in rows}


def _last_year(session: Session, actor: Actor, sheet: Row, rows: Sequence[Row]) -> Found:
    """The sheets this one was carried from, or the newest approved one of the same place before."""
    carried = {row["carried_from_id"]: row["id"] for row in rows if row["carried_from_id"]}
    found = _origins(session, actor, sheet, carried) or _former(session, actor, sheet)
    if not found:
        return None, BaseGap.no_sheet, [], {}
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
    base = {"inventory_id": first["id"], "year": first["year"], "no_risk_reason": first["no_risk_reason"]}
    return base | dict.fromkeys(("round", "submitted_at", "submitted_by_name")), None, before, carried


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


def _compared(
    before: Sequence[Row], after: Sequence[Row], origins: Mapping[int, int], *, exactly: bool
) -> list[Row]:
    pairs = pair(
        _numbered(before),
        _numbered(after),
        origins,
        number=lambda row: int(row["id"]),
        key=lambda row: plain(row["name"]),
    )
    return [_row(old, new, exactly=exactly) for old, new in pairs]


def _numbered(rows: Sequence[Row]) -> list[Row]:
    return [row | {"number": at} for at, row in enumerate(rows, 1)]


def _row(before: Row | None, after: Row | None, *, exactly: bool) -> Row:
    cells: list[str] = []
    if before and after:
        cells = changed_cells(before, after, exactly=exactly)
        change = RowChange.changed if cells else RowChange.unchanged
    else:
        change = RowChange.added if after else RowChange.removed
    return {"change": change, "cells": cells, "before": _side(before), "after": _side(after)}


def _side(row: Row | None) -> Row | None:
    """`ComparedSide`; a copy of before a field existed has none."""
    return row and {name: row.get(name) for name in ComparedSide.model_fields}
