"""Bodies of comparisons."""

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.organization.rules import RiskLevel
from backend.years.rules import DifferenceKind


class ComparisonQuery(Body):
    """With which year, and which part of the college."""

    base: int | None = Field(default=None, ge=2000, le=2100, description="与哪一年对比；不填为上一年")
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
    counts: list[DifferenceCount]


class ComparisonOut(BaseModel):
    """The college, or the part asked for, in numbers; departments with the most changes first."""

    year: int
    base: int
    counts: list[DifferenceCount]
    departments: list[DepartmentComparison]


class DifferenceSide(BaseModel):
    """The point in one of the years."""

    risk_point_id: int
    name: str
    manifestation: str
    level: RiskLevel | None
    measures: str


class DifferenceOut(BaseModel):
    """One point in both years."""

    department_id: int
    department_name: str
    position_name: str | None
    kinds: list[DifferenceKind]
    before: DifferenceSide | None
    after: DifferenceSide | None
