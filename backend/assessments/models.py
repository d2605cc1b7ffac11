"""Tables of assessment: every judgement is kept, the newest final one stands on the risk point."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from backend.assessments.drives.rules import DriveState, OpinionForm
from backend.assessments.opinions.rules import OpinionSource, OpinionState, RespondentKind
from backend.assessments.rules import AssessmentStep
from backend.assessments.scales.rules import ScaleState
from backend.kit.table import Entity, Row, document, instant, ref, term
from backend.organization.rules import RiskLevel
from backend.risks.rules import Consequence, Likelihood


class LeadershipDecision(Row, table=True):
    """What a meeting of the leadership decided about many points and posts at once (opinion.txt line 55)."""

    __tablename__ = "leadership_decision"

    meeting_id: int = ref("meeting.id", index=True)
    note: str = Field(default="", max_length=2000)
    recorded_by_id: int = ref("user_account.id")
    recorded_by_name: str = Field(max_length=100)
    recorded_at: datetime = instant(nullable=False)


class Assessment(Row, table=True):
    """One judgement of one risk point by one actor at one step (opinion.txt lines 48–55).

    `round` counts how often the sheet was searched: 1 until it is sent back, then one more each time. Taking a sheet
    back begins no round, or its filler could rid himself of what others found.

    班子定 comes with the decision and the meeting it was taken in; rows of before there were meetings have neither.
    """

    __tablename__ = "assessment"

    risk_point_id: int = ref("risk_point.id", index=True)
    department_id: int = ref("department.id", index=True)
    step: AssessmentStep = term(AssessmentStep)
    likelihood: Likelihood = term(Likelihood)
    consequence: Consequence = term(Consequence)
    cause_kinds: list[str] = document(default_factory=list)
    level: RiskLevel = term(RiskLevel)
    rule_version: str = Field(max_length=40)
    explanation: str = Field(max_length=1000)
    opinion: str = Field(default="", max_length=2000)
    assessed_by_id: int = ref("user_account.id")
    assessed_by_name: str = Field(max_length=100)
    assessed_at: datetime = instant(nullable=False)
    decision_id: int | None = ref("leadership_decision.id", default=None, index=True)
    meeting_id: int | None = ref("meeting.id", default=None, index=True)
    round: int = 1


class LevelScale(Entity, table=True):
    """One version of the college's own scale for position levels; once adopted it stays as it is."""

    __tablename__ = "level_scale"

    number: int = Field(unique=True)
    name: str = Field(max_length=100)
    definition: dict[str, Any] = document(default_factory=dict)
    note: str = Field(default="", max_length=1000)
    state: ScaleState = term(ScaleState, default=ScaleState.draft)


class LevelRuleChoice(Row, table=True):
    """Which rule pack decides position levels, from which year on; of those that reach a year the newest row counts."""

    __tablename__ = "level_rule_choice"

    pack: str = Field(max_length=40)
    chosen_by_id: int | None = ref("user_account.id", default=None)
    chosen_at: datetime = instant(nullable=False)
    reason: str = Field(default="", max_length=500)
    scale_id: int | None = ref("level_scale.id", default=None)
    first_year: int


class LevelOverride(Row, table=True):
    """A position's level as the leadership set it, against what the rule finds; ended by a decision as well."""

    __tablename__ = "level_override"
    __table_args__ = (
        sa.Index(
            "uq_level_override_open",
            "position_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_decision"),
    )

    position_id: int = ref("position.id", index=True)
    department_id: int = ref("department.id", index=True)
    level: RiskLevel = term(RiskLevel)
    reason: str = Field(max_length=300)
    decision_id: int = ref("leadership_decision.id", index=True)
    started_at: datetime = instant(nullable=False)
    ended_by_id: int | None = ref("leadership_decision.id", default=None, index=True)
    ended_at: datetime | None = instant(default=None)
    end_reason: str = Field(default="", max_length=300)


class OpinionDrive(Entity, table=True):
    """One round of asking those whom a department serves (opinion.txt line 55). `token` is the public link's."""

    __tablename__ = "opinion_drive"
    __table_args__ = (
        sa.Index("ix_opinion_drive_department_id", "department_id", "year"),
        sa.CheckConstraint("opens_at < closes_at", name="order"),
    )

    department_id: int = ref("department.id")
    year: int
    form: OpinionForm = term(OpinionForm)
    title: str = Field(max_length=200)
    introduction: str = Field(default="", max_length=4000)
    questions: list[dict[str, Any]] = document(default_factory=list)
    opens_at: datetime = instant(nullable=False)
    closes_at: datetime = instant(nullable=False)
    state: DriveState = term(DriveState, default=DriveState.draft)
    token: str | None = Field(default=None, max_length=40, unique=True)
    meeting_id: int | None = ref("meeting.id", default=None)
    created_by_name: str = Field(max_length=100)
    closed_at: datetime | None = instant(default=None)


class Opinion(Entity, table=True):
    """What somebody outside said. Of those who write by the public link nothing is kept but what they wrote."""

    __tablename__ = "opinion"
    __table_args__ = (
        sa.Index("ix_opinion_department_id", "department_id", "year", "id"),
        sa.Index("ix_opinion_drive_id", "drive_id", "created_at"),
        sa.CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint("(source = 'public') = (recorded_by_id IS NULL)", name="recorded"),
    )

    department_id: int = ref("department.id")
    year: int
    drive_id: int | None = ref("opinion_drive.id", default=None)
    form: OpinionForm = term(OpinionForm)
    source: OpinionSource = term(OpinionSource)
    respondent: RespondentKind = term(RespondentKind)
    respondent_note: str = Field(default="", max_length=200)
    position_id: int | None = ref("position.id", default=None, index=True)
    text: str = Field(default="", max_length=4000)
    answers: list[dict[str, Any]] = document(default_factory=list)
    collected_on: date
    state: OpinionState = term(OpinionState, default=OpinionState.pending)
    reason: str = Field(default="", max_length=1000)
    decided_by_id: int | None = ref("user_account.id", default=None)
    decided_by_name: str = Field(default="", max_length=100)
    decided_at: datetime | None = instant(default=None)
    recorded_by_id: int | None = ref("user_account.id", default=None)
    recorded_by_name: str = Field(default="", max_length=100)


class OpinionRisk(Row, table=True):
    """The risk point an adopted opinion led to."""

    __tablename__ = "opinion_risk"
    __table_args__ = (sa.UniqueConstraint("opinion_id", "risk_point_id"),)

    opinion_id: int = ref("opinion.id")
    risk_point_id: int = ref("risk_point.id", index=True)
