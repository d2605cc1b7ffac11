"""Bodies of plans in and out."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.measures.carryings.schemas import UnfinishedMeasure
from backend.measures.rules import MeasureKind, MeasureState
from backend.organization.rules import RiskLevel
from backend.reviews.rules import ReviewChain, ReviewState
from backend.reviews.schemas import DecisionOut
from backend.risks.schemas import Year


class MeasurePlanCreate(Body):
    """Opens the plan of a department for a year."""

    department_id: RowId
    year: Year
    note: str = Field(default="", max_length=2000)


class PlanAction(Term):
    """What can be done with a plan; sent out with each one as `allowed_actions`."""

    edit = "edit", "填写"
    submit = "submit", "提交审核"
    withdraw = "withdraw", "撤回"


class MeasurePlanOut(BaseModel):
    """A line of the list: where the plan stands."""

    id: int
    department_id: int
    department_name: str
    year: int
    note: str
    review_id: int
    chain: ReviewChain
    state: ReviewState
    is_stale: bool = Field(description="认定之后内容又有变动：已变更，需复核")
    round: int
    submitted_at: datetime | None
    decided_at: datetime | None
    redo_due_on: date | None
    measures_count: int
    carried_from_id: int | None
    version: int
    updated_at: datetime


class MeasureCount(BaseModel):
    """How many live measures of the plan stand there."""

    state: MeasureState
    count: int


class MeasurePlanDetail(MeasurePlanOut):
    """One plan with what its page needs; the measures themselves are listed by /measures?plan_id=."""

    states: list[MeasureCount]
    overdue_count: int
    points_count: int = Field(description="本年度的风险点")
    uncovered_count: int = Field(description="还没有防控措施的风险点")
    content_hash: str = Field(description="现在内容的摘要，提交和认定时记录的就是它")
    unfinished_before: list[UnfinishedMeasure] = Field(description="上一份方案里没有完成、可以转入的措施")
    latest_decision: DecisionOut | None
    allowed_actions: list[PlanAction]


class PlanSort(Term):
    """Orders offered."""

    newest = "newest", "最新的在前"
    by_department = "department", "按部门"


class MeasurePlanQuery(PageQuery):
    """Filters of the list."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    year: Year | None = None
    state: ReviewState | None = None
    is_stale: bool | None = None
    sort: PlanSort = PlanSort.newest


class PlanGapOut(BaseModel):
    """A live risk point without a measure, and the kinds of measure that answer its kind of risk."""

    risk_point_id: int
    name: str
    position_id: int | None
    position_name: str | None
    level: RiskLevel | None
    measures: str = Field(description="排查表里已经写的防控措施，可以据此制定")
    suggested_kinds: list[MeasureKind]


class GapQuery(PageQuery):
    """A page of gaps, the gravest first."""
