"""Bodies of comparisons."""

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.organization.rules import RiskLevel
from backend.risks.rules import CauseKind
from backend.years.rules import DifferenceKind


class ComparisonQuery(Body):
    """With which year, and which part of the college."""

    base: int | None = Field(
        default=None,
        ge=2000,
        le=2100,
        description="与哪一年对比；不填则与沿用自的那一年对比，没有沿用的与上一年对比",
    )
    department_id: RowId | None = Field(default=None, description="该部门及其下级")


class DifferenceQuery(ComparisonQuery, PageQuery):
    """Filters of the rows."""

    kind: DifferenceKind | None = Field(default=None, description="只看这一种；不填则不含没有变化的")


class DifferenceCount(BaseModel):
    """How many points differ in one way."""

    kind: DifferenceKind
    count: int


class DepartmentComparison(BaseModel):
    """One department in numbers."""

    department_id: int
    department_name: str
    bases: list[int] = Field(description="实际对照的年度，最近的在前；新增的部门为空")
    counts: list[DifferenceCount]


class ComparisonOut(BaseModel):
    """The college, or the part asked for, in numbers; departments with the most changes first."""

    year: int
    base: int
    bases: list[int] = Field(
        description="实际对照的年度，最近的在前；排查表由更早年度沿用而来的，与那一年对照"
    )
    counts: list[DifferenceCount]
    departments: list[DepartmentComparison]


class DifferenceSide(BaseModel):
    """The point in one of the years."""

    risk_point_id: int
    year: int
    name: str
    manifestation: str
    level: RiskLevel | None
    measures: str
    duty: str
    power_name: str | None
    cause_kinds: list[CauseKind]
    causes: str


class DifferenceOut(BaseModel):
    """One point in both years."""

    department_id: int
    department_name: str
    position_name: str | None
    kinds: list[DifferenceKind]
    before: DifferenceSide | None
    after: DifferenceSide | None
