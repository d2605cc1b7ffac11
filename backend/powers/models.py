"""Tables of powers, their flows, bases and yearly catalogues.

Steps are data (risk points attach to them); the picture is generated.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from backend.kit.table import Entity, Row, document, instant, number, ref, term
from backend.organization.rules import Discretion, KeyArea
from backend.powers.rules import PowerKind, StepKind, StepPhase


class Power(Entity, table=True):
    """One row of 附件一 (opinion.txt lines 104–174). A power of one post names the position."""

    __tablename__ = "power"
    __table_args__ = (
        sa.UniqueConstraint("department_id", "code"),
        sa.Index("ix_power_department_id_sort", "department_id", "sort", "id"),
        sa.Index("ix_power_name", "name", "id"),
        sa.Index("ix_power_updated_at", "updated_at", "id"),
    )

    code: str = Field(max_length=60)
    department_id: int = ref("department.id")
    position_id: int | None = ref("position.id", default=None, index=True)
    name: str = Field(max_length=200)
    content: str = Field(default="", max_length=4000)
    handling_body: str = Field(default="", max_length=200)
    basis: str = Field(default="", max_length=2000)
    kind: PowerKind | None = term(PowerKind, default=None)
    key_area: KeyArea | None = term(KeyArea, default=None)
    major_matters: list[str] = document(default_factory=list)
    discretion: Discretion = term(Discretion, default=Discretion.none)
    must_publish: bool = False
    is_concentrated: bool = False
    sort: int = 0
    flow_version: int = 0
    retired_on: date | None = None
    retire_reason: str | None = Field(default=None, max_length=500)
    boundary: str = Field(default="", max_length=2000)
    confirmed_at: datetime | None = instant(default=None)
    """Every change of what was confirmed takes the confirmation away."""
    confirmed_by_name: str = Field(default="", max_length=100)
    confirm_note: str = Field(default="", max_length=500)


class FlowStep(Row, table=True):
    """One step (opinion.txt line 42). `branches` are `[{"to": key, "label": "是"}]`; empty means the next step."""

    __tablename__ = "flow_step"
    __table_args__ = (sa.UniqueConstraint("power_id", "key"),)

    power_id: int = ref("power.id")
    key: str = Field(max_length=40)
    ordinal: int
    kind: StepKind = term(StepKind, default=StepKind.task)
    name: str = Field(max_length=200)
    handler: str = Field(default="", max_length=200)
    conditions: str = Field(default="", max_length=2000)
    procedure: str = Field(default="", max_length=2000)
    time_limit: str = Field(default="", max_length=200)
    supervision: str = Field(default="", max_length=1000)
    materials: list[str] = document(default_factory=list)
    phase: StepPhase | None = term(StepPhase, default=None)
    is_key: bool = False
    has_discretion: bool = False
    may_be_interfered: bool = False
    branches: list[dict[str, str]] = document(default_factory=list)
    is_retired: bool = False


class FlowRevision(Row, table=True):
    """The flow as it was saved once: earlier versions are kept (requirements S59), never changed."""

    __tablename__ = "flow_revision"
    __table_args__ = (sa.UniqueConstraint("power_id", "number"),)

    power_id: int = ref("power.id")
    number: int
    steps: list[dict[str, Any]] = document()
    saved_by_name: str = Field(max_length=100)
    saved_at: datetime = instant(nullable=False)


_OF_POWER, _OF_STEP = sa.text("step_id IS NULL"), sa.text("step_id IS NOT NULL")


class PowerBasis(Row, table=True):
    """A rule a power rests on, or one step of its flow (opinion.txt line 65: 贯彻到每一个工作环节)."""

    __tablename__ = "power_basis"
    __table_args__ = (
        sa.Index(
            "uq_power_basis_power",
            "power_id",
            "regulation_id",
            unique=True,
            sqlite_where=_OF_POWER,
            postgresql_where=_OF_POWER,
        ),
        sa.Index(
            "uq_power_basis_step",
            "step_id",
            "regulation_id",
            unique=True,
            sqlite_where=_OF_STEP,
            postgresql_where=_OF_STEP,
        ),
    )

    power_id: int = ref("power.id", index=True)
    step_id: int | None = ref("flow_step.id", default=None)
    regulation_id: int = ref("regulation.id", index=True)
    clause: str = Field(default="", max_length=200)


class FlowDrawing(Row, table=True):
    """A flowchart somebody drew or scanned (requirements S61); its bytes lie under `digest` (SHA-256)."""

    __tablename__ = "flow_drawing"

    power_id: int = ref("power.id", index=True)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int = number()
    digest: str = Field(max_length=64)
    uploaded_by_id: int = ref("user_account.id")
    uploaded_by_name: str = Field(max_length=100)
    uploaded_at: datetime = instant(nullable=False)
    removed_at: datetime | None = instant(default=None)


class PowerCatalogue(Entity, table=True):
    """附件一 of one department in one year. `content` is what was handed in last: the signers sign that."""

    __tablename__ = "power_catalogue"
    __table_args__ = (sa.UniqueConstraint("department_id", "year"),)

    department_id: int = ref("department.id")
    year: int
    review_id: int | None = ref("review.id", default=None, unique=True)
    content: list[dict[str, Any]] = document(default_factory=list)
    carried_from_id: int | None = ref("power_catalogue.id", default=None)
