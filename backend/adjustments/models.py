"""Tables of adjustments: what changed, and what is looked at again because of it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.adjustments.rules import RecheckKind, RecheckState, Trigger
from backend.kit.table import Entity, instant, number, ref, term

_OPEN = sa.text("state = 'open'")


class Adjustment(Entity, table=True):
    """One change with its typed trigger, on file (备案). `source_*` name what changed; the office's own have none."""

    __tablename__ = "adjustment"
    __table_args__ = (sa.Index("ix_adjustment_source", "source_kind", "source_id"),)

    trigger: Trigger = term(Trigger)
    title: str = Field(max_length=200)
    description: str = Field(default="", max_length=4000)
    effective_on: date
    source_kind: str = Field(default="", max_length=40)
    source_id: int | None = number(default=None)
    opened_by_name: str = Field(max_length=100)
    filed_on: date | None = None
    filing_note: str = Field(default="", max_length=500)


class Recheck(Entity, table=True):
    """One thing to look at again. At most one open task for each, whatever touches it meanwhile."""

    __tablename__ = "recheck"
    __table_args__ = (
        sa.Index(
            "uq_recheck_open",
            "kind",
            "object_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.Index("ix_recheck_department_id_state", "department_id", "state", "due_on"),
        sa.CheckConstraint("(state = 'open') = (resolved_at IS NULL)", name="resolved"),
    )

    adjustment_id: int = ref("adjustment.id", index=True)
    kind: RecheckKind = term(RecheckKind)
    object_id: int = number()
    title: str = Field(max_length=200)
    department_id: int = ref("department.id")
    position_id: int | None = ref("position.id", default=None, index=True)
    state: RecheckState = term(RecheckState, default=RecheckState.open)
    due_on: date
    note: str = Field(default="", max_length=1000)
    resolved_by_name: str = Field(default="", max_length=100)
    resolved_at: datetime | None = instant(default=None)
