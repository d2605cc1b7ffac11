"""Reads of nudges. Seen by readers of the department, and by the person a nudge is for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.communications.models import Nudge
from backend.communications.nudges.rules import QUIET_TIME, NudgeAudience, NudgeTarget
from backend.communications.nudges.schemas import NudgeOut, NudgeQuery, NudgeSort
from backend.kit.batches import among
from backend.kit.paging import count, fetch
from backend.kit.problems import not_found
from backend.kit.table import now, table_of
from backend.organization.queries import (
    DEPARTMENTS,
    OFFICERS,
    PEOPLE,
    Who,
    in_charge,
    person_of,
    subtree,
    within,
)
from backend.organization.rules import OfficerKind

NUDGES = table_of(Nudge)
_READ = Permission.nudges_read
_AUDIENCES = {
    OfficerKind.head: (NudgeAudience.officers, NudgeAudience.head),
    OfficerKind.liaison: (NudgeAudience.officers, NudgeAudience.liaison),
}
_ORDER = {
    NudgeSort.newest: (NUDGES.c.sent_at.desc(), NUDGES.c.id.desc()),
    NudgeSort.oldest: (NUDGES.c.sent_at, NUDGES.c.id),
}


def addressed_to(person_id: Who) -> sa.ColumnElement[bool]:
    """Nudges for this person: named, or as today's head or liaison of the department."""
    if person_id is None:
        return sa.false()
    charges = (
        sa.and_(
            NUDGES.c.audience.in_(audiences),
            NUDGES.c.department_id.in_(
                sa.select(OFFICERS.c.department_id).where(
                    OFFICERS.c.person_id == person_id,
                    OFFICERS.c.kind == kind,
                    in_charge(),
                )
            ),
        )
        for kind, audiences in _AUDIENCES.items()
    )
    named = sa.func.coalesce(NUDGES.c.person_id, 0) == person_id
    return sa.or_(named, *charges)


def _nudges(mine: sa.ColumnElement[bool]) -> sa.Select[Any]:
    joined = {
        "department_name": DEPARTMENTS.c.name.label("department_name"),
        "person_name": PEOPLE.c.name.label("person_name"),
        "is_mine": mine.label("is_mine"),
    }
    columns = (joined[name] if name in joined else NUDGES.c[name] for name in NudgeOut.model_fields)
    return (
        sa.select(*columns)
        .join_from(NUDGES, DEPARTMENTS, DEPARTMENTS.c.id == NUDGES.c.department_id)
        .outerjoin(PEOPLE, PEOPLE.c.id == NUDGES.c.person_id)
    )


def search_nudges(session: Session, actor: Actor, query: NudgeQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of nudges."""
    mine = addressed_to(person_of(session, actor.user_id))
    statement = _nudges(mine).where(within(actor.reach(_READ), NUDGES.c.department_id, mine))
    if query.department_id:
        statement = statement.where(NUDGES.c.department_id.in_(subtree([query.department_id])))
    if query.target_kind:
        statement = statement.where(NUDGES.c.target_kind == query.target_kind)
    if query.target_id:
        statement = statement.where(NUDGES.c.target_id == query.target_id)
    if query.is_seen is not None:
        statement = statement.where(NUDGES.c.seen_at.is_not(None) == query.is_seen)
    if query.is_mine:
        statement = statement.where(mine)
    if query.is_sent:
        statement = statement.where(NUDGES.c.sent_by_id == actor.user_id)
    rows, total = fetch(session, statement.order_by(*_ORDER[query.sort]), query)
    return [_plain(row) for row in rows], total


def _plain(row: Any) -> dict[str, Any]:
    return dict(row) | {"is_mine": bool(row["is_mine"])}


def find_nudge(session: Session, actor: Actor, nudge_id: int) -> dict[str, Any]:
    """One nudge the actor may see, or that is for him; 404 otherwise."""
    mine = addressed_to(person_of(session, actor.user_id))
    seen = sa.or_(within(actor.reach(_READ), NUDGES.c.department_id), mine)
    row = session.execute(_nudges(mine).where(NUDGES.c.id == nudge_id, seen)).mappings().one_or_none()
    if row is None:
        raise not_found("这条催办")
    return _plain(row)


def nudges_of(session: Session, actor: Actor, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Nudges by id, for whoever just sent them."""
    mine = addressed_to(person_of(session, actor.user_id))
    statement = _nudges(mine).where(among(session, NUDGES.c.id, ids)).order_by(NUDGES.c.id)
    return [_plain(row) for row in session.execute(statement).mappings()]


def lately_nudged(
    session: Session,
    department_ids: Sequence[int],
    target_kind: NudgeTarget,
    target_id: int | None,
    person_id: int | None,
) -> dict[int, datetime]:
    """Departments nudged about this less than a day ago, and when."""
    statement = (
        sa.select(NUDGES.c.department_id, sa.func.max(NUDGES.c.sent_at, type_=NUDGES.c.sent_at.type))
        .where(
            among(session, NUDGES.c.department_id, department_ids),
            NUDGES.c.target_kind == target_kind,
            NUDGES.c.target_id.is_(None) if target_id is None else NUDGES.c.target_id == target_id,
            NUDGES.c.person_id.is_(None) if person_id is None else NUDGES.c.person_id == person_id,
            NUDGES.c.sent_at > now() - QUIET_TIME,
        )
        .group_by(NUDGES.c.department_id)
    )
    found: dict[int, datetime] = dict(session.execute(statement).all())
    return found


def open_nudges(session: Session, where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    """How many unseen nudges each department has (`OpenNudges`); departments without one are left out.

    `where` narrows the departments, e.g. `NUDGES.c.department_id == 7`.
    """
    statement = (
        sa.select(
            NUDGES.c.department_id,
            DEPARTMENTS.c.name.label("department_name"),
            sa.func.count().label("count"),
        )
        .join_from(NUDGES, DEPARTMENTS, DEPARTMENTS.c.id == NUDGES.c.department_id)
        .where(NUDGES.c.seen_at.is_(None), where)
        .group_by(NUDGES.c.department_id, DEPARTMENTS.c.name, DEPARTMENTS.c.sort)
        .order_by(DEPARTMENTS.c.sort, NUDGES.c.department_id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def count_nudges(session: Session, actor: Actor) -> dict[str, Any]:
    """What waits for the caller, and in his departments (`NudgeCounts`)."""
    mine = addressed_to(person_of(session, actor.user_id))
    unseen = sa.select(NUDGES.c.id).where(NUDGES.c.seen_at.is_(None), mine)
    reached = within(actor.reach(_READ), NUDGES.c.department_id)
    return {"mine": count(session, unseen), "departments": open_nudges(session, reached)}
