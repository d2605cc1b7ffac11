"""Bodies of check standards."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.inspections.standards.rules import (
    STEP,
    CheckEvidence,
    CheckWay,
    QualityGoal,
    StandardAction,
    StandardStart,
    StandardState,
)
from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term

Year = Annotated[int, Field(ge=2000, le=2100)]
Title = Annotated[str, Field(min_length=2, max_length=200)]
Points = Annotated[float, Field(gt=0, le=100, multiple_of=STEP, allow_inf_nan=False, description="满分")]
Percent = Annotated[float, Field(gt=0, le=100, multiple_of=STEP, allow_inf_nan=False)]


class CheckItem(Body):
    """One item of a standard."""

    section: Annotated[str, Field(min_length=1, max_length=100, description="所属部分")]
    name: Annotated[str, Field(min_length=2, max_length=200, description="检查项目")]
    points: Points
    way: CheckWay
    look_at: Annotated[str, Field(max_length=1000, description="看什么")] = ""
    source: Annotated[str, Field(max_length=200, description="依据")] = ""
    evidence: CheckEvidence | None = Field(default=None, description="系统提供的数据")
    goal: QualityGoal | None = Field(default=None, description="服务的质量目标；都不属于的不填")


class CheckStandardCreate(Body):
    """A new draft for a year; `copy_of_id` goes with start `copy`."""

    year: Year
    title: Title
    start: StandardStart = StandardStart.starter
    copy_of_id: RowId | None = None


class CheckStandardUpdate(Body):
    """What may change in a draft; omitted fields stay, `items` replaces all of them in this order."""

    title: Title = omittable()
    note: Annotated[str, Field(max_length=2000)] = omittable()
    excellent_from: Percent = omittable(description="得分率达到多少为优秀")
    good_from: Percent = omittable()
    pass_from: Percent = omittable()
    items: Annotated[list[CheckItem], Field(max_length=100)] = omittable()


class AdoptionCreate(Body):
    """Publishes the draft. A total other than 100 has to be confirmed."""

    is_total_confirmed: bool = Field(default=False, description="总分不是 100 分，确认照此发布")
    note: Annotated[str, Field(max_length=500, description="发布依据，如文号")] = ""


class StandardRetirementCreate(Body):
    """Why it is no longer used."""

    reason: Annotated[str, Field(min_length=2, max_length=500)]


class CheckItemOut(BaseModel):
    """One item."""

    id: int
    ordinal: int
    section: str
    name: str
    points: float
    way: CheckWay
    look_at: str
    source: str
    evidence: CheckEvidence | None
    goal: QualityGoal | None


class CheckStandardItem(BaseModel):
    """A line of the list."""

    id: int
    year: int
    edition: int = Field(description="本年度第几版")
    title: str
    state: StandardState
    items_count: int
    total: float
    inspections_count: int = Field(description="按它考核的部门数")
    adopted_at: datetime | None
    adopted_by_name: str
    version: int
    updated_at: datetime


class CheckStandardOut(CheckStandardItem):
    """The whole standard."""

    note: str
    excellent_from: float
    good_from: float
    pass_from: float
    adoption_note: str
    copied_from_id: int | None
    retired_on: date | None
    retire_reason: str
    items: list[CheckItemOut]
    allowed_actions: list[StandardAction]


class StandardSort(Term):
    """Orders offered."""

    newest = "newest", "最新在前"


class CheckStandardQuery(PageQuery):
    """Filters of the list."""

    year: Year | None = None
    state: StandardState | None = None
    sort: StandardSort = StandardSort.newest
