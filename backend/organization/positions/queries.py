"""Reads of positions."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import forbidden, not_found
from backend.kit.rows import contains
from backend.organization.history.queries import is_past, last_day, post_then
from backend.organization.positions.schemas import PositionOut, PositionQuery, PositionSort
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    PEOPLE,
    POSITIONS,
    YEAR_LEVELS,
    brief,
    current,
    name_on,
    own_positions,
    subtree,
    within,
)
from backend.organization.rules import LEVEL_RANK

JOINED = {
    "department_code": DEPARTMENTS.c.code.label("department_code"),
    "department_name": DEPARTMENTS.c.name.label("department_name"),
}
_NAMED = tuple(
    (name, JOINED[name] if name in JOINED else POSITIONS.c[name]) for name in PositionOut.model_fields
)
COLUMNS = tuple(column for _, column in _NAMED)
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

Shown = dict[str, sa.ColumnElement[Any]]
NOW: Shown = {name: POSITIONS.c[name] for name in ("name", "department_id", "level_rank", "risk_level")}
"""What filters and orders go by, where it may differ from year to year."""
FROZEN: Shown = {
    name: YEAR_LEVELS.c[name] for name in ("risk_level", "level_explanation", "level_rule", "leveled_at")
} | {
    "level_rank": sa.case(
        *((YEAR_LEVELS.c.risk_level == level, rank) for level, rank in LEVEL_RANK.items() if level), else_=0
    )
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


def _filters(query: PositionQuery, shown: Shown = NOW) -> list[sa.ColumnElement[bool]]:
    clauses: list[sa.ColumnElement[bool]] = []
    if query.retired:
        clauses.append(POSITIONS.c.retired_on.is_not(None))
    elif shown["risk_level"] is NOW["risk_level"]:
        clauses.append(POSITIONS.c.retired_on.is_(None))
    if query.department_id:
        clauses.append(shown["department_id"].in_(subtree([query.department_id])))
    for name in ("tier", "key_area", "is_key"):
        if (value := getattr(query, name)) is not None:
            clauses.append(POSITIONS.c[name] == value)
    if query.risk_level:
        clauses.append(shown["level_rank"] == LEVEL_RANK[query.risk_level])
    if query.has_rotation is not None:
        unset = POSITIONS.c.rotation_years.is_(None)
        clauses.append(~unset if query.has_rotation else unset)
    if query.is_vacant is not None:
        held = _holding().exists()
        clauses.append(~held if query.is_vacant else held)
    if query.q:
        clauses.append(contains(query.q, shown["name"], POSITIONS.c.code))
    return clauses


def search_positions(
    session: Session, actor: Actor, query: PositionQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of positions and the bounded total; with `year` as they were listed in that year."""
    if query.year is not None:
        is_frozen = _has_levels(session, query.year)
        if is_frozen or is_past(query.year):
            statement, shown = _of_year(actor, query.year, is_frozen=is_frozen)
            statement = statement.where(*_filters(query, shown))
            return fetch(session, statement.order_by(*_order_of(shown)[query.sort]), query)
    statement = visible_positions(actor).where(*_filters(query)).order_by(*ORDER[query.sort])
    return fetch(session, statement, query)


def _has_levels(session: Session, year: int) -> bool:
    kept = sa.select(YEAR_LEVELS.c.id).where(YEAR_LEVELS.c.year == year).limit(1)
    return session.execute(kept).first() is not None


def _of_year(actor: Actor, year: int, *, is_frozen: bool) -> tuple[sa.Select[Any], Shown]:
    """A closed year has the posts it had, with the levels frozen with it (requirement S95); one that is open, or was
    closed before levels were kept, those of today. Names and departments are those at the end of the year."""
    day = last_day(year)
    shown = NOW | {name: post_then(name, day) for name in ("name", "department_id")}
    shown |= {"department_name": name_on(day)} | (FROZEN if is_frozen else {})
    columns = (shown[name].label(name) if name in shown else column for name, column in _NAMED)
    source = sa.join(POSITIONS, DEPARTMENTS, DEPARTMENTS.c.id == shown["department_id"])
    if is_frozen:
        of_year = sa.and_(YEAR_LEVELS.c.position_id == _ID, YEAR_LEVELS.c.year == year)
        source = source.join(YEAR_LEVELS, of_year)
    statement = sa.select(*columns).select_from(source).where(reach(actor, Permission.organization_read))
    return statement, shown


def _order_of(shown: Shown) -> dict[PositionSort, tuple[sa.ColumnElement[Any], ...]]:
    return ORDER | {
        PositionSort.by_name: (shown["name"], _ID),
        PositionSort.department: (shown["department_id"], _ID),
        PositionSort.level: (shown["level_rank"], _ID),
        PositionSort.level_desc: (shown["level_rank"].desc(), _ID.desc()),
    }


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


def holders_of(
    session: Session, actor: Actor, position_id: int, day: date | None = None
) -> list[dict[str, Any]]:
    """Who holds the post today or held it on a day, longest first."""
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
            current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on, day),
        )
        .order_by(APPOINTMENTS.c.started_on, APPOINTMENTS.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def detail_position(
    session: Session, actor: Actor, position_id: int, year: int | None = None
) -> dict[str, Any]:
    """One position with its holders, as in PositionDetail; with a past `year` as it was listed then: its name, its
    department, who held it on the last day, and of a closed year its level. What else it is, it is today."""
    row = get_position(session, actor, position_id)
    is_frozen = year is not None and _has_levels(session, year)
    if year is None or not (is_frozen or is_past(year)):
        return row | {"holders": holders_of(session, actor, position_id)}
    for frozen in (True, False) if is_frozen else (False,):
        statement, _ = _of_year(actor, year, is_frozen=frozen)
        found = session.execute(statement.where(_ID.in_([position_id]))).mappings().one_or_none()
        if found is not None:
            row = dict(found)
            break
    day = last_day(year) if is_past(year) else None
    return row | {"holders": holders_of(session, actor, position_id, day)}
