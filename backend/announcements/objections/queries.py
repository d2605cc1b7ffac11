"""Reads of objections: by who raised them and by those who decide; nobody else learns of them."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.announcements.objections.schemas import ObjectionOut, ObjectionQuery, ObjectionSort
from backend.announcements.queries import ANNOUNCEMENTS, OBJECTIONS, ROWS, Found
from backend.announcements.rules import OBJECTION_MACHINE, ObjectionAction, ObjectionState
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.organization.queries import within
from backend.risks.queries import is_year_closed

_JOINED = {
    "department_name": ANNOUNCEMENTS.c.department_name,
    "year": ANNOUNCEMENTS.c.year,
    "row_ordinal": ROWS.c.ordinal.label("row_ordinal"),
    "row_name": ROWS.c.name.label("row_name"),
}
_COLUMNS = tuple(
    _JOINED[name] if name in _JOINED else OBJECTIONS.c[name]
    for name in ObjectionOut.model_fields
    if name != "allowed_actions"
)
_ORDER = {ObjectionSort.newest: OBJECTIONS.c.id.desc(), ObjectionSort.oldest: OBJECTIONS.c.id.asc()}
_NAMELESS = {"raised_by_name": "", "decided_by_name": ""}


def decides_on(actor: Actor) -> sa.ColumnElement[bool]:
    """Objections the actor decides on: those to announcements of his departments, but not his own."""
    charge = within(actor.reach(Permission.announcements_write), OBJECTIONS.c.department_id)
    return sa.and_(charge, OBJECTIONS.c.raised_by_id.is_distinct_from(actor.user_id))


def _visible(actor: Actor) -> sa.Select[Any]:
    raised = OBJECTIONS.c.raised_by_id == actor.user_id
    mine = raised if actor.reach(Permission.announcements_object).own else sa.false()
    read = within(actor.need(Permission.objections_read), OBJECTIONS.c.department_id)
    return (
        sa.select(
            *_COLUMNS,
            decides_on(actor).label("is_decider"),
            is_year_closed(ANNOUNCEMENTS.c.year).label("is_closed"),
        )
        .join_from(OBJECTIONS, ANNOUNCEMENTS, ANNOUNCEMENTS.c.id == OBJECTIONS.c.announcement_id)
        .outerjoin(ROWS, ROWS.c.id == OBJECTIONS.c.row_id)
        .where(sa.or_(read, mine))
    )


def search_objections(session: Session, actor: Actor, query: ObjectionQuery) -> tuple[list[Found], int]:
    """One page of objections and the total."""
    statement = _visible(actor).where(*_filters(actor, query)).order_by(_ORDER[query.sort])
    rows, total = fetch(session, statement, query)
    return [_shown(actor, row) for row in rows], total


def _filters(actor: Actor, query: ObjectionQuery) -> Iterator[sa.ColumnElement[bool]]:
    if query.announcement_id:
        yield OBJECTIONS.c.announcement_id == query.announcement_id
    if query.state:
        yield OBJECTIONS.c.state.in_(query.state)
    if query.mine:
        yield OBJECTIONS.c.raised_by_id == actor.user_id
    if query.awaiting:
        yield OBJECTIONS.c.state == ObjectionState.open
        yield decides_on(actor)
        yield sa.not_(is_year_closed(ANNOUNCEMENTS.c.year))


def find_objection(session: Session, actor: Actor, objection_id: int) -> Found:
    """One objection the actor may see, or 404."""
    statement = _visible(actor).where(OBJECTIONS.c.id == objection_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这条异议")
    return _shown(actor, dict(row))


def rights_on(actor: Actor, row: Found) -> frozenset[ObjectionAction]:
    """What the actor might do with the objection in some state. Nobody decides on what he raised himself."""
    if row["raised_by_id"] == actor.user_id:
        may_object = actor.reach(Permission.announcements_object)
        return frozenset({ObjectionAction.withdraw}) if may_object else frozenset()
    return frozenset({ObjectionAction.uphold, ObjectionAction.reject}) if row["is_decider"] else frozenset()


def _shown(actor: Actor, row: Found) -> Found:
    row = dict(row)
    row["is_decider"] = bool(row["is_decider"])
    rights = rights_on(actor, row) if not row.pop("is_closed") else frozenset()
    row["allowed_actions"] = [
        step.action for step in OBJECTION_MACHINE.actions(row["state"]) if step.action in rights
    ]
    return row if actor.sees_personal_data else row | _NAMELESS
