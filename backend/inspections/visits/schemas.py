"""Bodies of discipline inspections."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.inspections.visits.rules import VisitWay
from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term

Subject = Annotated[str, Field(min_length=2, max_length=200, examples=["窗口单位工作纪律检查"])]
Inspectors = Annotated[str, Field(min_length=2, max_length=500, description="检查人员")]
Result = Annotated[str, Field(max_length=4000, description="总体情况")]


class VisitedDepartment(Body):
    """A department that was inspected."""

    department_id: RowId
    result: Annotated[str, Field(max_length=2000, description="该部门的情况，只给它和全院的监督者看")] = ""


Departments = Annotated[list[VisitedDepartment], Field(min_length=1, max_length=200)]


class DisciplineInspectionCreate(Body):
    """A record of who inspected whom, how, and what was found."""

    checked_on: date = Field(description="检查日期，不晚于今天")
    way: VisitWay
    subject: Subject
    inspectors: Inspectors
    result: Result = ""
    departments: Departments


class DisciplineInspectionUpdate(Body):
    """Omitted fields stay; `departments` replaces all of them."""

    checked_on: date = omittable()
    way: VisitWay = omittable()
    subject: Subject = omittable()
    inspectors: Inspectors = omittable()
    result: Result = omittable()
    departments: Departments = omittable()


class VisitedDepartmentOut(BaseModel):
    """A department that was inspected, within the reader's reach."""

    department_id: int
    department_name: str
    result: str
    findings_count: int = Field(description="在这次检查中发现的问题")


class DisciplineInspectionOut(BaseModel):
    """The record; the overall result is for who supervises the whole school."""

    id: int
    checked_on: date
    way: VisitWay
    subject: str
    inspectors: str
    result: str
    recorded_by_name: str
    findings_count: int
    departments: list[VisitedDepartmentOut]
    may_edit: bool
    version: int
    updated_at: datetime


class DisciplineInspectionSort(Term):
    """Orders offered."""

    newest = "newest", "最新在前"


class DisciplineInspectionQuery(PageQuery):
    """Filters of the list."""

    q: str | None = Field(default=None, max_length=100, description="检查内容、检查人员中包含")
    way: VisitWay | None = None
    department_id: RowId | None = Field(default=None, description="检查过该部门或其下级的")
    checked_from: date | None = None
    checked_to: date | None = None
    sort: DisciplineInspectionSort = DisciplineInspectionSort.newest
