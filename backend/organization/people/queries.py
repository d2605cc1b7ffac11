"""Reads of people."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import forbidden, not_found
from backend.kit.rows import contains
from backend.organization.people.schemas import PersonOut, PersonQuery, PersonSort
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    OFFICERS,
    OVERSIGHTS,
    PEOPLE,
    POSITIONS,
    current,
    holds_post,
    reaches,
    subtree,
    takes_part,
    within,
)

DEPARTMENT_NAME = DEPARTMENTS.c.name.label("department_name")
COLUMNS = tuple(
    DEPARTMENT_NAME if name == "department_name" else PEOPLE.c[name] for name in PersonOut.model_fields
)
ORDER = {
    PersonSort.staff_no: (PEOPLE.c.staff_no, PEOPLE.c.id),
    PersonSort.by_name: (PEOPLE.c.name, PEOPLE.c.id),
}


def _roster() -> sa.Select[Any]:
    return sa.select(*COLUMNS).join_from(PEOPLE, DEPARTMENTS, DEPARTMENTS.c.id == PEOPLE.c.department_id)


def visible_people(actor: Actor) -> sa.Select[Any]:
    """The people the actor may see. A roster without names is no roster: 403 for clients without personal data."""
    scope = actor.need(Permission.people_read)
    if not actor.sees_personal_data:
        raise forbidden("这个接口客户端没有获准读取个人信息；如需读取，请联系系统管理员。")
    return _roster().where(within(scope, PEOPLE.c.department_id, PEOPLE.c.user_id == actor.user_id))


def search_people(session: Session, actor: Actor, query: PersonQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of the roster and the bounded total."""
    statement = visible_people(actor).order_by(*ORDER[query.sort])
    if not query.include_left:
        statement = statement.where(PEOPLE.c.left_on.is_(None))
    if query.department_id:
        statement = statement.where(PEOPLE.c.department_id.in_(subtree([query.department_id])))
    if query.has_account is not None:
        linked = PEOPLE.c.user_id.is_not(None)
        statement = statement.where(linked if query.has_account else ~linked)
    if query.is_postless is not None:
        postless = sa.and_(takes_part(), ~holds_post())
        statement = statement.where(postless if query.is_postless else ~postless)
    if query.is_exempt is not None:
        exempt = PEOPLE.c.exempt_reason.is_not(None)
        statement = statement.where(exempt if query.is_exempt else ~exempt)
    if query.q:
        statement = statement.where(contains(query.q, PEOPLE.c.name, PEOPLE.c.staff_no))
    return fetch(session, statement, query)


def get_person(
    session: Session, actor: Actor, person_id: int, permission: Permission = Permission.people_read
) -> dict[str, Any]:
    """One person the actor may see, or 404; visible but not writable is 403."""
    row = session.execute(visible_people(actor).where(PEOPLE.c.id == person_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这个人")
    if permission is not Permission.people_read and not reaches(
        session, actor, permission, row["department_id"]
    ):
        raise forbidden()
    return dict(row)


def detail_person(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    """A visible person with everything held today, as in PersonDetail."""
    return row | {
        "appointments": _held(
            session,
            sa.select(
                APPOINTMENTS.c.id.label("appointment_id"),
                APPOINTMENTS.c.position_id,
                POSITIONS.c.name.label("position_name"),
                POSITIONS.c.department_id,
                DEPARTMENT_NAME,
                APPOINTMENTS.c.is_primary,
                APPOINTMENTS.c.started_on,
            )
            .join_from(APPOINTMENTS, POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
            .join(DEPARTMENTS, DEPARTMENTS.c.id == POSITIONS.c.department_id)
            .where(APPOINTMENTS.c.person_id == row["id"]),
            APPOINTMENTS,
        ),
        "charges": _held(
            session, _charges(OFFICERS, "officer_id", OFFICERS.c.person_id, row["id"]), OFFICERS
        ),
        "oversights": _held(
            session, _charges(OVERSIGHTS, "oversight_id", OVERSIGHTS.c.leader_id, row["id"]), OVERSIGHTS
        ),
    }


def _charges(table: sa.Table, name: str, holder: sa.ColumnElement[Any], person_id: int) -> sa.Select[Any]:
    columns = (
        table.c.id.label(name),
        table.c.kind,
        table.c.department_id,
        DEPARTMENT_NAME,
        table.c.started_on,
    )
    joined = sa.select(*columns).join_from(table, DEPARTMENTS, DEPARTMENTS.c.id == table.c.department_id)
    return joined.where(holder == person_id)


def _held(session: Session, statement: sa.Select[Any], table: sa.Table) -> list[dict[str, Any]]:
    today = statement.where(current(table.c.started_on, table.c.ended_on))
    return [dict(row) for row in session.execute(today.order_by(table.c.started_on, table.c.id)).mappings()]


def get_own_person(session: Session, actor: Actor) -> dict[str, Any]:
    """The caller's own entry on the roster with everything held today; 404 for accounts that stand on no roster."""
    row = session.execute(_roster().where(PEOPLE.c.user_id == actor.require_user())).mappings().one_or_none()
    if row is None:
        raise not_found("您在人员名册中的记录")
    return detail_person(session, dict(row))
