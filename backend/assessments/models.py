"""Tables of assessment: every judgement is kept, the newest final one stands on the risk point."""

from datetime import datetime

from sqlmodel import Field

from backend.assessments.rules import AssessmentStep
from backend.kit.table import Row, document, instant, ref, term
from backend.organization.rules import RiskLevel
from backend.risks.rules import Consequence, Likelihood


class Assessment(Row, table=True):
    """One judgement of one risk point by one actor at one step (opinion.txt lines 48–55)."""

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


class LevelRuleChoice(Row, table=True):
    """Which rule pack decides position levels, from when; the newest row counts."""

    __tablename__ = "level_rule_choice"

    pack: str = Field(max_length=40)
    chosen_by_id: int | None = ref("user_account.id", default=None)
    chosen_at: datetime = instant(nullable=False)
    reason: str = Field(default="", max_length=500)
