"""Reads of carryings: last year's sheet of a place beside what was decided."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.organization.queries import absorbed, person_of
from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS, kind_of, visible_sheets
from backend.risks.rules import InventoryKind
from backend.years.carryings.schemas import CarryingOut, CarryingQuery, CarryingRow
from backend.years.queries import CARRYINGS

Found = dict[str, Any]
_OF_POINT = ("duty", "name", "manifestation", "level", "measures")


def last_sheet(session: Session, actor: Actor, year: int, query: CarryingQuery) -> Found | None:
    """The newest approved sheet of the place before `year` that the actor may see. One's own comes first: a post may
    have several holders (requirements D12). A department carries on its own, then those of what became part of it."""
    own = INVENTORIES.c.filler_id == person_of(session, actor.user_id)
    places, first = [place_of(query)], [~sa.func.coalesce(own, sa.false())]
    if query.department_id:
        places += [_of_department(merged) for merged in absorbed(session, query.department_id)]
        first = [_is_carried(year), INVENTORIES.c.department_id != query.department_id]
    statement = (
        sa.select(INVENTORIES.c.id, INVENTORIES.c.year, INVENTORIES.c.department_id)
        .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(
            INVENTORIES.c.year < year,
            INVENTORIES.c.retired_on.is_(None),
            REVIEWS.c.state == ReviewState.approved,
            sa.or_(*places),
            visible_sheets(actor),
        )
        .order_by(INVENTORIES.c.year.desc(), *first, INVENTORIES.c.id.desc())
        .limit(1)
    )
    row = session.execute(statement).mappings().one_or_none()
    return dict(row) if row else None


def place_of(query: CarryingQuery) -> sa.ColumnElement[bool]:
    """The sheets of one post, or of one department itself."""
    if query.position_id:
        return INVENTORIES.c.position_id == query.position_id
    return _of_department(query.department_id or 0)


def _is_carried(year: int) -> sa.ColumnElement[bool]:
    """Whether it was decided for `year` what becomes of the sheet's rows."""
    decided = sa.select(CARRYINGS.c.id).join(POINTS, POINTS.c.id == CARRYINGS.c.from_point_id)
    return decided.where(CARRYINGS.c.year == year, POINTS.c.inventory_id == INVENTORIES.c.id).exists()


def _of_department(department_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        INVENTORIES.c.department_id == department_id, INVENTORIES.c.kind == InventoryKind.department
    )


def current_sheet(session: Session, actor: Actor, year: int, query: CarryingQuery) -> int | None:
    """This year's sheet of the place: one's own, or any the actor may fill in."""
    own = INVENTORIES.c.filler_id == person_of(session, actor.user_id)
    statement = (
        sa.select(INVENTORIES.c.id)
        .where(
            INVENTORIES.c.year == year,
            INVENTORIES.c.retired_on.is_(None),
            place_of(query),
            visible_sheets(actor),
        )
        .order_by(sa.func.coalesce(own, sa.false()).desc(), INVENTORIES.c.id)
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def offer(session: Session, actor: Actor, year: int, query: CarryingQuery) -> Found:
    """`CarryingOut` of one place."""
    source = last_sheet(session, actor, year, query)
    body: Found = dict.fromkeys(CarryingOut.model_fields) | {
        "year": year,
        "kind": kind_of(query.position_id),
        "to_inventory_id": current_sheet(session, actor, year, query),
        "rows": [],
    }
    if source is None:
        return body
    rows = [_shown(row) for row in carried_rows(session, source["id"], year)]
    return body | {"from_year": source["year"], "from_inventory_id": source["id"], "rows": rows}


def carried_rows(session: Session, inventory_id: int, year: int) -> list[Found]:
    """All columns of the sheet's live rows with `choice` and what belongs to it, in the sheet's order."""
    decided = (CARRYINGS.c.choice, CARRYINGS.c.reason, CARRYINGS.c.to_point_id)
    who = (CARRYINGS.c.decided_by_name, CARRYINGS.c.decided_at)
    statement = (
        sa.select(POINTS, *decided, *who)
        .outerjoin(CARRYINGS, sa.and_(CARRYINGS.c.from_point_id == POINTS.c.id, CARRYINGS.c.year == year))
        .where(POINTS.c.inventory_id == inventory_id, POINTS.c.retired_at.is_(None))
        .order_by(POINTS.c.ordinal, POINTS.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def _shown(row: Found) -> Found:
    known = row | {"point_id": row["id"], "reason": row["reason"] or ""}
    return {name: known[name] for name in CarryingRow.model_fields}
