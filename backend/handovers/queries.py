"""Reads of hand-overs: one's own, the department's, the school's."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.education.wordings.queries import wording_for
from backend.handovers.models import Handover
from backend.handovers.rules import MACHINE, HandoverState, content_digest
from backend.handovers.schemas import HandoverOut, HandoverQuery, HandoverSort
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.table import CAMPUS_ZONE, table_of
from backend.measures.queries import MEASURES
from backend.measures.rules import UNFINISHED, MeasureState
from backend.organization.history.queries import as_then
from backend.organization.queries import DEPARTMENTS, PEOPLE, POSITIONS, subtree, within
from backend.powers.models import Power
from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS

HANDOVERS, POWERS = table_of(Handover), table_of(Power)
Found = dict[str, Any]
_JOINED = {
    "position_name": POSITIONS.c.name.label("position_name"),
    "department_name": DEPARTMENTS.c.name.label("department_name"),
}
_COLUMNS: tuple[sa.ColumnElement[Any], ...] = tuple(
    _JOINED[name] if name in _JOINED else HANDOVERS.c[name] for name in HandoverOut.model_fields
)
_MORE = tuple(
    HANDOVERS.c[name] for name in ("appointment_id", "content", "content_digest", "pledge_version", "note")
)
_ORDER = {
    HandoverSort.newest: HANDOVERS.c.id.desc(),
    HandoverSort.oldest: HANDOVERS.c.id.asc(),
}


def is_own(actor: Actor) -> sa.ColumnElement[bool]:
    """What the caller himself takes over."""
    person = sa.select(PEOPLE.c.id).where(PEOPLE.c.user_id == actor.user_id)
    return HANDOVERS.c.person_id.in_(person)


def _visible(actor: Actor, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Hand-overs within reach, and always those the caller is named in, in whichever department the post is."""
    scope = actor.reach(Permission.handovers_read)
    clause = sa.or_(within(scope, HANDOVERS.c.department_id), is_own(actor))
    return (
        sa.select(*columns)
        .join_from(HANDOVERS, POSITIONS, POSITIONS.c.id == HANDOVERS.c.position_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == HANDOVERS.c.department_id)
        .where(clause)
    )


def not_waiting(appointment: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether no hand-over of the appointment waits to be acknowledged."""
    waiting = sa.and_(HANDOVERS.c.appointment_id == appointment, HANDOVERS.c.state == HandoverState.waiting)
    return sa.not_(sa.exists().where(waiting))


def search_handovers(session: Session, actor: Actor, query: HandoverQuery) -> tuple[list[Found], int]:
    """One page and the total."""
    statement = _visible(actor, *_COLUMNS).order_by(_ORDER[query.sort])
    if query.state:
        statement = statement.where(HANDOVERS.c.state == query.state)
    if query.position_id:
        statement = statement.where(HANDOVERS.c.position_id == query.position_id)
    if query.department_id:
        statement = statement.where(HANDOVERS.c.department_id.in_(subtree([query.department_id])))
    if query.mine:
        statement = statement.where(is_own(actor))
    rows, total = fetch(session, statement, query)
    return _then(session, rows), total


def _then(session: Session, rows: list[Found]) -> list[Found]:
    """What was acknowledged in a past year names post and department as they were called when it ended."""
    dated = [row | {"year": _campus_year(row["acknowledged_at"])} for row in rows]
    return [{name: value for name, value in row.items() if name != "year"} for row in as_then(session, dated)]


def _campus_year(instant: datetime | None) -> int | None:
    return instant.astimezone(CAMPUS_ZONE).year if instant else None


def get_handover(session: Session, actor: Actor, handover_id: int) -> Found:
    """`HandoverDetail`, or 404. What was acknowledged is shown as it was then, what waits as it is now."""
    own = is_own(actor).label("is_own")
    statement = _visible(actor, *_COLUMNS, *_MORE, own).where(HANDOVERS.c.id == handover_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这份岗位交接")
    (found,) = _then(session, [dict(row)])
    mine = found.pop("is_own")
    if found["content"] is None:
        pledge = wording_of(session, found["position_id"])
        content = content_of(session, found["position_id"], pledge["text"])
        found |= {"content": content, "content_digest": content_digest(content)}
        found["pledge_version"] = pledge["number"]
    may = mine and bool(actor.reach(Permission.handovers_acknowledge))
    steps = MACHINE.actions(HandoverState(found["state"]))
    found["allowed_actions"] = [step.action for step in steps if step.action == "acknowledge" and may]
    return found


def content_of(session: Session, position_id: int, pledge: str) -> Found:
    """`HandoverContent` of a post today."""
    duties = session.execute(sa.select(POSITIONS.c.duties).where(POSITIONS.c.id == position_id)).scalar_one()
    powers = (
        sa.select(POWERS.c.id, POWERS.c.name, POWERS.c.basis)
        .where(POWERS.c.position_id == position_id, POWERS.c.retired_on.is_(None))
        .order_by(POWERS.c.sort, POWERS.c.id)
    )
    return {
        "duties": list(duties),
        "powers": _rows(session, powers),
        "points": _points(session, position_id),
        "measures": _measures(session, position_id),
        "pledge": pledge,
    }


def _measures(session: Session, position_id: int) -> list[Found]:
    """All that stand, what is still to be carried out first: a control that is done or proven is kept up by whoever
    holds the post. A draft binds nobody yet, and what goes on in a later year's plan is shown as it stands there."""
    later = MEASURES.alias("later")
    goes_on = sa.exists().where(
        later.c.carried_from_id == MEASURES.c.id,
        later.c.retired_at.is_(None),
        later.c.state != MeasureState.planned,
    )
    statement = (
        sa.select(MEASURES.c.id, MEASURES.c.title, MEASURES.c.due_on, MEASURES.c.state)
        .where(
            MEASURES.c.position_id == position_id,
            MEASURES.c.retired_at.is_(None),
            MEASURES.c.state != MeasureState.planned,
            sa.not_(goes_on),
        )
        .order_by(sa.case((MEASURES.c.state.in_(UNFINISHED), 0), else_=1), MEASURES.c.due_on, MEASURES.c.id)
    )
    return _rows(session, statement)


def _points(session: Session, position_id: int) -> list[Found]:
    """Of the newest year that has an approved sheet; those of several holders together (requirements D12)."""
    approved = (
        sa.select(INVENTORIES.c.id, INVENTORIES.c.year)
        .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(
            INVENTORIES.c.position_id == position_id,
            INVENTORIES.c.retired_on.is_(None),
            REVIEWS.c.state == ReviewState.approved,
        )
        .subquery()
    )
    newest = sa.select(sa.func.max(approved.c.year)).scalar_subquery()
    sheets = sa.select(approved.c.id).where(approved.c.year == newest)
    columns = ("id", "name", "manifestation", "level", "measures")
    statement = (
        sa.select(*(POINTS.c[name] for name in columns))
        .where(POINTS.c.inventory_id.in_(sheets), POINTS.c.retired_at.is_(None))
        .order_by(POINTS.c.inventory_id, POINTS.c.ordinal, POINTS.c.id)
    )
    return _rows(session, statement)


def _rows(session: Session, statement: sa.Select[Any]) -> list[Found]:
    """Plain values, as they are frozen and hashed."""
    return [
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        for row in session.execute(statement).mappings()
    ]


def wording_of(session: Session, position_id: int) -> Found:
    """`PledgeTextOut` that a holder of the post signs."""
    tier = session.execute(sa.select(POSITIONS.c.tier).where(POSITIONS.c.id == position_id)).scalar_one()
    return wording_for(session, tier)
