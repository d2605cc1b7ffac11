"""Bodies of a risk point's course."""

from datetime import date

from pydantic import BaseModel, Field

from backend.measures.rules import MeasureKind, MeasureState
from backend.overview.courses.rules import RiskStage, StageState


class CourseStage(BaseModel):
    """One of 找, 防, 控."""

    stage: RiskStage
    state: StageState


class CourseMeasure(BaseModel):
    """A live measure against the risk point."""

    id: int
    title: str
    kind: MeasureKind
    state: MeasureState
    due_on: date | None
    is_overdue: bool
    position_name: str | None = Field(description="责任岗位")


class RiskCourse(BaseModel):
    """How far a risk point has come, and by what."""

    risk_point_id: int
    stages: list[CourseStage] = Field(description="找、防、控三个环节，按次序")
    measures: list[CourseMeasure] = Field(description="调用者可见的、针对它的防控措施")
    open_rechecks: int = Field(description="还没有办结的复核任务")
