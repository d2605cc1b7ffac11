"""Tables of inspections. People's names are frozen as they were when they acted."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.inspections.findings.rules import FindingKind, FindingState, FindingVerdict
from backend.inspections.scores.rules import InspectionState
from backend.inspections.standards.rules import CheckEvidence, CheckWay, Grade, QualityGoal, StandardState
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


_ADOPTED = sa.text("state = 'adopted'")


class CheckStandard(Entity, table=True):
    """检查评估标准 of a year in one of its editions; at most one is adopted."""

    __tablename__ = "check_standard"
    __table_args__ = (
        sa.UniqueConstraint("year", "edition"),
        sa.Index(
            "uq_check_standard_adopted",
            "year",
            unique=True,
            sqlite_where=_ADOPTED,
            postgresql_where=_ADOPTED,
        ),
        sa.CheckConstraint("excellent_from > good_from AND good_from > pass_from", name="thresholds"),
    )

    year: int
    edition: int
    title: str = Field(max_length=200)
    note: str = Field(default="", max_length=2000)
    state: StandardState = term(StandardState, default=StandardState.draft)
    excellent_from: float = 90
    good_from: float = 80
    pass_from: float = 60
    copied_from_id: int | None = ref("check_standard.id", default=None)
    adopted_at: datetime | None = instant(default=None)
    adopted_by_name: str = Field(default="", max_length=100)
    adoption_note: str = Field(default="", max_length=500)
    retired_on: date | None = None
    retire_reason: str = Field(default="", max_length=500)


class StandardItem(Row, table=True):
    """One item of a standard, in the order of `ordinal`."""

    __tablename__ = "standard_item"
    __table_args__ = (
        sa.UniqueConstraint("standard_id", "ordinal"),
        sa.CheckConstraint("points > 0", name="points"),
    )

    standard_id: int = ref("check_standard.id")
    ordinal: int
    section: str = Field(max_length=100)
    name: str = Field(max_length=200)
    points: float
    way: CheckWay = term(CheckWay)
    look_at: str = Field(default="", max_length=1000)
    source: str = Field(default="", max_length=200)
    evidence: CheckEvidence | None = term(CheckEvidence, default=None)
    goal: QualityGoal | None = term(QualityGoal, default=None)


class Inspection(Entity, table=True):
    """The yearly inspection of a department: what it says of itself, what the inspectors say, what is confirmed."""

    __tablename__ = "inspection"
    __table_args__ = (
        sa.UniqueConstraint("year", "department_id"),
        sa.Index("ix_inspection_department_id", "department_id"),
        sa.CheckConstraint("(total IS NULL) = (grade IS NULL)", name="graded"),
    )

    year: int
    department_id: int = ref("department.id")
    department_name: str = Field(max_length=100)
    """As it was called when the inspection was opened."""
    standard_id: int = ref("check_standard.id", index=True)
    state: InspectionState = term(InspectionState, default=InspectionState.open)
    self_due_on: date
    self_note: str = Field(default="", max_length=4000)
    self_total: float | None = None
    self_scored_at: datetime | None = instant(default=None)
    self_scored_by_name: str = Field(default="", max_length=100)
    waive_reason: str = Field(default="", max_length=500)
    return_reason: str = Field(default="", max_length=500)
    total: float | None = None
    percent: float | None = None
    grade: Grade | None = term(Grade, default=None)
    scored_at: datetime | None = instant(default=None)
    scored_by_name: str = Field(default="", max_length=100)
    objection: str = Field(default="", max_length=2000)
    objected_at: datetime | None = instant(default=None)
    objected_by_name: str = Field(default="", max_length=100)
    objection_reply: str = Field(default="", max_length=2000)
    replied_at: datetime | None = instant(default=None)
    replied_by_name: str = Field(default="", max_length=100)
    decision: str = Field(default="", max_length=500)
    meeting_id: int | None = ref("meeting.id", default=None)
    confirmed_at: datetime | None = instant(default=None)
    confirmed_by_name: str = Field(default="", max_length=100)


class InspectionScore(Row, table=True):
    """One item of one inspection. `evidence` is what the product knew when the score was published."""

    __tablename__ = "inspection_score"
    __table_args__ = (sa.UniqueConstraint("inspection_id", "item_id"),)

    inspection_id: int = ref("inspection.id")
    item_id: int = ref("standard_item.id", index=True)
    self_score: float | None = None
    self_note: str = Field(default="", max_length=500)
    score: float | None = None
    remark: str = Field(default="", max_length=500)
    evidence: str = Field(default="", max_length=500)


class PublicAppraisal(Row, table=True):
    """社会评议 of a department in a year: how many were satisfied."""

    __tablename__ = "public_appraisal"
    __table_args__ = (sa.CheckConstraint("satisfied + content + dissatisfied > 0", name="votes"),)

    inspection_id: int = ref("inspection.id", unique=True)
    held_on: date
    method: str = Field(max_length=200)
    satisfied: int
    content: int
    dissatisfied: int
    unsure: int = 0
    note: str = Field(default="", max_length=1000)
    recorded_by_name: str = Field(max_length=100)
    recorded_at: datetime = instant(nullable=False)
