"""Reads of positions."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import forbidden, not_found
from backend.kit.rows import contains
from backend.organization.positions.schemas import PositionOut, PositionQuery, PositionSort
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    PEOPLE,
    POSITIONS,
    brief,
    current,
    own_positions,
    subtree,
    within,
)
from backend.organization.rules import LEVEL_RANK

JOINED = {
    "department_code": DEPARTMENTS.c.code.label("department_code"),
    "department_name": DEPARTMENTS.c.name.label("department_name"),
}
COLUMNS = tuple(JOINED[name] if name in JOINED else POSITIONS.c[name] for name in PositionOut.model_fields)
_ID = POSITIONS.c.id
ORDER: dict[PositionSort, tuple[sa.ColumnElement[Any], ...]] = {
    PositionSort.code: (POSITIONS.c.code, _ID),
    PositionSort.code_desc: (POSITIONS.c.code.desc(), _ID.desc()),
    PositionSort.by_name: (POSITIONS.c.name, _ID),
    PositionSort.department: (POSITIONS.c.department_id, _ID),
    PositionSort.level: (POSITIONS.c.level_rank, _ID),
    PositionSort.level_desc: (POSITIONS.c.level_rank.desc(), _ID.desc()),
    PositionSort.updated: (POSITIONS.c.updated_at, _ID),
    PositionSort.updated_desc: (POSITIONS.c.updated_at.desc(), _ID.desc()),
}


def reach(actor: Actor, permission: Permission) -> sa.ColumnElement[bool]:
    """The positions a permission covers: whole departments, or the posts one holds today."""
    return within(actor.need(permission), POSITIONS.c.department_id, _ID.in_(own_positions(actor.user_id)))


def visible_positions(actor: Actor, permission: Permission = Permission.organization_read) -> sa.Select[Any]:
    """The positions the actor may see (or, with another permission, act on)."""
    return (
        sa.select(*COLUMNS)
        .join_from(POSITIONS, DEPARTMENTS, DEPARTMENTS.c.id == POSITIONS.c.department_id)
        .where(reach(actor, permission))
    )


def _holding() -> sa.Select[Any]:
    return sa.select(APPOINTMENTS.c.id).where(
        APPOINTMENTS.c.position_id == POSITIONS.c.id,
        current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on),
    )


def _filters(query: PositionQuery) -> list[sa.ColumnElement[bool]]:
    clauses: list[sa.ColumnElement[bool]] = [
        POSITIONS.c.retired_on.is_not(None) if query.retired else POSITIONS.c.retired_on.is_(None)
    ]
    if query.department_id:
        clauses.append(POSITIONS.c.department_id.in_(subtree([query.department_id])))
    for name in ("tier", "key_area", "is_key"):
        if (value := getattr(query, name)) is not None:
            clauses.append(POSITIONS.c[name] == value)
    if query.risk_level:
        clauses.append(POSITIONS.c.level_rank == LEVEL_RANK[query.risk_level])
    if query.has_rotation is not None:
        unset = POSITIONS.c.rotation_years.is_(None)
        clauses.append(~unset if query.has_rotation else unset)
    if query.is_vacant is not None:
        held = _holding().exists()
        clauses.append(~held if query.is_vacant else held)
    if query.q:
        clauses.append(contains(query.q, POSITIONS.c.name, POSITIONS.c.code))
    return clauses


def search_positions(
    session: Session, actor: Actor, query: PositionQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of positions and the bounded total."""
    statement = visible_positions(actor).where(*_filters(query)).order_by(*ORDER[query.sort])
    return fetch(session, statement, query)


def get_position(
    session: Session, actor: Actor, position_id: int, permission: Permission = Permission.organization_read
) -> dict[str, Any]:
    """One position the actor may see, or 404; visible but not writable is 403."""
    return _one(session, actor, POSITIONS.c.id == position_id, permission)


def find_position(
    session: Session, actor: Actor, code: str, permission: Permission = Permission.organization_read
) -> dict[str, Any] | None:
    """The position with a code, or None when there is none; 403 when it exists out of reach."""
    if not session.execute(sa.select(_ID).where(POSITIONS.c.code == code)).first():
        return None
    return _one(session, actor, POSITIONS.c.code == code, permission)


def _one(
    session: Session, actor: Actor, which: sa.ColumnElement[bool], permission: Permission
) -> dict[str, Any]:
    row = session.execute(visible_positions(actor).where(which)).mappings().one_or_none()
    if row is None:
        raise not_found("这个岗位")
    if permission is not Permission.organization_read:
        covered = sa.select(_ID).where(POSITIONS.c.id == row["id"], reach(actor, permission))
        if session.execute(covered).first() is None:
            raise forbidden()
    return dict(row)


def holders_of(session: Session, actor: Actor, position_id: int) -> list[dict[str, Any]]:
    """Who holds the post today, longest first."""
    statement = (
        sa.select(
            APPOINTMENTS.c.id.label("appointment_id"),
            *brief(actor),
            APPOINTMENTS.c.is_primary,
            APPOINTMENTS.c.started_on,
        )
        .join_from(APPOINTMENTS, PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .where(
            APPOINTMENTS.c.position_id == position_id,
            current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on),
        )
        .order_by(APPOINTMENTS.c.started_on, APPOINTMENTS.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def detail_position(session: Session, actor: Actor, position_id: int) -> dict[str, Any]:
    """One position with its holders, as in PositionDetail."""
    row = get_position(session, actor, position_id)
    return row | {"holders": holders_of(session, actor, position_id)}
