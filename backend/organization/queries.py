"""Reads of the organisation; `within` is the clause every room downstream uses for its reach."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor, Scope
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import forbidden, not_found
from backend.kit.rows import contains
from backend.kit.table import table_of, today
from backend.organization.models import Appointment, Department, Person, Position
from backend.organization.schemas import DepartmentOut, DepartmentQuery, DepartmentSort

DEPARTMENTS, PEOPLE, POSITIONS, APPOINTMENTS = (
    table_of(model) for model in (Department, Person, Position, Appointment)
)


def subtree(roots: Iterable[int]) -> sa.Select[tuple[int]]:
    """Ids of the departments at or below any of `roots`, as a subquery for IN."""
    root = DEPARTMENTS.alias("root")
    return (
        sa.select(DEPARTMENTS.c.id)
        .join(root, DEPARTMENTS.c.path.startswith(root.c.path, autoescape=False))
        .where(root.c.id.in_(sorted(roots)))
    )


def within(
    scope: Scope, department: sa.ColumnElement[Any], own: sa.ColumnElement[bool] | None = None
) -> sa.ColumnElement[bool]:
    """The WHERE clause of a reach: lists and single rows use this same one, so neither can see more."""
    if scope.school:
        return sa.true()
    clauses: list[sa.ColumnElement[bool]] = []
    if scope.departments:
        clauses.append(department.in_(subtree(scope.departments)))
    if scope.own and own is not None:
        clauses.append(own)
    return sa.or_(*clauses) if clauses else sa.false()


def current(
    start: sa.ColumnElement[Any], end: sa.ColumnElement[Any], on: date | None = None
) -> sa.ColumnElement[bool]:
    """Whether a period covers a day (today on campus unless given); the last day counts."""
    day = on or today()
    return sa.and_(start <= day, sa.or_(end.is_(None), end >= day))


def person_of(session: Session, user_id: int | None) -> int | None:
    """The person behind a user, or None."""
    if user_id is None:
        return None
    return session.execute(sa.select(PEOPLE.c.id).where(PEOPLE.c.user_id == user_id)).scalar_one_or_none()


def own_positions(user_id: int | None, on: date | None = None) -> sa.Select[tuple[int]]:
    """Ids of the positions the user holds on a day, as a subquery for IN."""
    return (
        sa.select(APPOINTMENTS.c.position_id)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .where(PEOPLE.c.user_id == user_id, current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on, on))
    )


def reaches(session: Session, actor: Actor, permission: Permission, department_id: int) -> bool:
    """Whether the actor's permission covers this department as a whole (own reach does not count)."""
    scope = actor.reach(permission)
    clause = within(scope, DEPARTMENTS.c.id)
    found = session.execute(sa.select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.id == department_id, clause))
    return found.scalar_one_or_none() is not None


DEPARTMENT_COLUMNS = tuple(DEPARTMENTS.c[name] for name in DepartmentOut.model_fields)
DEPARTMENT_ORDER = {
    DepartmentSort.tree: (DEPARTMENTS.c.path, DEPARTMENTS.c.id),
    DepartmentSort.code: (DEPARTMENTS.c.code, DEPARTMENTS.c.id),
    DepartmentSort.by_name: (DEPARTMENTS.c.name, DEPARTMENTS.c.id),
}


def visible_departments(
    actor: Actor, permission: Permission = Permission.organization_read
) -> sa.Select[Any]:
    """The departments the actor may see (or, with another permission, act on)."""
    return sa.select(*DEPARTMENT_COLUMNS).where(within(actor.need(permission), DEPARTMENTS.c.id))


def search_departments(
    session: Session, actor: Actor, query: DepartmentQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of departments and the total."""
    statement = visible_departments(actor).order_by(*DEPARTMENT_ORDER[query.sort])
    if not query.include_retired:
        statement = statement.where(DEPARTMENTS.c.retired_on.is_(None))
    if query.kind:
        statement = statement.where(DEPARTMENTS.c.kind == query.kind)
    if query.parent_id:
        statement = statement.where(DEPARTMENTS.c.parent_id == query.parent_id)
    if query.within_id:
        statement = statement.where(DEPARTMENTS.c.id.in_(subtree([query.within_id])))
    if query.q:
        statement = statement.where(contains(query.q, DEPARTMENTS.c.name, DEPARTMENTS.c.code))
    return fetch(session, statement, query)


def get_department(
    session: Session, actor: Actor, department_id: int, permission: Permission = Permission.organization_read
) -> dict[str, Any]:
    """One department the actor may see, or 404; visible but not writable is 403."""
    statement = visible_departments(actor).where(DEPARTMENTS.c.id == department_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这个部门")
    if permission is not Permission.organization_read and not reaches(
        session, actor, permission, department_id
    ):
        raise forbidden()
    return dict(row)
