"""Reads of notices: by those who publish them, by readers of the departments, and by the people there."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.communications.files.queries import files_of
from backend.communications.models import Notice, NoticeReading, NoticeUnit
from backend.communications.notices.rules import MACHINE, NoticeState
from backend.communications.notices.schemas import NoticeItem, NoticeOut, NoticeQuery, NoticeSort
from backend.kit.paging import count, fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains
from backend.kit.table import table_of
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    OFFICERS,
    PEOPLE,
    POSITIONS,
    current,
    reaches,
    subtree,
    within,
)

NOTICES, UNITS, READINGS = (table_of(model) for model in (Notice, NoticeUnit, NoticeReading))
_READ, _WRITE, _SIGN = Permission.notices_read, Permission.notices_write, Permission.notices_sign
_IS_OUT = NOTICES.c.state != NoticeState.draft
_MINE, _UNIT = DEPARTMENTS.alias("mine"), DEPARTMENTS.alias("unit")
_REACHING = (
    sa.select(UNITS.c.notice_id)
    .join(_UNIT, _UNIT.c.id == UNITS.c.department_id)
    .join(_MINE, _MINE.c.path.startswith(_UNIT.c.path, autoescape=False))
)
_OF_NOTICE = sa.select(sa.func.count()).where(UNITS.c.notice_id == NOTICES.c.id)
_ADDED = frozenset({"files", "to_sign", "allowed_actions"})
_ORDER = {
    NoticeSort.newest: (NOTICES.c.published_at.desc().nulls_first(), NOTICES.c.id.desc()),
    NoticeSort.due: (NOTICES.c.receipt_due_at.asc().nulls_last(), NOTICES.c.id),
}


def my_departments(user_id: int | None) -> sa.CompoundSelect[Any]:
    """Where the user is on the roster, holds a post, or is head or liaison."""
    me = sa.select(PEOPLE.c.id).where(PEOPLE.c.user_id == (user_id or 0)).scalar_subquery()
    home = sa.select(PEOPLE.c.department_id).where(PEOPLE.c.id == me)
    posts = (
        sa.select(POSITIONS.c.department_id)
        .join(APPOINTMENTS, APPOINTMENTS.c.position_id == POSITIONS.c.id)
        .where(APPOINTMENTS.c.person_id == me, current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on))
    )
    charges = sa.select(OFFICERS.c.department_id).where(
        OFFICERS.c.person_id == me, current(OFFICERS.c.started_on, OFFICERS.c.ended_on)
    )
    return sa.union(home, posts, charges)


def addressed_to(user_id: int | None) -> sa.ColumnElement[bool]:
    """Notices that went to a department of the user, or to one above it."""
    reached = _REACHING.where(_MINE.c.id.in_(my_departments(user_id)))
    return sa.and_(_IS_OUT, NOTICES.c.id.in_(reached))


def unread_by(user_id: int | None) -> sa.ColumnElement[bool]:
    """Published notices for the user that he has not opened."""
    read = sa.select(READINGS.c.notice_id).where(READINGS.c.user_id == (user_id or 0))
    return sa.and_(NOTICES.c.state == NoticeState.published, addressed_to(user_id), NOTICES.c.id.not_in(read))


def _unsigned_units(actor: Actor) -> sa.Select[Any]:
    """Departments of published notices that wait for a signature the actor can give."""
    return sa.select(UNITS.c.notice_id).where(
        UNITS.c.signed_at.is_(None), within(actor.reach(_SIGN), UNITS.c.department_id)
    )


def waiting_for_signature(actor: Actor) -> sa.ColumnElement[bool]:
    """Notices the actor can sign for and nobody has."""
    return sa.and_(
        NOTICES.c.state == NoticeState.published,
        NOTICES.c.needs_receipt,
        NOTICES.c.id.in_(_unsigned_units(actor)),
    )


def published_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Notices, drafts included, of departments the actor publishes for."""
    return within(actor.reach(_WRITE), NOTICES.c.department_id)


def _readable(actor: Actor) -> sa.ColumnElement[bool]:
    scope = actor.reach(_READ)
    clauses = [sa.and_(_IS_OUT, within(scope, NOTICES.c.department_id)), published_by(actor)]
    if scope.departments:
        sent = sa.select(UNITS.c.notice_id).where(UNITS.c.department_id.in_(subtree(scope.departments)))
        clauses.append(sa.and_(_IS_OUT, NOTICES.c.id.in_(sent)))
    if scope.own:
        clauses.append(addressed_to(actor.user_id))
    return sa.or_(*clauses)


def _visible(actor: Actor, out: type[NoticeItem]) -> sa.Select[Any]:
    """The notices the actor may see, with the columns of `out`."""
    readings = sa.select(sa.func.count()).where(READINGS.c.notice_id == NOTICES.c.id)
    mine = sa.select(READINGS.c.read_at).where(
        READINGS.c.notice_id == NOTICES.c.id, READINGS.c.user_id == (actor.user_id or 0)
    )
    joined = {
        "department_name": DEPARTMENTS.c.name,
        "units_count": _OF_NOTICE.scalar_subquery(),
        "signed_count": _OF_NOTICE.where(UNITS.c.signed_at.is_not(None)).scalar_subquery(),
        "read_count": readings.scalar_subquery(),
        "read_at": mine.scalar_subquery(),
        "is_addressed": addressed_to(actor.user_id),
    }
    columns = (
        joined[name].label(name) if name in joined else NOTICES.c[name]
        for name in out.model_fields
        if name not in _ADDED
    )
    return (
        sa.select(*columns)
        .join_from(NOTICES, DEPARTMENTS, DEPARTMENTS.c.id == NOTICES.c.department_id)
        .where(_readable(actor))
    )


def _plain(row: Any) -> dict[str, Any]:
    return dict(row) | {"is_addressed": bool(row["is_addressed"])}


def search_notices(session: Session, actor: Actor, query: NoticeQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of notices, without the text."""
    statement = _visible(actor, NoticeItem)
    if query.department_id:
        statement = statement.where(NOTICES.c.department_id.in_(subtree([query.department_id])))
    if query.state:
        statement = statement.where(NOTICES.c.state == query.state)
    if query.is_addressed:
        statement = statement.where(addressed_to(actor.user_id))
    if query.is_unread:
        statement = statement.where(unread_by(actor.user_id))
    if query.is_unsigned:
        statement = statement.where(waiting_for_signature(actor))
    if query.q:
        statement = statement.where(contains(query.q, NOTICES.c.title))
    rows, total = fetch(session, statement.order_by(*_ORDER[query.sort]), query)
    return [_plain(row) for row in rows], total


def count_notices(session: Session, actor: Actor) -> dict[str, int]:
    """What waits for the caller (`NoticeCounts`)."""
    return {
        "unread": count(session, sa.select(NOTICES.c.id).where(unread_by(actor.user_id))),
        "unsigned": count(session, sa.select(NOTICES.c.id).where(waiting_for_signature(actor))),
    }


def get_notice(session: Session, actor: Actor, notice_id: int) -> dict[str, Any]:
    """The whole notice, or 404. After a withdrawal its text is for those who published it."""
    statement = _visible(actor, NoticeOut).where(NOTICES.c.id == notice_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这份通知")
    notice = _plain(row)
    is_publisher = reaches(session, actor, _WRITE, notice["department_id"])
    is_hidden = notice["state"] == NoticeState.withdrawn and not is_publisher
    notice["files"] = [] if is_hidden else files_of(session, "notice_id", notice_id)
    notice["body"] = "" if is_hidden else notice["body"]
    notice["to_sign"] = _to_sign(session, actor, notice)
    notice["allowed_actions"] = _allowed_actions(notice, is_publisher=is_publisher)
    return notice


def _to_sign(session: Session, actor: Actor, notice: dict[str, Any]) -> list[int]:
    if notice["state"] != NoticeState.published or not notice["needs_receipt"]:
        return []
    units = _unsigned_units(actor).with_only_columns(UNITS.c.department_id)
    found = units.where(UNITS.c.notice_id == notice["id"]).order_by(UNITS.c.department_id)
    return list(session.execute(found).scalars())


def _allowed_actions(notice: dict[str, Any], *, is_publisher: bool) -> list[str]:
    """What the caller may do now."""
    open_units = notice["signed_count"] < notice["units_count"]
    offered = {
        "sign": bool(notice["to_sign"]),
        "remind": is_publisher and notice["needs_receipt"] and open_units,
    }
    rows = MACHINE.actions(notice["state"])
    return [row.action for row in rows if offered.get(row.action, is_publisher)]


def find_addressed(session: Session, actor: Actor, notice_id: int) -> dict[str, Any] | None:
    """The notice if it was sent to the caller's department and stands, else None."""
    columns = (NOTICES.c.id, NOTICES.c.version, NOTICES.c.department_id)
    found = sa.select(*columns).where(NOTICES.c.id == notice_id, addressed_to(actor.user_id))
    row = session.execute(found).mappings().one_or_none()
    return dict(row) if row else None
