"""Bodies of assessments in and out. The level is in no body that comes in: it is computed."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.assessments.rules import AssessmentStep
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import RiskLevel
from backend.risks.rules import CauseKind, Consequence, Likelihood

MAX_BATCH = 500


class Judgement(Body):
    """What somebody finds about one risk point."""

    risk_point_id: RowId
    likelihood: Likelihood
    consequence: Consequence
    cause_kinds: list[CauseKind] = Field(default_factory=list, max_length=len(CauseKind))
    opinion: str = Field(default="", max_length=2000, description="评估意见")


class AssessmentCreate(Judgement):
    """One judgement of one risk point at one step."""

    step: AssessmentStep = Field(description="“班子定”不在这里登记，要按班子会议登记班子决定")


class AssessmentBatch(Body):
    """Many judgements at once, all or none."""

    items: Annotated[list[AssessmentCreate], Field(min_length=1, max_length=MAX_BATCH)]


class AssessmentOut(BaseModel):
    """One judgement as it was made; it is never changed afterwards."""

    id: int
    risk_point_id: int
    department_id: int
    round: int = Field(description="第几轮查找评估；每次退回重新查找，就多一轮")
    step: AssessmentStep
    likelihood: Likelihood
    consequence: Consequence
    cause_kinds: list[CauseKind]
    level: RiskLevel
    rule_version: str
    explanation: str = Field(description="为何是这个等级：所依据的原文条款和起决定作用的一项")
    opinion: str
    assessed_by_name: str = Field(description="无权查看个人信息的系统得到空值")
    assessed_at: datetime
    decision_id: int | None = Field(description="“班子定”所依据的班子决定")
    meeting_id: int | None = Field(description="作出决定的班子会议")
    stands: bool = Field(description="风险点现在的等级由这一次评估而来")


class AssessmentResult(AssessmentOut):
    """What a judgement brought about."""

    point_version: int
    inventory_id: int
    inventory_version: int = Field(description="所在排查表的版本；评估不改变它，不妨碍继续填表")
    hints: list[str] = Field(description="与岗位职权大小不相称时的提示，不改变等级")


class AssessmentResults(BaseModel):
    """One result for each item, in the order given."""

    items: list[AssessmentResult]


class AssessmentQuery(PageQuery):
    """Filters of the list, newest first."""

    risk_point_id: RowId | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    step: AssessmentStep | None = None
    level: RiskLevel | None = None
    mine: bool = Field(default=False, description="只看本人作出的评估")


class PointAssessmentsOut(BaseModel):
    """All judgements of one risk point, newest first, and what the caller may add."""

    items: list[AssessmentOut]
    total: int
    round: int = Field(description="所在排查表现在是第几轮查找评估")
    approved_level: RiskLevel | None = Field(
        description="所在排查表认定时的等级，认定后变了才有；互相查的同事得到空值"
    )
    opens_sheet: bool = Field(description="能否打开它所在的排查表；互相查的同事只看风险点")
    allowed_steps: list[AssessmentStep] = Field(
        description="调用者现在可以做的评估；“班子定”按会议登记，不在其中"
    )
    hints: list[str]


class FactorSide(Term):
    """Which factor decided."""

    likelihood = "likelihood", "发生机率"
    consequence = "consequence", "危害程度"
    both = "both", "两项相同"


class LevelCell(BaseModel):
    """One cell of the matrix."""

    likelihood: Likelihood
    consequence: Consequence
    level: RiskLevel
    decided_by: FactorSide
    explanation: str


class LevelLineOut(BaseModel):
    """One line of the rule."""

    level: RiskLevel
    likelihood: Likelihood
    consequence: Consequence
    clause: str
    anchor: str


class LevelRuleOut(BaseModel):
    """The rule for risk points: its lines from high to low, and all nine cells it makes."""

    version: str
    lines: list[LevelLineOut]
    cells: list[LevelCell]
