"""Writes of department officers: exactly one head at any date, liaisons as many as the work needs."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.etag import Expected
from backend.kit.problems import conflict
from backend.kit.table import today
from backend.organization.actions import derive_grants, end_period, record_period, still_running
from backend.organization.models import DepartmentOfficer
from backend.organization.officers import queries
from backend.organization.officers.schemas import OfficerCreate
from backend.organization.queries import OFFICERS, live_department, live_person
from backend.organization.rules import OfficerKind
from backend.organization.schemas import Ending

WRITE = Permission.organization_write


def create_officer(session: Session, actor: Actor, body: OfficerCreate) -> dict[str, Any]:
    """Appoints a head or a liaison. A head's predecessor leaves the day before; 409 when the terms would overlap."""
    live_department(session, actor, WRITE, body.department_id)
    live_person(session, body.person_id)
    start = body.started_on or today()
    succeeded = _make_room(session, body, start)
    officer = DepartmentOfficer(**body.model_dump() | {"started_on": start})
    session.add(officer)
    session.flush()
    row = queries.get_officer(session, actor, officer.id)
    record_period(session, OFFICERS, "created", row)
    for person_id in {*succeeded, body.person_id}:
        derive_grants(session, person_id)
    return row


def _make_room(session: Session, body: OfficerCreate, start: date) -> list[int]:
    """Ends the predecessor's term; returns whose rights change."""
    same = sa.and_(OFFICERS.c.department_id == body.department_id, OFFICERS.c.kind == body.kind)
    overlapping = sa.select(OFFICERS).where(same, still_running(OFFICERS, start))
    found = session.execute(overlapping.with_for_update()).mappings().all()
    if any(row["person_id"] == body.person_id for row in found):
        raise conflict(f"这个人已经是该部门的{body.kind.label}。", "already-appointed")
    if body.kind is not OfficerKind.head:
        return []
    for row in found:
        if row["ended_on"] is not None or row["started_on"] >= start:
            raise conflict(
                f"从 {row['started_on']} 起已有负责人，任期与 {start} 起的新任期重叠，请先核对日期。",
                "overlap",
            )
        end_period(session, OFFICERS, dict(row), start - timedelta(days=1))
    return [row["person_id"] for row in found]


def end_officer(
    session: Session, actor: Actor, officer_id: int, body: Ending, expected: Expected
) -> dict[str, Any]:
    """Ends a charge; the rights that followed from it end with its last day."""
    before = queries.get_officer(session, actor, officer_id, WRITE)
    expected.check(before["version"])
    end_period(session, OFFICERS, before, body.ended_on)
    derive_grants(session, before["person_id"])
    return queries.get_officer(session, actor, officer_id)
