"""Reads of the rotation clock: holders of key posts with a limit, the longest overdue first."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.rows import contains
from backend.kit.table import today
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    PEOPLE,
    POSITIONS,
    current,
    person_name,
    subtree,
    within,
)
from backend.organization.rotations.schemas import RotationOut, RotationQuery, RotationSort
from backend.organization.rules import RotationStatus, day_key, due_day, due_key, months_between

_due = (
    (sa.extract("year", APPOINTMENTS.c.started_on) + POSITIONS.c.rotation_years) * 10_000
    + sa.extract("month", APPOINTMENTS.c.started_on) * 100
    + sa.extract("day", APPOINTMENTS.c.started_on)
)
"""`rules.due_key` in SQL: no database adds years to days like another."""
_ORDER = {
    RotationSort.due: (_due, APPOINTMENTS.c.id),
    RotationSort.by_department: (DEPARTMENTS.c.path, POSITIONS.c.code, APPOINTMENTS.c.id),
}


def _running(actor: Actor) -> sa.Select[Any]:
    joined: dict[str, sa.ColumnElement[Any]] = {
        "id": APPOINTMENTS.c.id,
        "position_id": POSITIONS.c.id.label("position_id"),
        "position_code": POSITIONS.c.code.label("position_code"),
        "position_name": POSITIONS.c.name.label("position_name"),
        "department_name": DEPARTMENTS.c.name.label("department_name"),
        "person_id": APPOINTMENTS.c.person_id,
        "person_name": person_name(actor),
        "started_on": APPOINTMENTS.c.started_on,
    }
    computed = frozenset({"tenure_months", "due_on", "status"})
    names = [name for name in RotationOut.model_fields if name not in computed]
    return (
        sa.select(*(joined[name] if name in joined else POSITIONS.c[name] for name in names))
        .join_from(APPOINTMENTS, POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == POSITIONS.c.department_id)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .where(
            within(
                actor.need(Permission.people_read),
                POSITIONS.c.department_id,
                PEOPLE.c.user_id == actor.user_id,
            ),
            POSITIONS.c.is_key,
            POSITIONS.c.rotation_years.is_not(None),
            POSITIONS.c.retired_on.is_(None),
            current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on),
        )
    )


def _stands(status: RotationStatus, day: date, soon: date) -> sa.ColumnElement[bool]:
    if status is RotationStatus.overdue:
        return _due < day_key(day)
    if status is RotationStatus.due_soon:
        return _due.between(day_key(day), day_key(soon))
    return _due > day_key(soon)


def _filters(query: RotationQuery, day: date, soon: date) -> list[sa.ColumnElement[bool]]:
    clauses: list[sa.ColumnElement[bool]] = []
    if query.department_id:
        clauses.append(POSITIONS.c.department_id.in_(subtree([query.department_id])))
    if query.status:
        clauses.append(_stands(query.status, day, soon))
    if query.due_to:
        clauses.append(_due <= day_key(query.due_to))
    if query.tier:
        clauses.append(POSITIONS.c.tier == query.tier)
    if query.key_area:
        clauses.append(POSITIONS.c.key_area == query.key_area)
    if query.q:
        clauses.append(contains(query.q, POSITIONS.c.name, POSITIONS.c.code))
    return clauses


def search_rotations(
    session: Session, actor: Actor, query: RotationQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of the due list."""
    day = today()
    soon = day + timedelta(days=query.within_days)
    statement = _running(actor).where(*_filters(query, day, soon)).order_by(*_ORDER[query.sort])
    rows, total = fetch(session, statement, query)
    return [row | _clock(row, day, soon) for row in rows], total


def _clock(row: dict[str, Any], day: date, soon: date) -> dict[str, Any]:
    due = due_key(row["started_on"], row["rotation_years"])
    status = RotationStatus.running if due > day_key(soon) else RotationStatus.due_soon
    return {
        "tenure_months": months_between(row["started_on"], day),
        "due_on": due_day(row["started_on"], row["rotation_years"]),
        "status": RotationStatus.overdue if due < day_key(day) else status,
    }
