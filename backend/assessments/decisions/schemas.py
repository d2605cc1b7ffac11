"""Bodies of leadership decisions and of the levels they set."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.assessments.schemas import MAX_BATCH, AssessmentOut, Judgement
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.organization.rules import RiskLevel
from backend.risks.schemas import Year

MAX_OVERRIDES = 200
OverrideReason = Annotated[str, Field(min_length=2, max_length=300)]


class DecisionItem(Judgement):
    """What the meeting found about one risk point."""


class LevelOverrideCreate(Body):
    """The meeting sets a post's level itself; the one body in which a level is named."""

    position_id: RowId
    level: RiskLevel
    reason: OverrideReason


class LevelOverrideEnd(Body):
    """The meeting lets the rule decide again."""

    position_id: RowId
    reason: OverrideReason


class LeadershipDecisionCreate(Body):
    """One decision of one meeting; at least one item of any kind."""

    meeting_id: RowId = Field(description="学院领导班子会议，已登记出席情况和纪要")
    note: Annotated[str, Field(max_length=2000)] = ""
    items: Annotated[list[DecisionItem], Field(max_length=MAX_BATCH)] = Field(default_factory=list)
    overrides: Annotated[list[LevelOverrideCreate], Field(max_length=MAX_OVERRIDES)] = Field(
        default_factory=list, description="直接认定的岗位等级"
    )
    endings: Annotated[list[LevelOverrideEnd], Field(max_length=MAX_OVERRIDES)] = Field(
        default_factory=list, description="恢复按规则计算等级的岗位"
    )


class LeadershipDecisionItem(BaseModel):
    """A line of the list; what is counted is what the caller may see."""

    id: int
    meeting_id: int
    meeting_title: str
    held_at: datetime
    note: str
    recorded_by_name: str
    recorded_at: datetime
    points_count: int
    overrides_count: int
    endings_count: int


class LevelOverrideOut(BaseModel):
    """A level set by the leadership."""

    id: int
    position_id: int
    position_name: str
    department_id: int
    department_name: str
    level: RiskLevel
    reason: str
    decision_id: int
    meeting_title: str
    held_at: datetime
    started_at: datetime
    ended_by_id: int | None = Field(description="结束它的班子决定")
    ended_at: datetime | None
    end_reason: str


class DecidedPointOut(AssessmentOut):
    """What was decided about one risk point, with where it is; the minutes can be printed from it."""

    risk_point_name: str
    department_name: str
    position_name: str | None = Field(description="部门的表没有岗位")
    year: int


class LeadershipDecisionOut(LeadershipDecisionItem):
    """The decision with what of it the caller may see."""

    items: list[DecidedPointOut]
    overrides: list[LevelOverrideOut]
    endings: list[LevelOverrideOut]


class LeadershipDecisionQuery(PageQuery):
    """Filters of the list, newest first."""

    meeting_id: RowId | None = None
    risk_point_id: RowId | None = None
    department_id: RowId | None = Field(default=None, description="涉及该部门及其下级")
    year: Year | None = Field(default=None, description="涉及该年度的风险点")


class LevelOverrideQuery(PageQuery):
    """Filters of the list, newest first."""

    position_id: RowId | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    decision_id: RowId | None = None
    is_open: bool | None = Field(default=None, description="现在仍有效")
