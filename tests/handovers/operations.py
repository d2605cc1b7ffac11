"""The operations of hand-overs for the permission matrix."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.policy import Permission
from backend.education.rules import PLEDGE
from backend.handovers.queries import HANDOVERS, content_of
from backend.handovers.rules import HandoverState, content_digest
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.queries import APPOINTMENTS, POSITIONS
from tests.access.matrix import Operation, Scene

EMPTY = content_digest({"duties": [], "powers": [], "points": [], "measures": [], "pledge": PLEDGE})


def add_handover(session: Session, scene: Scene) -> int:
    """The scene's holder takes over the scene's post, which brings nothing but the pledge."""
    session.execute(sa.update(POSITIONS).where(POSITIONS.c.id == scene.position_id).values(duties=[]))
    assert content_digest(content_of(session, scene.position_id, PLEDGE)) == EMPTY
    held = sa.select(APPOINTMENTS.c.id).where(
        APPOINTMENTS.c.position_id == scene.position_id, APPOINTMENTS.c.person_id == scene.person_id
    )
    values: dict[str, Any] = {
        "appointment_id": session.execute(held.limit(1)).scalar_one(),
        "position_id": scene.position_id,
        "department_id": scene.department_id,
        "person_id": scene.person_id,
        "person_name": "接任人",
        "predecessor_name": "前任",
        "started_on": now().date(),
        "state": HandoverState.waiting,
        "note": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    return insert_row(session, HANDOVERS, values)


OPERATIONS = (
    Operation("list_handovers", "/handovers", arrange=add_handover, lists="target_id", is_owners=True),
    Operation("get_handover", "/handovers/{target_id}", arrange=add_handover, is_owners=True),
    Operation(
        "acknowledge_handover",
        "/handovers/{target_id}/acknowledgement",
        arrange=add_handover,
        body=lambda _: {"content_digest": EMPTY, "pledges": True},
        sees=Permission.handovers_read,
    ),
)
