"""Reads of announcements: by readers of the department, and by those they are meant for."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.announcements.models import AnnouncedRow, Announcement, Objection
from backend.announcements.rules import (
    MACHINE,
    AnnouncementAction,
    AnnouncementAudience,
    AnnouncementPhase,
    AnnouncementState,
    ObjectionState,
    phase_of,
)
from backend.announcements.schemas import (
    AnnouncedRowOut,
    AnnouncedRowQuery,
    AnnouncementOut,
    AnnouncementQuery,
    AnnouncementSort,
)
from backend.communications.notices.queries import my_departments
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains
from backend.kit.table import table_of, today
from backend.organization.queries import DEPARTMENTS, PEOPLE, subtree, within
from backend.risks.queries import is_year_closed

ANNOUNCEMENTS, ROWS, OBJECTIONS = (table_of(model) for model in (Announcement, AnnouncedRow, Objection))
Found = dict[str, Any]
_ADDED = frozenset({"phase", "objections_count", "open_objections_count", "can_object", "allowed_actions"})
_COLUMNS = tuple(ANNOUNCEMENTS.c[name] for name in AnnouncementOut.model_fields if name not in _ADDED)
_ROW_COLUMNS = tuple(ROWS.c[name] for name in AnnouncedRowOut.model_fields)
_ORDER = {
    AnnouncementSort.newest: (ANNOUNCEMENTS.c.id.desc(),),
    AnnouncementSort.closing: (ANNOUNCEMENTS.c.closes_on, ANNOUNCEMENTS.c.id),
}
_NAMELESS = {"announced_by_name": "", "ended_by_name": ""}
_MINE, _UNIT = DEPARTMENTS.alias("mine"), DEPARTMENTS.alias("unit")


def meant_for(user_id: int | None) -> sa.ColumnElement[bool]:
    """Announcements the user is of the audience of: he belongs to the department or below it, or to the college."""
    units = (
        sa.select(_UNIT.c.id)
        .join(_MINE, _MINE.c.path.startswith(_UNIT.c.path, autoescape=False))
        .where(_MINE.c.id.in_(my_departments(user_id)))
    )
    on_roster = sa.exists().where(PEOPLE.c.user_id == (user_id or 0), PEOPLE.c.left_on.is_(None))
    return sa.and_(
        on_roster,
        sa.or_(
            ANNOUNCEMENTS.c.audience == AnnouncementAudience.college,
            ANNOUNCEMENTS.c.department_id.in_(units),
        ),
    )


def writes_for(actor: Actor) -> sa.ColumnElement[bool]:
    """Announcements of departments the actor announces for."""
    return within(actor.reach(Permission.announcements_write), ANNOUNCEMENTS.c.department_id)


def _visible(actor: Actor) -> sa.Select[Any]:
    raised = sa.select(sa.func.count()).where(OBJECTIONS.c.announcement_id == ANNOUNCEMENTS.c.id)
    waiting = raised.where(OBJECTIONS.c.state == ObjectionState.open)
    objects = meant_for(actor.user_id) if actor.reach(Permission.announcements_object).own else sa.false()
    read = actor.need(Permission.announcements_read)
    return sa.select(
        *_COLUMNS,
        raised.scalar_subquery().label("objections_count"),
        waiting.scalar_subquery().label("open_objections_count"),
        writes_for(actor).label("is_writer"),
        sa.and_(sa.true(), objects).label("is_meant"),
        is_year_closed(ANNOUNCEMENTS.c.year).label("is_closed"),
    ).where(sa.or_(within(read, ANNOUNCEMENTS.c.department_id), objects))


def search_announcements(session: Session, actor: Actor, query: AnnouncementQuery) -> tuple[list[Found], int]:
    """One page of announcements and the total."""
    statement = _visible(actor).where(*_filters(query)).order_by(*_ORDER[query.sort])
    rows, total = fetch(session, statement, query)
    return [shown(actor, row) for row in rows], total


def _filters(query: AnnouncementQuery) -> Iterator[sa.ColumnElement[bool]]:
    if query.year:
        yield ANNOUNCEMENTS.c.year == query.year
    if query.department_id:
        yield ANNOUNCEMENTS.c.department_id.in_(subtree([query.department_id]))
    if query.state:
        yield ANNOUNCEMENTS.c.state.in_(query.state)
    if query.is_running:
        day = today()
        yield ANNOUNCEMENTS.c.state == AnnouncementState.open
        yield ANNOUNCEMENTS.c.opens_on <= day
        yield ANNOUNCEMENTS.c.closes_on >= day


def find_announcement(session: Session, actor: Actor, announcement_id: int) -> Found:
    """One announcement the actor may see, as in AnnouncementOut, with `is_writer`; or 404."""
    statement = _visible(actor).where(ANNOUNCEMENTS.c.id == announcement_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这份公示")
    return shown(actor, dict(row)) | {"is_writer": bool(row["is_writer"])}


def shown(actor: Actor, row: Found) -> Found:
    """A row as it is sent."""
    row = dict(row)
    is_writer, is_meant, is_closed = (bool(row.pop(name)) for name in ("is_writer", "is_meant", "is_closed"))
    row["phase"] = phase_of(row["state"], row["opens_on"], row["closes_on"], today())
    row["allowed_actions"] = _actions(row) if is_writer and not is_closed else []
    row["can_object"] = is_meant and not is_closed and row["phase"] is AnnouncementPhase.running
    if not is_writer:
        row["objections_count"] = row["open_objections_count"] = None
    return row if actor.sees_personal_data else row | _NAMELESS


def _actions(row: Found) -> list[AnnouncementAction]:
    """Ending waits for the last day and for every objection."""
    steps = [AnnouncementAction(step.action) for step in MACHINE.actions(row["state"])]
    is_ripe = row["phase"] is AnnouncementPhase.over and not row["open_objections_count"]
    return [step for step in steps if step is not AnnouncementAction.end or is_ripe]


def search_rows(
    session: Session, actor: Actor, announcement_id: int, query: AnnouncedRowQuery
) -> tuple[list[Found], int]:
    """One page of what was announced; 404 for an announcement out of sight."""
    find_announcement(session, actor, announcement_id)
    statement = sa.select(*_ROW_COLUMNS).where(ROWS.c.announcement_id == announcement_id)
    if query.q:
        columns = ("name", "manifestation", "department_name", "position_name")
        statement = statement.where(contains(query.q, *(ROWS.c[name] for name in columns)))
    if query.level:
        statement = statement.where(ROWS.c.level == query.level)
    rows, total = fetch(session, statement.order_by(ROWS.c.ordinal, ROWS.c.id), query)
    if actor.sees_personal_data:
        return rows, total
    return [row | {"holder_name": ""} for row in rows], total


def settled_units(year: int) -> sa.Select[Any]:
    """Departments whose register of the year was announced to the end: their own announcement or one above them."""
    return (
        sa.select(_MINE.c.id)
        .join(_UNIT, _MINE.c.path.startswith(_UNIT.c.path, autoescape=False))
        .join(ANNOUNCEMENTS, ANNOUNCEMENTS.c.department_id == _UNIT.c.id)
        .where(
            ANNOUNCEMENTS.c.year == year,
            ANNOUNCEMENTS.c.state.in_((AnnouncementState.ended, AnnouncementState.reported)),
        )
        .distinct()
    )
