"""Bodies of the progress of the five steps (opinion.txt line 55)."""

from pydantic import BaseModel, Field

from backend.assessments.rules import AssessmentStep
from backend.kit.paging import PageQuery
from backend.kit.rows import RowId
from backend.reviews.rules import ReviewState
from backend.risks.rules import InventoryKind
from backend.risks.schemas import Year


class StepProgress(BaseModel):
    """One step of one sheet."""

    step: AssessmentStep
    assessed_count: int = Field(description="这一步已评估的风险点数")
    is_done: bool


class SheetStepsOut(BaseModel):
    """One sheet."""

    inventory_id: int
    kind: InventoryKind
    year: int
    department_id: int
    department_name: str
    position_id: int | None
    position_name: str | None
    filler_name: str = Field(description="无权查看个人信息的系统得到空值")
    state: ReviewState
    points_count: int
    steps: list[StepProgress]
    next_step: AssessmentStep | None = Field(description="还没有完成的第一步；空值表示五步都已完成")
    owed_by: list[str] = Field(description="下一步由谁办理")


class ProgressQuery(PageQuery):
    """Whose progress; ordered by department."""

    year: Year
    department_id: RowId | None = Field(default=None, description="该部门及其下级")


class SheetProgressQuery(ProgressQuery):
    """Filters of the list of sheets."""

    kind: InventoryKind | None = None
    next_step: AssessmentStep | None = Field(default=None, description="下一步应办理的")
    open_step: AssessmentStep | None = Field(default=None, description="这一步还没有完成的")
    is_done: bool | None = Field(default=None, description="五步是否都已完成")


class StepCount(BaseModel):
    """How many sheets of a department are through with one step, and how many wait for it."""

    step: AssessmentStep
    done_count: int
    next_count: int = Field(description="下一步应办理这一步的表数")


class DepartmentStepsOut(BaseModel):
    """One department."""

    department_id: int
    department_name: str
    sheets_count: int
    points_count: int
    steps: list[StepCount]
    done_count: int = Field(description="五步都已完成的表数")
    opinions_count: int
    pending_count: int = Field(description="还没有采纳与否结论的群众意见数")
