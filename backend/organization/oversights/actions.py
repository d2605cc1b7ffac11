"""Writes of oversights."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.etag import Expected
from backend.kit.problems import conflict
from backend.kit.table import today
from backend.organization.actions import derive_grants, end_period, record_period, still_running
from backend.organization.models import Oversight
from backend.organization.oversights import queries
from backend.organization.oversights.schemas import OversightCreate
from backend.organization.queries import OVERSIGHTS, live_department, live_person
from backend.organization.schemas import Ending

WRITE = Permission.organization_write


def create_oversight(session: Session, actor: Actor, body: OversightCreate) -> dict[str, Any]:
    """Puts a leader in charge of, or in contact with, a department. 409 when the same relation runs already."""
    live_department(session, actor, WRITE, body.department_id)
    live_person(session, body.leader_id, "/leader_id")
    start = body.started_on or today()
    same = sa.select(OVERSIGHTS.c.id).where(
        OVERSIGHTS.c.leader_id == body.leader_id,
        OVERSIGHTS.c.department_id == body.department_id,
        OVERSIGHTS.c.kind == body.kind,
        still_running(OVERSIGHTS, start),
    )
    if session.execute(same.limit(1)).first():
        raise conflict(f"这位领导已经{body.kind.label}该部门。", "already-appointed")
    oversight = Oversight(**body.model_dump() | {"started_on": start})
    session.add(oversight)
    session.flush()
    row = queries.get_oversight(session, actor, oversight.id)
    record_period(session, OVERSIGHTS, "created", row)
    derive_grants(session, body.leader_id)
    return row


def end_oversight(
    session: Session, actor: Actor, oversight_id: int, body: Ending, expected: Expected
) -> dict[str, Any]:
    """Ends the relation; the rights that followed from it end with its last day."""
    before = queries.get_oversight(session, actor, oversight_id, WRITE)
    expected.check(before["version"])
    end_period(session, OVERSIGHTS, before, body.ended_on)
    derive_grants(session, before["leader_id"])
    return queries.get_oversight(session, actor, oversight_id)
