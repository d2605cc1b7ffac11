"""Bodies of the departments at a glance."""

from datetime import datetime

from pydantic import BaseModel, Field

from backend.campaigns.schemas import Year
from backend.kit.paging import PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import OversightKind
from backend.overview.schemas import LevelCounts, SheetProgress
from backend.reviews.rules import ReviewState


class GlanceSort(Term):
    """Orders offered."""

    college = "college", "部门次序"
    missing = "missing", "逾期未报多的在前"
    high = "high", "高风险多的在前"
    waiting = "waiting", "待我审核多的在前"


class DepartmentGlanceQuery(PageQuery):
    """Which year, which part of the college."""

    year: Year | None = Field(default=None, description="年度；不填为今年")
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    is_contact: bool | None = Field(default=None, description="true 只看我联系的部门，false 只看其余的")
    sort: GlanceSort = GlanceSort.college


class Standings(BaseModel):
    """What the department owes of the year's campaign."""

    owed: int
    handed_in: int
    due: int
    missing: int
    next_due_at: datetime | None = Field(description="还没有报送的材料中最早的截止")


class MeasureStand(BaseModel):
    """The department's measures of the year."""

    total: int
    finished: int = Field(description="已完成或已确认有效")
    overdue: int
    plan_state: ReviewState | None = Field(description="防控措施方案；空为还没有")


class DepartmentGlance(BaseModel):
    """One department, sections included."""

    department_id: int
    department_name: str
    relation: OversightKind | None = Field(description="调用者与部门的关系；既分管又联系的记分管")
    levels: LevelCounts
    sheets: SheetProgress
    submissions: Standings
    measures: MeasureStand
    findings: int = Field(description="质量检查的疑点")
    open_questions: int = Field(description="等待答复的咨询")
    waiting_for_me: int = Field(description="等待调用者审核的")
