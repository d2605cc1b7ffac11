"""Bodies of department officers."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.organization.rules import DepartmentKind, OfficerAction, OfficerKind, OfficerStatus
from backend.organization.schemas import Day, PeriodQuery, Reason


class OfficerCreate(Body):
    """A new head or liaison. A new head takes over: the former one's term ends the day before."""

    department_id: RowId
    person_id: RowId
    kind: OfficerKind
    started_on: Day | None = Field(default=None, description="第一天；不填就是今天")


class LiaisonReport(Body):
    """The department names its liaison and reports him to the office (opinion.txt line 33)."""

    department_id: RowId
    person_id: RowId
    started_on: Day | None = Field(default=None, description="第一天；不填就是今天")


class Refusal(Body):
    """Why the office does not confirm a report."""

    reason: Reason


class OfficerOut(BaseModel):
    """Who answers for a department, from when to when (the last day included)."""

    id: int
    department_id: int
    department_name: str
    person_id: int
    person_name: str | None
    kind: OfficerKind
    started_on: date
    ended_on: date | None
    status: OfficerStatus
    reported_by_name: str | None
    reported_at: datetime | None
    confirmed_by_name: str | None
    confirmed_at: datetime | None
    decline_reason: str
    allowed_actions: list[OfficerAction] = Field(description="调用者此刻可以做的事")
    version: int
    updated_at: datetime


class OfficerQuery(PeriodQuery):
    """Filters of the list."""

    kind: OfficerKind | None = None
    status: OfficerStatus | None = None


class OfficerGapOut(BaseModel):
    """A unit without a confirmed liaison today."""

    id: int = Field(description="部门的编号")
    code: str
    name: str
    kind: DepartmentKind
    head_name: str | None
    reported_officer_id: int | None = Field(description="已报待确认的联络员，等防控办公室确认")
    reported_person_name: str | None
    reported_at: datetime | None


class OfficerGapQuery(PageQuery):
    """Filters of the units without a confirmed liaison."""

    within_id: RowId | None = Field(default=None, description="该部门及其下级")
    is_reported: bool | None = Field(default=None, description="是否已经报来、等待确认")
    include_subunits: bool = Field(default=False, description="连同部门下设的科室")
