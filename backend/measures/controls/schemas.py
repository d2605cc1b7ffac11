"""Bodies of measures in and out."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.measures.rules import (
    CheckResult,
    LineOfDefence,
    MeasureAction,
    MeasureKind,
    MeasureState,
    RuleAction,
    Treatment,
)
from backend.organization.rules import RiskLevel
from backend.risks.schemas import Year

Title = Annotated[str, Field(min_length=2, max_length=200, examples=["教材入库由两人验收签字"])]
Content = Annotated[str, Field(max_length=4000, description="具体措施：谁、在什么时候、做什么")]
Evidence = Annotated[str, Field(max_length=1000, description="完成的凭据", examples=["双人签字的验收单"])]
Indicator = Annotated[
    str, Field(max_length=1000, description="怎样看出有成效", examples=["抽查验收单，双人签字率 100%"])
]
RuleTitle = Annotated[str, Field(max_length=200, description="要新订的制度名称")]
PointIds = Annotated[list[RowId], Field(max_length=100, description="针对的风险点")]


class BasisIn(Body):
    """A rule the measure rests on."""

    regulation_id: RowId
    clause: str = Field(default="", max_length=200, examples=["第七条"])


Basis = Annotated[list[BasisIn], Field(max_length=20, description="对照的法规制度")]


def _refuse_doubles(points: list[int] | None, basis: list[BasisIn] | None) -> None:
    """A risk point or a rule named twice."""
    rules = [one.regulation_id for one in basis or ()]
    if len(set(points or ())) < len(points or ()):
        raise ValueError("同一个风险点只需选一次。")
    if len(set(rules)) < len(rules):
        raise ValueError("同一项制度只需选一次，多个条款请写在一起。")


class MeasureCreate(Body):
    """A measure of a plan. What is still missing is asked for when the plan is handed in."""

    plan_id: RowId
    kind: MeasureKind
    title: Title
    content: Content = ""
    line_of_defence: LineOfDefence | None = None
    treatment: Treatment | None = None
    position_id: RowId | None = Field(default=None, description="责任岗位")
    due_on: date | None = Field(default=None, description="完成期限")
    evidence: Evidence = ""
    indicator: Indicator = ""
    power_id: RowId | None = Field(default=None, description="流程再造：重新设计哪一项职权的流程")
    rule_action: RuleAction | None = Field(default=None, description="制度建设：新订、修订还是落实")
    regulation_id: RowId | None = Field(default=None, description="制度建设：修订或落实哪一项制度")
    rule_title: RuleTitle = ""
    risk_point_ids: PointIds = Field(default_factory=list)
    basis: Basis = Field(default_factory=list)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        _refuse_doubles(self.risk_point_ids, self.basis)
        return self


class MeasureUpdate(Body):
    """What may change; omitted fields stay."""

    kind: MeasureKind = omittable()
    title: Title = omittable()
    content: Content = omittable()
    line_of_defence: LineOfDefence | None = None
    treatment: Treatment | None = None
    position_id: RowId | None = None
    due_on: date | None = None
    evidence: Evidence = omittable()
    indicator: Indicator = omittable()
    power_id: RowId | None = None
    rule_action: RuleAction | None = None
    regulation_id: RowId | None = None
    rule_title: RuleTitle = omittable()
    risk_point_ids: PointIds = omittable()
    basis: Basis = omittable()

    @model_validator(mode="after")
    def _agree(self) -> Self:
        _refuse_doubles(self.risk_point_ids, self.basis)
        return self


class MeasureBasisOut(BaseModel):
    """A rule the measure rests on, as it is called now."""

    regulation_id: int
    title: str
    clause: str


class MeasureRetirement(Body):
    """Why a measure leaves the plan."""

    reason: str = Field(min_length=2, max_length=500, examples=["与另一项措施合并"])


class MeasureOut(BaseModel):
    """A measure as the lists show it."""

    id: int
    plan_id: int
    department_id: int
    department_name: str
    year: int
    ordinal: int
    kind: MeasureKind
    title: str
    content: str
    line_of_defence: LineOfDefence | None
    treatment: Treatment | None
    position_id: int | None
    position_name: str | None
    due_on: date | None
    is_overdue: bool
    evidence: str
    indicator: str
    power_id: int | None
    power_name: str | None
    flow_revision: int | None = Field(description="流程再造完成后，新流程的版本号")
    rule_action: RuleAction | None
    regulation_id: int | None
    regulation_title: str | None
    rule_title: str
    risk_point_ids: list[int]
    basis: list[MeasureBasisOut]
    state: MeasureState
    percent: int
    approved_at: datetime | None
    finished_at: datetime | None
    checked_at: datetime | None
    carried_from_id: int | None
    retired_at: datetime | None
    retire_reason: str | None
    version: int
    updated_at: datetime


class MeasureRiskOut(BaseModel):
    """A risk point the measure answers, as it stands now."""

    id: int
    name: str
    level: RiskLevel | None
    position_id: int | None
    is_retired: bool


class EvidenceOut(BaseModel):
    """A file that proves a progress."""

    id: int
    file_name: str
    media_type: str
    size: int
    digest: str = Field(description="文件内容的 SHA-256")
    uploaded_by_name: str
    uploaded_at: datetime


class ProgressOut(BaseModel):
    """What was done by a day."""

    id: int
    happened_on: date
    percent: int
    text: str
    reported_by_name: str
    reported_at: datetime
    files: list[EvidenceOut]


class CheckOut(BaseModel):
    """A check of the effect."""

    id: int
    result: CheckResult
    finding: str
    checked_on: date
    checked_by_name: str
    checked_at: datetime


class MeasureDetail(MeasureOut):
    """One measure with everything its page needs."""

    risk_points: list[MeasureRiskOut]
    progress: list[ProgressOut]
    checks: list[CheckOut]
    allowed_actions: list[MeasureAction]


class MeasureSort(Term):
    """Orders offered."""

    in_plan = "plan", "按方案中的次序"
    due = "due", "期限近的在前"
    newest = "newest", "最新的在前"


class MeasureQuery(PageQuery):
    """Filters of the list."""

    plan_id: RowId | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    year: Year | None = None
    kind: MeasureKind | None = None
    state: MeasureState | None = None
    line_of_defence: LineOfDefence | None = None
    position_id: RowId | None = None
    power_id: RowId | None = None
    regulation_id: RowId | None = Field(default=None, description="以它为对象或依据的")
    risk_point_id: RowId | None = None
    is_overdue: bool = Field(default=False, description="只看超过期限还没有完成的")
    is_mine: bool = Field(default=False, description="只看本人岗位负责的")
    include_retired: bool = False
    q: str | None = Field(default=None, max_length=100, description="名称或具体措施包含")
    sort: MeasureSort = MeasureSort.newest
