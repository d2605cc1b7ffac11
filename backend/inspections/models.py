"""Tables of inspections. People's names are frozen as they were when they acted."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.inspections.findings.rules import FindingKind, FindingState, FindingVerdict
from backend.inspections.visits.rules import VisitWay
from backend.kit.table import Entity, Row, instant, number, ref, term


class DisciplineInspection(Entity, table=True):
    """One inspection of discipline and style (opinion.txt line 69)."""

    __tablename__ = "discipline_inspection"
    __table_args__ = (sa.Index("ix_discipline_inspection_checked_on", "checked_on", "id"),)

    checked_on: date
    way: VisitWay = term(VisitWay)
    subject: str = Field(max_length=200)
    inspectors: str = Field(max_length=500)
    result: str = Field(default="", max_length=4000)
    recorded_by_id: int = ref("user_account.id")
    recorded_by_name: str = Field(max_length=100)


class InspectedDepartment(Row, table=True):
    """A department that was visited, and what was seen there."""

    __tablename__ = "inspected_department"
    __table_args__ = (sa.UniqueConstraint("visit_id", "department_id"),)

    visit_id: int = ref("discipline_inspection.id")
    department_id: int = ref("department.id", index=True)
    result: str = Field(default="", max_length=2000)


class InspectionFinding(Entity, table=True):
    """A problem found, what is to be done about it, and until when."""

    __tablename__ = "inspection_finding"
    __table_args__ = (
        sa.Index("ix_inspection_finding_state", "state", "due_on"),
        sa.CheckConstraint("due_on >= found_on", name="due"),
        sa.CheckConstraint("step_id IS NULL OR power_id IS NOT NULL", name="step"),
    )

    number: str = Field(max_length=40, unique=True)
    department_id: int = ref("department.id", index=True)
    position_id: int | None = ref("position.id", default=None, index=True)
    power_id: int | None = ref("power.id", default=None)
    step_id: int | None = ref("flow_step.id", default=None)
    risk_point_id: int | None = ref("risk_point.id", default=None)
    visit_id: int | None = ref("discipline_inspection.id", default=None, index=True)
    kind: FindingKind = term(FindingKind)
    title: str = Field(max_length=200)
    facts: str = Field(max_length=4000)
    request: str = Field(max_length=2000)
    found_on: date
    due_on: date
    state: FindingState = term(FindingState, default=FindingState.open)
    raised_by_id: int = ref("user_account.id", index=True)
    raised_by_name: str = Field(max_length=100)
    withdraw_reason: str = Field(default="", max_length=500)
    closed_at: datetime | None = instant(default=None)


class FindingAnswer(Row, table=True):
    """What a department says it did, and what was said of it; an answer is never changed, only judged."""

    __tablename__ = "finding_answer"
    __table_args__ = (sa.CheckConstraint("(verdict IS NULL) = (judged_at IS NULL)", name="judged"),)

    finding_id: int = ref("inspection_finding.id", index=True)
    done: str = Field(max_length=4000)
    done_on: date
    answered_by_id: int = ref("user_account.id")
    answered_by_name: str = Field(max_length=100)
    answered_at: datetime = instant(nullable=False)
    verdict: FindingVerdict | None = term(FindingVerdict, default=None)
    verdict_note: str = Field(default="", max_length=1000)
    judged_by_id: int | None = ref("user_account.id", default=None)
    judged_by_name: str = Field(default="", max_length=100)
    judged_at: datetime | None = instant(default=None)


class FindingFile(Row, table=True):
    """A file about the problem, or (`is_proof`) one that proves the correction; bytes lie under `digest`."""

    __tablename__ = "finding_file"

    finding_id: int = ref("inspection_finding.id", index=True)
    answer_id: int | None = ref("finding_answer.id", default=None)
    is_proof: bool = False
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int = number()
    digest: str = Field(max_length=64)
    uploaded_by_id: int = ref("user_account.id")
    uploaded_by_name: str = Field(max_length=100)
    uploaded_at: datetime = instant(nullable=False)
