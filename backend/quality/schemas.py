"""Bodies of quality checks out; nothing comes in."""

from datetime import datetime

from pydantic import BaseModel, Field

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.quality.rules import QualityCheck
from backend.reviews.rules import RedoReason
from backend.risks.schemas import Year


class QualityFindingOut(BaseModel):
    """One doubt with the coded reason a reviewer may send back with."""

    check: QualityCheck
    reason: RedoReason
    message: str
    row_id: int | None = Field(description="哪一行；空表示整张表")
    row_number: int | None = Field(description="第几行，从 1 起")
    cell: str = Field(description="哪一栏；空表示整行", examples=["measures"])


class CheckCount(BaseModel):
    """How many findings of one check."""

    check: QualityCheck
    count: int


class QualityReport(BaseModel):
    """What the checks say about one sheet right now."""

    inventory_id: int
    inventory_version: int
    findings: list[QualityFindingOut]
    counts: list[CheckCount]


class QualityQuery(Body):
    """Which year, and which part of the college."""

    year: Year | None = Field(default=None, description="年度；不填为今年")
    department_id: RowId | None = Field(default=None, description="该部门及其下级")


class DepartmentQuality(BaseModel):
    """The submitted sheets of one department in numbers."""

    department_id: int
    department_name: str
    sheets: int
    clean_sheets: int = Field(description="没有任何疑点的表")
    findings: int
    checked_at: datetime | None
    counts: list[CheckCount]


class QualitySummary(BaseModel):
    """Departments with the most doubts first."""

    year: int
    sheets: int
    clean_sheets: int
    findings: int
    counts: list[CheckCount]
    departments: list[DepartmentQuality]
