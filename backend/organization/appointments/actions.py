"""Writes of appointments."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid
from backend.kit.table import today
from backend.organization.actions import end_period, record_period, still_running
from backend.organization.appointments import queries
from backend.organization.appointments.schemas import AppointmentCreate
from backend.organization.models import Appointment
from backend.organization.queries import APPOINTMENTS, POSITIONS, live_department, live_person
from backend.organization.schemas import Ending

WRITE = Permission.organization_write


def create_appointment(session: Session, actor: Actor, body: AppointmentCreate) -> dict[str, Any]:
    """Somebody takes a post. 409 when the person holds it already or has another primary post."""
    live_person(session, body.person_id)
    live_department(session, actor, WRITE, _department_of(session, body.position_id), "/position_id")
    start = body.started_on or today()
    is_primary = _is_primary(session, body, start)
    values = {"started_on": start, "is_primary": is_primary}
    appointment = Appointment(**body.model_dump() | values)
    session.add(appointment)
    session.flush()
    row = queries.get_appointment(session, actor, appointment.id)
    record_period(session, APPOINTMENTS, "created", row)
    return row


def _department_of(session: Session, position_id: int) -> int:
    found = session.execute(
        sa.select(POSITIONS.c.department_id).where(
            POSITIONS.c.id == position_id, POSITIONS.c.retired_on.is_(None)
        )
    ).scalar_one_or_none()
    if found is None:
        raise invalid("/position_id", "unknown", "这个岗位不存在或已撤销，请重新选择。")
    return int(found)


def _is_primary(session: Session, body: AppointmentCreate, start: date) -> bool:
    running = sa.select(APPOINTMENTS.c.position_id, APPOINTMENTS.c.is_primary).where(
        APPOINTMENTS.c.person_id == body.person_id, still_running(APPOINTMENTS, start)
    )
    held = session.execute(running).all()
    if any(row.position_id == body.position_id for row in held):
        raise conflict("这个人已经在这个岗位上任职。", "already-appointed")
    has_primary = any(row.is_primary for row in held)
    if body.is_primary and has_primary:
        raise conflict("这个人已有主要岗位，请先结束原任职，或作为兼任登记。", "primary-taken")
    return not has_primary if body.is_primary is None else body.is_primary


def end_appointment(
    session: Session, actor: Actor, appointment_id: int, body: Ending, expected: Expected
) -> dict[str, Any]:
    """Sets the last day in the post; the appointment stays readable."""
    before = queries.get_appointment(session, actor, appointment_id, WRITE)
    expected.check(before["version"])
    end_period(session, APPOINTMENTS, before, body.ended_on)
    return queries.get_appointment(session, actor, appointment_id)
