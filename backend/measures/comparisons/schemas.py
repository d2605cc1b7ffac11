"""Bodies of comparisons."""

from datetime import date

from pydantic import BaseModel, Field

from backend.measures.rules import LineOfDefence, MeasureKind, RuleAction, Treatment


class ComparedRisk(BaseModel):
    """A risk point a measure answers, by the name it had."""

    id: int
    name: str


class ComparedRule(BaseModel):
    """A rule a measure rests on, by the title it had."""

    regulation_id: int
    title: str
    clause: str


class ComparedMeasure(BaseModel):
    """A measure as it was or is, without its progress; what it names also by the name it had."""

    id: int
    number: int = Field(description="在方案中的第几项")
    kind: MeasureKind
    title: str
    content: str
    line_of_defence: LineOfDefence | None
    treatment: Treatment | None
    position_id: int | None
    position_name: str | None
    due_on: date | None
    evidence: str
    indicator: str
    power_id: int | None
    power_name: str | None
    rule_action: RuleAction | None
    regulation_id: int | None
    regulation_title: str | None
    rule_title: str
    risk_points: list[ComparedRisk]
    basis: list[ComparedRule]
