"""Reads of meetings. Seen by readers of the department and by those who were to attend."""

from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.communications.files.queries import files_of
from backend.communications.meetings.rules import MACHINE, TOOK_PLACE, Attendance, MeetingKind, MeetingState
from backend.communications.meetings.schemas import (
    AttendeeOut,
    ConveyanceOut,
    MeetingItem,
    MeetingOut,
    MeetingQuery,
    MeetingSort,
)
from backend.communications.models import Meeting, MeetingAttendee, MeetingConveyance
from backend.kit.paging import fetch
from backend.kit.problems import invalid, not_found
from backend.kit.rows import contains
from backend.kit.table import CAMPUS_ZONE, table_of
from backend.organization.queries import DEPARTMENTS, person_of, reaches, subtree, within

MEETINGS, ATTENDEES, CONVEYANCES = (
    table_of(model) for model in (Meeting, MeetingAttendee, MeetingConveyance)
)
_LISTED = sa.select(sa.func.count()).where(ATTENDEES.c.meeting_id == MEETINGS.c.id)
_JOINED = {
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "attendees_count": _LISTED.scalar_subquery().label("attendees_count"),
    "present_count": _LISTED.where(ATTENDEES.c.attendance == Attendance.present)
    .scalar_subquery()
    .label("present_count"),
}
_ADDED = frozenset({"attendees", "conveyances", "files", "allowed_actions"})
_ORDER = {
    MeetingSort.newest: (MEETINGS.c.held_at.desc(), MEETINGS.c.id.desc()),
    MeetingSort.oldest: (MEETINGS.c.held_at, MEETINGS.c.id),
}


def _attended_by(person_id: int | None) -> sa.ColumnElement[bool]:
    return MEETINGS.c.id.in_(sa.select(ATTENDEES.c.meeting_id).where(ATTENDEES.c.person_id == person_id))


def _visible(session: Session, actor: Actor, out: type[MeetingItem]) -> sa.Select[Any]:
    """The meetings the actor may see, with the columns of `out`."""
    names = (name for name in out.model_fields if name not in _ADDED)
    columns = (_JOINED[name] if name in _JOINED else MEETINGS.c[name] for name in names)
    mine = _attended_by(person_of(session, actor.user_id))
    return (
        sa.select(*columns)
        .join_from(MEETINGS, DEPARTMENTS, DEPARTMENTS.c.id == MEETINGS.c.department_id)
        .where(within(actor.reach(Permission.meetings_read), MEETINGS.c.department_id, mine))
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CAMPUS_ZONE)


def search_meetings(session: Session, actor: Actor, query: MeetingQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of meetings, without agenda and minutes."""
    statement = _visible(session, actor, MeetingItem).order_by(*_ORDER[query.sort])
    if query.department_id:
        statement = statement.where(MEETINGS.c.department_id.in_(subtree([query.department_id])))
    if query.kind:
        statement = statement.where(MEETINGS.c.kind == query.kind)
    if query.state:
        statement = statement.where(MEETINGS.c.state == query.state)
    if query.held_from:
        statement = statement.where(MEETINGS.c.held_at >= _midnight(query.held_from))
    if query.held_to and query.held_to < date.max:
        statement = statement.where(MEETINGS.c.held_at < _midnight(query.held_to + timedelta(days=1)))
    if query.person_id:
        statement = statement.where(_attended_by(query.person_id))
    if query.is_mine:
        statement = statement.where(_attended_by(person_of(session, actor.user_id)))
    if query.q:
        statement = statement.where(contains(query.q, MEETINGS.c.title))
    return fetch(session, statement, query)


def get_meeting(session: Session, actor: Actor, meeting_id: int) -> dict[str, Any]:
    """The whole record, or 404."""
    statement = _visible(session, actor, MeetingOut).where(MEETINGS.c.id == meeting_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这次会议")
    return dict(row) | {
        "attendees": _attendees(session, meeting_id),
        "conveyances": _conveyances(session, meeting_id),
        "files": files_of(session, "meeting_id", meeting_id),
        "allowed_actions": _allowed_actions(session, actor, row["state"], row["department_id"]),
    }


def _attendees(session: Session, meeting_id: int) -> list[dict[str, Any]]:
    columns = [ATTENDEES.c[name] for name in AttendeeOut.model_fields]
    statement = sa.select(*columns).where(ATTENDEES.c.meeting_id == meeting_id).order_by(ATTENDEES.c.id)
    return [dict(row) for row in session.execute(statement).mappings()]


def _conveyances(session: Session, meeting_id: int) -> list[dict[str, Any]]:
    columns = [
        _JOINED["department_name"] if name == "department_name" else CONVEYANCES.c[name]
        for name in ConveyanceOut.model_fields
    ]
    statement = (
        sa.select(*columns)
        .join_from(CONVEYANCES, DEPARTMENTS, DEPARTMENTS.c.id == CONVEYANCES.c.department_id)
        .where(CONVEYANCES.c.meeting_id == meeting_id)
        .order_by(CONVEYANCES.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def _allowed_actions(session: Session, actor: Actor, state: MeetingState, department_id: int) -> list[str]:
    return [
        row.action
        for row in MACHINE.actions(state)
        if reaches(session, actor, Permission(row.permission), department_id)
    ]


def named_meeting(
    session: Session, actor: Actor, meeting_id: int, pointer: str = "/meeting_id", *, decides: bool = False
) -> dict[str, Any]:
    """A meeting named in a body: `id`, `title`, `held_at`, `kind`, `state`, `department_id`. 422 when invisible.

    `decides`: it must be a meeting of the college's leadership team that took place, with attendance and minutes;
    a decision of the leadership is nothing less (requirements D20).
    """
    columns = [MEETINGS.c[name] for name in ("id", "title", "held_at", "kind", "state", "department_id")]
    statement = _visible(session, actor, MeetingItem).where(MEETINGS.c.id == meeting_id)
    found = statement.with_only_columns(
        *columns, DEPARTMENTS.c.parent_id.is_(None).label("is_of_college"), maintain_column_froms=True
    )
    row = session.execute(found).mappings().one_or_none()
    if row is None:
        raise invalid(pointer, "unknown", "没有这次会议，请重新选择。")
    if decides and (row["kind"] != MeetingKind.leadership_team or not row["is_of_college"]):
        raise invalid(pointer, "not-leadership", "班子认定要依据学院领导班子会议，请选择班子会议。")
    if decides and row["state"] not in TOOK_PLACE:
        raise invalid(pointer, "not-held", "这次会议还没有登记出席情况和纪要，请先登记会议记录。")
    return dict(row)
