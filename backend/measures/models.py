"""Tables of measures: the yearly plan of a department, its measures, and what was done about them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.kit.table import Entity, Row, instant, number, ref, term
from backend.measures.rules import (
    CheckResult,
    LineOfDefence,
    MeasureKind,
    MeasureState,
    RuleAction,
    Treatment,
)


class MeasurePlan(Entity, table=True):
    """The measures of one department in one year, reviewed together in four stages (opinion.txt line 61)."""

    __tablename__ = "measure_plan"
    __table_args__ = (sa.UniqueConstraint("department_id", "year"),)

    department_id: int = ref("department.id")
    year: int
    note: str = Field(default="", max_length=2000)
    review_id: int | None = ref("review.id", default=None, unique=True)
    carried_from_id: int | None = ref("measure_plan.id", default=None)


class ControlMeasure(Entity, table=True):
    """One measure against one or more risk points. `evidence` is what will prove it done, `indicator` that it works."""

    __tablename__ = "control_measure"
    __table_args__ = (
        sa.Index("ix_control_measure_plan_id", "plan_id", "ordinal", "id"),
        sa.Index("ix_control_measure_department_id_year", "department_id", "year"),
        sa.Index("ix_control_measure_state", "state", "due_on"),
    )

    plan_id: int = ref("measure_plan.id")
    department_id: int = ref("department.id")
    year: int
    ordinal: int
    kind: MeasureKind = term(MeasureKind)
    title: str = Field(max_length=200)
    content: str = Field(default="", max_length=4000)
    line_of_defence: LineOfDefence | None = term(LineOfDefence, default=None)
    treatment: Treatment | None = term(Treatment, default=None)
    position_id: int | None = ref("position.id", default=None, index=True)
    due_on: date | None = None
    evidence: str = Field(default="", max_length=1000)
    indicator: str = Field(default="", max_length=1000)
    power_id: int | None = ref("power.id", default=None, index=True)
    flow_revision: int | None = None
    rule_action: RuleAction | None = term(RuleAction, default=None)
    regulation_id: int | None = ref("regulation.id", default=None, index=True)
    rule_title: str = Field(default="", max_length=200)
    state: MeasureState = term(MeasureState, default=MeasureState.planned)
    percent: int = 0
    approved_at: datetime | None = instant(default=None)
    finished_at: datetime | None = instant(default=None)
    finished_by_id: int | None = ref("user_account.id", default=None)
    checked_at: datetime | None = instant(default=None)
    carried_from_id: int | None = ref("control_measure.id", default=None)
    retired_at: datetime | None = instant(default=None)
    retire_reason: str | None = Field(default=None, max_length=500)


class MeasureRisk(Row, table=True):
    """A risk point a measure answers."""

    __tablename__ = "measure_risk"
    __table_args__ = (sa.UniqueConstraint("measure_id", "risk_point_id"),)

    measure_id: int = ref("control_measure.id")
    risk_point_id: int = ref("risk_point.id", index=True)


class MeasureBasis(Row, table=True):
    """A rule a measure rests on, and which clause of it."""

    __tablename__ = "measure_basis"
    __table_args__ = (sa.UniqueConstraint("measure_id", "regulation_id"),)

    measure_id: int = ref("control_measure.id")
    regulation_id: int = ref("regulation.id", index=True)
    clause: str = Field(default="", max_length=200)


class MeasureProgress(Row, table=True):
    """What was done by a day; never changed afterwards."""

    __tablename__ = "measure_progress"

    measure_id: int = ref("control_measure.id", index=True)
    happened_on: date
    percent: int
    text: str = Field(max_length=2000)
    reported_by_id: int = ref("user_account.id")
    reported_by_name: str = Field(max_length=100)
    reported_at: datetime = instant(nullable=False)


class MeasureEvidence(Row, table=True):
    """A file that proves a progress; its bytes lie under `digest` (SHA-256)."""

    __tablename__ = "measure_evidence"

    measure_id: int = ref("control_measure.id", index=True)
    progress_id: int = ref("measure_progress.id", index=True)
    file_name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int = number()
    digest: str = Field(max_length=64)
    uploaded_by_id: int = ref("user_account.id")
    uploaded_by_name: str = Field(max_length=100)
    uploaded_at: datetime = instant(nullable=False)


class MeasureCheck(Row, table=True):
    """A check of the effect by somebody who does not carry the measure out; never changed afterwards."""

    __tablename__ = "measure_check"

    measure_id: int = ref("control_measure.id", index=True)
    result: CheckResult = term(CheckResult)
    finding: str = Field(max_length=2000)
    checked_on: date
    checked_by_id: int = ref("user_account.id")
    checked_by_name: str = Field(max_length=100)
    checked_at: datetime = instant(nullable=False)
