"""What is asked of the scorecard, and what it answers."""

from typing import Annotated

from pydantic import BaseModel, Field

from backend.inspections.scores.rules import InspectionState
from backend.inspections.scores.schemas import GoalResult
from backend.inspections.standards.rules import Grade, QualityGoal
from backend.kit.paging import Page, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term


class ScorecardRow(BaseModel):
    """A department whose scores are published."""

    id: int = Field(description="检查考核的编号")
    department_id: int
    department_name: str
    state: InspectionState
    percent: float = Field(description="总得分率（%）")
    grade: Grade
    goals: list[GoalResult]


class GoalAverage(BaseModel):
    """How far the departments have come with one goal; each department counts the same."""

    goal: QualityGoal
    percent: float = Field(description="平均得分率（%）")
    departments_count: int


class ScorecardOut(Page[ScorecardRow]):
    """One page of departments; the averages are over all of them, not over the page."""

    averages: list[GoalAverage] = Field(description="可见部门的平均；没有公布的得分或标准没有标注目标时为空")


class ScorecardSort(Term):
    """Orders offered."""

    department = "department", "按部门"
    best = "best", "得分率高的在前"


class ScorecardQuery(PageQuery):
    """Which year and departments."""

    year: Annotated[int, Field(ge=2000, le=2100)] | None = Field(default=None, description="年度；不填为今年")
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    sort: ScorecardSort = ScorecardSort.department
