"""Bodies of the yearly inspection."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.inspections.scores.rules import InspectionAction, InspectionState
from backend.inspections.standards.rules import STEP, CheckWay, Grade, QualityGoal
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term

Year = Annotated[int, Field(ge=2000, le=2100)]
Score = Annotated[float, Field(ge=0, le=100, multiple_of=STEP, allow_inf_nan=False)]
Note = Annotated[str, Field(max_length=500)]
Reason = Annotated[str, Field(min_length=2, max_length=500)]
Votes = Annotated[int, Field(ge=0, le=100_000)]


class SelfScore(Body):
    """What the department gives itself for an item; null is not yet filled in."""

    item_id: RowId
    self_score: Score | None
    self_note: Note = ""


class SelfScoresUpdate(Body):
    """Items left out stay as they are."""

    scores: Annotated[list[SelfScore], Field(max_length=100)]
    self_note: Annotated[str, Field(max_length=4000, description="自查情况：查缺补漏、总结经验")]


class ItemScore(Body):
    """What the inspectors give; below the full points they say why."""

    item_id: RowId
    score: Score | None
    remark: Note = ""


class ScoresUpdate(Body):
    """Items left out stay as they are."""

    scores: Annotated[list[ItemScore], Field(max_length=100)]


class WaiverCreate(Body):
    """Why the department is scored without its self-score."""

    reason: Reason


class InspectionReturnCreate(Body):
    """The self-score is to be done anew."""

    reason: Reason
    self_due_on: date = Field(description="新的自评截止日期，不早于今天")


class PublicAppraisalUpdate(Body):
    """The votes of a public appraisal."""

    held_on: date
    method: Annotated[str, Field(min_length=2, max_length=200, examples=["问卷调查：教师 30 人、学生 60 人"])]
    satisfied: Votes = Field(description="满意")
    content: Votes = Field(description="基本满意")
    dissatisfied: Votes = Field(description="不满意")
    unsure: Votes = Field(default=0, description="不了解，不计入有效票")
    note: Annotated[str, Field(max_length=1000, description="主要意见")] = ""


class InspectionObjectionCreate(Body):
    """Once, before the result is confirmed."""

    objection: Annotated[str, Field(min_length=5, max_length=2000)]


class ObjectionReplyCreate(Body):
    """What the office says to it."""

    reply: Annotated[str, Field(min_length=2, max_length=2000)]


class InspectionConfirmationCreate(Body):
    """The result stands; the leadership's meeting where there was one."""

    decision: Annotated[str, Field(max_length=500, description="认定依据")] = ""
    meeting_id: RowId | None = Field(default=None, description="认定结果的班子会议")


class ReopeningCreate(Body):
    """Why it is scored again, or no longer confirmed."""

    reason: Reason


class PublicAppraisalOut(BaseModel):
    """A public appraisal with its result."""

    held_on: date
    method: str
    satisfied: int
    content: int
    dissatisfied: int
    unsure: int
    note: str
    satisfaction: float = Field(description="满意率（%）：满意与基本满意占有效票")
    recorded_by_name: str
    recorded_at: datetime


class ScoreOut(BaseModel):
    """One item with both scores; the inspectors' are null until they are published to the department."""

    item_id: int
    ordinal: int
    section: str
    name: str
    points: float
    way: CheckWay
    look_at: str
    source: str
    self_score: float | None
    self_note: str
    score: float | None
    remark: str
    evidence: str = Field(description="系统里已有的数据")
    goal: QualityGoal | None


class GoalResult(BaseModel):
    """What was reached for one of the six quality goals."""

    goal: QualityGoal
    reached: float = Field(description="得分")
    possible: float = Field(description="满分")
    percent: float = Field(description="得分率（%）")


class InspectionItem(BaseModel):
    """A line of the year's ranking."""

    id: int
    year: int
    department_id: int
    department_name: str
    state: InspectionState
    self_due_on: date
    is_overdue: bool = Field(description="过了自评截止日期还没有自评")
    self_total: float | None
    total: float | None
    percent: float | None
    grade: Grade | None
    rank: int | None = Field(description="全院名次，得分相同名次相同")
    version: int
    updated_at: datetime


class InspectionOut(InspectionItem):
    """The whole inspection."""

    standard_id: int
    standard_title: str
    full: float = Field(description="标准总分")
    self_note: str
    self_scored_at: datetime | None
    self_scored_by_name: str
    waive_reason: str
    return_reason: str
    scored_at: datetime | None
    scored_by_name: str
    objection: str
    objected_at: datetime | None
    objected_by_name: str
    objection_reply: str
    replied_at: datetime | None
    replied_by_name: str
    decision: str
    meeting_id: int | None
    confirmed_at: datetime | None
    confirmed_by_name: str
    created_at: datetime
    scores: list[ScoreOut]
    goals: list[GoalResult] = Field(description="各质量目标的得分；公布以前没有")
    appraisal: PublicAppraisalOut | None
    allowed_actions: list[InspectionAction]


class InspectionSort(Term):
    """Orders offered."""

    rank = "rank", "按名次"
    department = "department", "按部门"


class InspectionCounts(BaseModel):
    """The year in numbers."""

    open: int
    self_scored: int
    scored: int
    objected: int
    confirmed: int
    overdue: int


class InspectionFilter(Body):
    """What narrows both the list and its counts."""

    year: Year | None = Field(default=None, description="年度；不填为今年")
    department_id: RowId | None = Field(default=None, description="该部门及其下级")


class InspectionQuery(InspectionFilter, PageQuery):
    """Filters of the list."""

    state: InspectionState | None = None
    grade: Grade | None = None
    is_overdue: bool = Field(default=False, description="只看逾期未自评的")
    sort: InspectionSort = InspectionSort.rank
