"""Reads of sheets."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.paging import fetch
from backend.organization.queries import DEPARTMENTS, POSITIONS, subtree
from backend.reviews.queries import REVIEWS, latest_decision
from backend.risks.inventories.schemas import InventorySort, RiskInventoryOut, RiskInventoryQuery
from backend.risks.queries import (
    INVENTORIES,
    POINTS,
    SHEETS,
    allowed_actions,
    find_sheet,
    live_rows,
    own_sheets,
    sheet_state,
    visible_sheets,
)
from backend.risks.rules import InventoryKind, content_hash
from backend.risks.schemas import RiskPointOut

_COUNT = (
    sa.select(sa.func.count())
    .where(POINTS.c.inventory_id == INVENTORIES.c.id, POINTS.c.retired_at.is_(None))
    .correlate(INVENTORIES)
    .scalar_subquery()
)
_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "position_name": POSITIONS.c.name.label("position_name"),
    "state": sheet_state.label("state"),
    "points_count": _COUNT.label("points_count"),
}
_COLUMNS = tuple(
    _JOINED[name] if name in _JOINED else INVENTORIES.c[name] for name in RiskInventoryOut.model_fields
)
_ORDER = {InventorySort.newest: INVENTORIES.c.id.desc(), InventorySort.oldest: INVENTORIES.c.id.asc()}
_NAMELESS = {"filler_id": None, "filler_name": "", "filler_job_title": ""}


def search_inventories(
    session: Session, actor: Actor, query: RiskInventoryQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of sheets and the total."""
    statement = (
        sa.select(*_COLUMNS)
        .select_from(SHEETS)
        .where(visible_sheets(actor), *_filters(actor, query))
        .order_by(_ORDER[query.sort])
    )
    rows, total = fetch(session, statement, query)
    return [_shown(actor, row) for row in rows], total


def _filters(actor: Actor, query: RiskInventoryQuery) -> Iterable[sa.ColumnElement[bool]]:
    for column in (INVENTORIES.c.year, INVENTORIES.c.kind, INVENTORIES.c.position_id):
        wanted = getattr(query, column.name)
        if wanted is not None:
            yield column == wanted
    if query.department_id:
        yield INVENTORIES.c.department_id.in_(subtree([query.department_id]))
    if query.state:
        yield sheet_state == query.state
    if query.mine:
        yield INVENTORIES.c.id.in_(own_sheets(actor.user_id))
    if not query.include_retired:
        yield INVENTORIES.c.retired_on.is_(None)


def _shown(actor: Actor, row: dict[str, Any]) -> dict[str, Any]:
    return row if actor.sees_personal_data else row | _NAMELESS


def get_inventory(session: Session, actor: Actor, inventory_id: int) -> dict[str, Any]:
    """One sheet with everything its page needs (`RiskInventoryDetail`), or 404. A dropped sheet has no live rows."""
    sheet = find_sheet(session, actor, inventory_id)
    rows = live_rows(session, inventory_id)
    current = content_hash(sheet, rows)
    review = _review(session, sheet["review_id"])
    signed = review["content_hash"]
    body = {name: sheet.get(name) for name in RiskInventoryOut.model_fields} | {
        "points_count": len(rows),
        "duties": _duties(session, sheet),
        "rows": [_row_out(row, sheet) for row in rows],
        "chain": sheet["chain"],
        "round": review["round"],
        "submitted_at": review["submitted_at"],
        "content_hash": current,
        "is_changed_since_submission": signed is not None and signed != current,
        "latest_decision": review["latest_decision"] if actor.sees_personal_data else None,
        "allowed_actions": allowed_actions(actor, sheet),
    }
    return _shown(actor, body)


def _review(session: Session, review_id: int | None) -> dict[str, Any]:
    columns = (REVIEWS.c.round, REVIEWS.c.submitted_at, REVIEWS.c.content_hash)
    row = session.execute(sa.select(*columns).where(REVIEWS.c.id == review_id)).mappings().one_or_none()
    if row is None or review_id is None:
        return {"round": 0, "submitted_at": None, "content_hash": None, "latest_decision": None}
    decision = latest_decision(session, review_id) if row["round"] else None
    return dict(row) | {"latest_decision": decision}


def _duties(session: Session, sheet: dict[str, Any]) -> list[str]:
    if sheet["kind"] == InventoryKind.position:
        statement = sa.select(POSITIONS.c.duties).where(POSITIONS.c.id == sheet["position_id"])
    else:
        statement = sa.select(DEPARTMENTS.c.duties).where(DEPARTMENTS.c.id == sheet["department_id"])
    duties: list[str] = session.execute(statement).scalar_one()
    return duties


def _row_out(row: dict[str, Any], sheet: dict[str, Any]) -> dict[str, Any]:
    known = row | {
        "inventory_kind": sheet["kind"],
        "department_name": sheet["department_name"],
        "position_name": sheet["position_name"],
        "review_state": sheet["state"],
    }
    return {name: known[name] for name in RiskPointOut.model_fields}
