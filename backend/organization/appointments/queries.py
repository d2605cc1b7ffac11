"""Reads of appointments."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import forbidden, not_found
from backend.organization.appointments.schemas import AppointmentOut, AppointmentQuery
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    PEOPLE,
    POSITIONS,
    period_filters,
    person_name,
    reaches,
    within,
)


def visible_appointments(actor: Actor) -> sa.Select[Any]:
    """Appointments to the posts of the departments the actor may see, and the actor's own."""
    joined = {
        "person_name": person_name(actor),
        "position_code": POSITIONS.c.code.label("position_code"),
        "position_name": POSITIONS.c.name.label("position_name"),
        "department_id": POSITIONS.c.department_id,
        "department_name": DEPARTMENTS.c.name.label("department_name"),
    }
    columns = (joined[n] if n in joined else APPOINTMENTS.c[n] for n in AppointmentOut.model_fields)
    scope = actor.need(Permission.people_read)
    return (
        sa.select(*columns)
        .join_from(APPOINTMENTS, POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == POSITIONS.c.department_id)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .where(within(scope, POSITIONS.c.department_id, PEOPLE.c.user_id == actor.user_id))
    )


def search_appointments(
    session: Session, actor: Actor, query: AppointmentQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of appointments, by post."""
    statement = visible_appointments(actor).where(
        *period_filters(APPOINTMENTS, query, APPOINTMENTS.c.person_id, POSITIONS.c.department_id)
    )
    if query.position_id:
        statement = statement.where(APPOINTMENTS.c.position_id == query.position_id)
    return fetch(session, statement.order_by(APPOINTMENTS.c.position_id, APPOINTMENTS.c.id), query)


def get_appointment(
    session: Session, actor: Actor, appointment_id: int, permission: Permission = Permission.people_read
) -> dict[str, Any]:
    """One appointment the actor may see, or 404; visible but not writable is 403."""
    statement = visible_appointments(actor).where(APPOINTMENTS.c.id == appointment_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这项任职")
    if permission is not Permission.people_read and not reaches(
        session, actor, permission, row["department_id"]
    ):
        raise forbidden()
    return dict(row)
