"""Table of hand-overs."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from backend.handovers.rules import HandoverState
from backend.kit.table import Entity, document, instant, ref, term


class Handover(Entity, table=True):
    """What one new holder takes over. `content` is frozen when it is acknowledged; until then it is read live."""

    __tablename__ = "handover"
    __table_args__ = (
        sa.Index("ix_handover_department_id_state", "department_id", "state"),
        sa.CheckConstraint("(state = 'acknowledged') = (acknowledged_at IS NOT NULL)", name="acknowledged"),
    )

    appointment_id: int = ref("appointment.id", unique=True)
    position_id: int = ref("position.id", index=True)
    department_id: int = ref("department.id")
    person_id: int = ref("person.id", index=True)
    person_name: str = Field(max_length=100)
    predecessor_name: str = Field(default="", max_length=100)
    started_on: date
    state: HandoverState = term(HandoverState, default=HandoverState.waiting)
    content: dict[str, Any] | None = document(default=None)
    content_digest: str | None = Field(default=None, max_length=64)
    pledge_version: int | None = None
    acknowledged_at: datetime | None = instant(default=None)
    note: str = Field(default="", max_length=1000)
