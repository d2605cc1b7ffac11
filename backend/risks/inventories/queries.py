"""Reads of sheets."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.paging import fetch
from backend.organization.history.queries import as_then
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    OFFICERS,
    OVERSIGHTS,
    PEOPLE,
    POSITIONS,
    current,
    subtree,
)
from backend.organization.rules import OfficerKind, OversightKind, PositionTier
from backend.reviews.decisions.queries import latest_decision
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewChain, chain_for
from backend.risks.guide.queries import duties_of
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
    return [_shown(actor, row) for row in as_then(session, rows)], total


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
    (sheet,) = as_then(session, [find_sheet(session, actor, inventory_id)])
    rows = live_rows(session, inventory_id)
    current = content_hash(sheet, rows)
    review = _review(session, sheet["review_id"])
    signed = review["content_hash"]
    body = {name: sheet.get(name) for name in RiskInventoryOut.model_fields} | {
        "points_count": len(rows),
        "duties": duties_of(session, sheet),
        "rows": [_row_out(row, sheet) for row in rows],
        "chain": sheet["chain"],
        "round": review["round"],
        "submitted_at": review["submitted_at"],
        "content_hash": current,
        "no_risk_reason": sheet["no_risk_reason"],
        "carried_from_id": sheet["carried_from_id"],
        "is_stale": bool(sheet["is_stale"]),
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


def _row_out(row: dict[str, Any], sheet: dict[str, Any]) -> dict[str, Any]:
    known = row | {
        "inventory_kind": sheet["kind"],
        "department_name": sheet["department_name"],
        "position_name": sheet["position_name"],
        "review_state": sheet["state"],
    }
    return {name: known[name] for name in RiskPointOut.model_fields}


def head_of(session: Session, department_id: int) -> sa.RowMapping | None:
    """The first responsible person now (opinion.txt line 31)."""
    statement = (
        sa.select(PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.job_title)
        .join(OFFICERS, OFFICERS.c.person_id == PEOPLE.c.id)
        .where(
            OFFICERS.c.department_id == department_id,
            OFFICERS.c.kind == OfficerKind.head,
            current(OFFICERS.c.started_on, OFFICERS.c.ended_on),
        )
        .order_by(OFFICERS.c.id.desc())
    )
    return session.execute(statement.limit(1)).mappings().first()


def holder_of(session: Session, position_id: int, person_id: int | None) -> sa.RowMapping | None:
    """The person, if he holds the post now."""
    statement = (
        sa.select(PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.job_title)
        .join(APPOINTMENTS, APPOINTMENTS.c.person_id == PEOPLE.c.id)
        .where(
            PEOPLE.c.id == person_id,
            APPOINTMENTS.c.position_id == position_id,
            current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on),
        )
    )
    return session.execute(statement.limit(1)).mappings().first()


def is_vacant(session: Session, position_id: int) -> bool:
    """Whether nobody holds the post today; its risks are static all the same (handout.txt line 234)."""
    held = sa.select(APPOINTMENTS.c.id).where(
        APPOINTMENTS.c.position_id == position_id, current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on)
    )
    return session.execute(held.limit(1)).first() is None


def chain_of(session: Session, kind: InventoryKind, sheet: Mapping[str, Any]) -> ReviewChain:
    """Nobody reviews his own (requirements D8); chosen at the start and anew at each submission."""
    head = head_of(session, sheet["department_id"])
    supervises = sa.select(OVERSIGHTS.c.id).where(
        OVERSIGHTS.c.leader_id == sheet["filler_id"],
        OVERSIGHTS.c.department_id == sheet["department_id"],
        OVERSIGHTS.c.kind == OversightKind.supervising,
        current(OVERSIGHTS.c.started_on, OVERSIGHTS.c.ended_on),
    )
    leader_post = sa.select(POSITIONS.c.id).where(
        POSITIONS.c.id == sheet["position_id"], POSITIONS.c.tier == PositionTier.leadership
    )
    leads = any(session.execute(found).first() is not None for found in (leader_post, supervises))
    is_head = head is not None and head["id"] == sheet["filler_id"]
    return chain_for(kind, owner_is_head=is_head, owner_is_leader=leads)
