"""Writes of extensions: 时间服从质量, but never silently (handout.txt line 250)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.actions import record
from backend.campaigns.calendar.queries import load_calendar, shifted
from backend.campaigns.deliverables.queries import get_deliverable
from backend.campaigns.deliverables.rules import campus_day, same_time_on
from backend.campaigns.extensions import queries
from backend.campaigns.extensions.schemas import ExtensionCreate, ExtensionRevocation
from backend.campaigns.queries import CAMPAIGNS, EXTENSIONS, due_of
from backend.campaigns.rules import CampaignState
from backend.campaigns.years.queries import refuse_closed
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now
from backend.organization.queries import DEPARTMENTS, live_department

Row = dict[str, Any]
WRITE = Permission.submissions_receive


def create_extensions(session: Session, actor: Actor, body: ExtensionCreate) -> list[Row]:
    """Grants more time to each department named, or to all; all of them or none. 422 unless it is later."""
    actor.need(WRITE)
    deliverable = get_deliverable(session, actor, body.deliverable_id)
    refuse_idle(session, deliverable)
    found = []
    for at, department_id in enumerate(body.department_ids or [None]):
        pointer = "" if department_id is None else f"/department_ids/{at}"
        if department_id is not None:
            check_owes(session, actor, WRITE, deliverable, department_id, pointer)
        due = _due(session, body, department_id)
        found.append(grant(session, actor, body.deliverable_id, department_id, due, body.reason, pointer))
    return found


def refuse_idle(session: Session, deliverable: Row) -> None:
    """409 unless the deliverable is wanted, its campaign runs and its year is open."""
    state = session.execute(
        sa.select(CAMPAIGNS.c.state).where(CAMPAIGNS.c.id == deliverable["campaign_id"])
    ).scalar_one()
    if state != CampaignState.running:
        raise conflict("这项活动还没有开始，或已经结束。", "campaign-not-running")
    if deliverable["retired_on"] is not None:
        raise conflict("这项材料已经取消，不用再报送。", "retired")
    refuse_closed(session, deliverable["year"])


def check_owes(
    session: Session, actor: Actor, permission: Permission, deliverable: Row, department_id: int, pointer: str
) -> Row:
    """A department that owes the deliverable; 422 for one that need not hand it in."""
    department = live_department(session, actor, permission, department_id, pointer)
    kind = session.execute(sa.select(DEPARTMENTS.c.kind).where(DEPARTMENTS.c.id == department_id))
    if kind.scalar_one() not in deliverable["department_kinds"]:
        raise invalid(pointer, "not-owed", f"“{department['name']}”不用报送这项材料。")
    return department


def _due(session: Session, body: ExtensionCreate, department_id: int | None) -> datetime:
    """The instant asked for, or so many working days after what is due now, at the same time of day."""
    if body.due_at is not None:
        return body.due_at
    current = due_of(session, body.deliverable_id, department_id)
    days = body.working_days or 0
    return same_time_on(current, shifted(load_calendar(session), campus_day(current), days, "/working_days"))


def grant(
    session: Session,
    actor: Actor,
    deliverable_id: int,
    department_id: int | None,
    due_at: datetime,
    reason: str,
    pointer: str,
) -> Row:
    """Puts one extension on record. 422 unless it is later than what is due now."""
    if due_at <= due_of(session, deliverable_id, department_id):
        raise invalid(pointer or "/due_at", "not-later", "新的截止时间要晚于现在的截止时间。")
    values = {
        "deliverable_id": deliverable_id,
        "department_id": department_id,
        "due_at": due_at,
        "reason": reason,
        "granted_by_id": actor.require_user(),
        "granted_by_name": actor.principal.label,
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    row = queries.get_extension(session, actor, insert_row(session, EXTENSIONS, values))
    details = {"deliverable_id": deliverable_id, "due_at": due_at.isoformat()}
    record(session, "extension", "granted", row, details)
    return row


def revoke_extension(
    session: Session, actor: Actor, extension_id: int, body: ExtensionRevocation, expected: Expected
) -> Row:
    """Takes an extension back; it stays on record. 409 the second time."""
    actor.need(WRITE)
    before = queries.get_extension(session, actor, extension_id)
    refuse_idle(session, get_deliverable(session, actor, before["deliverable_id"]))
    if before["revoked_at"] is not None:
        raise conflict("这次延期已经取消。", "already-revoked")
    expected.check(before["version"])
    claim_version(session, EXTENSIONS, before, {"revoked_at": now(), "revoke_reason": body.reason})
    row = queries.get_extension(session, actor, extension_id)
    record(session, "extension", "revoked", row, {"deliverable_id": row["deliverable_id"]})
    return row
