"""To-dos of who announces: objections to decide on, periods that are over, results to report up."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor, Scope
from backend.access.policy import Permission
from backend.announcements.objections.queries import decides_on
from backend.announcements.queries import ANNOUNCEMENTS, OBJECTIONS
from backend.announcements.rules import AnnouncementState, ObjectionState
from backend.kit.table import today
from backend.organization.queries import within
from backend.overview.rules import TodoKind, todo
from backend.risks.queries import is_year_closed

EACH = 20
Found = list[dict[str, Any]]


def announcement_todos(session: Session, actor: Actor) -> Found:
    """Of the caller's departments; who reaches the whole school looks after what he announced himself."""
    scope = actor.reach(Permission.announcements_write)
    if not scope:
        return []
    charged = within(Scope(departments=scope.departments), ANNOUNCEMENTS.c.department_id)
    mine = sa.and_(sa.or_(charged, ANNOUNCEMENTS.c.announced_by_id == actor.user_id))
    live = sa.and_(mine, sa.not_(is_year_closed(ANNOUNCEMENTS.c.year)))
    return [*_objections(session, actor, live), *_ripe(session, live)]


def _title(row: sa.RowMapping) -> str:
    return f"{row['department_name']} {row['year']} 年风险点登记汇总"


def _objections(session: Session, actor: Actor, live: sa.ColumnElement[bool]) -> Found:
    """One line for an announcement, however many objections wait. It names nobody."""
    number = sa.func.count().label("number")
    columns = (ANNOUNCEMENTS.c.id, ANNOUNCEMENTS.c.department_name, ANNOUNCEMENTS.c.year)
    since = sa.func.min(OBJECTIONS.c.raised_at, type_=OBJECTIONS.c.raised_at.type).label("since")
    statement = (
        sa.select(*columns, number, since)
        .join_from(OBJECTIONS, ANNOUNCEMENTS, ANNOUNCEMENTS.c.id == OBJECTIONS.c.announcement_id)
        .where(OBJECTIONS.c.state == ObjectionState.open, decides_on(actor), live)
        .group_by(*columns)
        .order_by(ANNOUNCEMENTS.c.id)
        .limit(EACH)
    )
    return [
        todo(
            TodoKind.settle_objection,
            _title(row),
            f"有 {row['number']} 条异议等待处理",
            ("announcement", row["id"]),
            since=row["since"],
        )
        for row in session.execute(statement).mappings()
    ]


def _ripe(session: Session, live: sa.ColumnElement[bool]) -> Found:
    """Whose last day is over, and whose result is to go up."""
    waiting = sa.exists().where(
        OBJECTIONS.c.announcement_id == ANNOUNCEMENTS.c.id, OBJECTIONS.c.state == ObjectionState.open
    )
    is_over = sa.and_(
        ANNOUNCEMENTS.c.state == AnnouncementState.open,
        ANNOUNCEMENTS.c.closes_on < today(),
        sa.not_(waiting),
    )
    is_ended = ANNOUNCEMENTS.c.state == AnnouncementState.ended
    statement = (
        sa.select(ANNOUNCEMENTS)
        .where(live, sa.or_(is_over, is_ended))
        .order_by(ANNOUNCEMENTS.c.id)
        .limit(EACH)
    )
    found = []
    for row in session.execute(statement).mappings():
        is_done = row["state"] == AnnouncementState.ended
        kind = TodoKind.report_announcement if is_done else TodoKind.end_announcement
        said = "公示已经结束，请上报并登记" if is_done else "公示期已满，请办结"
        target = ("announcement", row["id"])
        found.append(todo(kind, _title(row), said, target, since=row["ended_at"]))
    return found
