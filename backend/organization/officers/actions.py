"""Writes of department officers: exactly one head at any date, liaisons as many as the work needs."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.etag import Expected
from backend.kit.problems import conflict, forbidden
from backend.kit.rows import claim_version
from backend.kit.table import now, today
from backend.organization.actions import derive_grants, end_period, record_period, still_running
from backend.organization.models import DepartmentOfficer
from backend.organization.officers import queries
from backend.organization.officers.schemas import LiaisonReport, OfficerCreate, Refusal
from backend.organization.queries import (
    OFFICERS,
    live_department,
    live_person,
    nameable_person,
    person_of,
)
from backend.organization.rules import REPORTS, OfficerAction, OfficerKind, OfficerStatus
from backend.organization.schemas import Ending

WRITE = Permission.organization_write


def create_officer(session: Session, actor: Actor, body: OfficerCreate) -> dict[str, Any]:
    """Appoints a head or a liaison, confirmed at once. A head's predecessor leaves the day before.

    409 when the terms would overlap.
    """
    live_department(session, actor, WRITE, body.department_id)
    live_person(session, body.person_id)
    start = body.started_on or today()
    succeeded = _make_room(session, body, start)
    signed = {"confirmed_by_name": actor.principal.label, "confirmed_at": now()}
    officer = DepartmentOfficer(**body.model_dump() | signed | {"started_on": start})
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


def report_liaison(session: Session, actor: Actor, body: LiaisonReport) -> dict[str, Any]:
    """The department reports its liaison; he has no rights before the office confirms. 409 when he is one already."""
    live_department(session, actor, Permission.groups_write, body.department_id)
    nameable_person(session, actor, body.person_id, "/person_id")
    start = body.started_on or today()
    charge = OfficerCreate(**body.model_dump(), kind=OfficerKind.liaison)
    _make_room(session, charge, start)
    officer = DepartmentOfficer(
        **charge.model_dump()
        | {
            "started_on": start,
            "status": OfficerStatus.reported,
            "reported_by_name": actor.principal.label,
            "reported_at": now(),
        }
    )
    session.add(officer)
    session.flush()
    row = queries.get_officer(session, actor, officer.id)
    record_period(session, OFFICERS, "reported", row)
    return row


def confirm_officer(session: Session, actor: Actor, officer_id: int, expected: Expected) -> dict[str, Any]:
    """The office confirms a reported liaison: his rights begin. 403 for oneself, 409 when it is decided already."""
    signed = {"confirmed_by_name": actor.principal.label, "confirmed_at": now()}
    row = _decide(session, actor, officer_id, OfficerAction.confirm, expected, signed)
    record_period(session, OFFICERS, "confirmed", row)
    derive_grants(session, row["person_id"])
    return row


def decline_officer(
    session: Session, actor: Actor, officer_id: int, body: Refusal, expected: Expected
) -> dict[str, Any]:
    """The office does not confirm a report; it ends and stays readable with the reason."""
    row = _decide(
        session, actor, officer_id, OfficerAction.decline, expected, {"decline_reason": body.reason}
    )
    record_period(session, OFFICERS, "declined", row)
    return row


def _decide(
    session: Session,
    actor: Actor,
    officer_id: int,
    action: OfficerAction,
    expected: Expected,
    changes: dict[str, Any],
) -> dict[str, Any]:
    before = queries.get_officer(session, actor, officer_id, WRITE)
    if person_of(session, actor.user_id) == before["person_id"]:
        raise forbidden("不能确认自己担任联络员，请由其他同事办理。")
    expected.check(before["version"])
    target = REPORTS.find(OfficerStatus(before["status"]), action).target
    if target is OfficerStatus.declined:
        changes |= {"ended_on": max(before["started_on"], today())}
    claim_version(session, OFFICERS, before, changes | {"status": target})
    return queries.get_officer(session, actor, officer_id)


def end_officer(
    session: Session, actor: Actor, officer_id: int, body: Ending, expected: Expected
) -> dict[str, Any]:
    """Ends a charge; the rights that followed from it end with its last day."""
    before = queries.get_officer(session, actor, officer_id, WRITE)
    expected.check(before["version"])
    end_period(session, OFFICERS, before, body.ended_on)
    derive_grants(session, before["person_id"])
    return queries.get_officer(session, actor, officer_id)
