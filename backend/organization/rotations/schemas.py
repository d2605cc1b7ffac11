"""What the clock of key posts shows."""

from datetime import date

from pydantic import BaseModel, Field

from backend.kit.paging import PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import KeyArea, PositionTier, RotationStatus
from backend.organization.schemas import Day


class RotationOut(BaseModel):
    """One holder of a key post: how long, and when the term is full."""

    id: int = Field(description="任职的编号")
    position_id: int
    position_code: str
    position_name: str
    department_id: int
    department_name: str
    tier: PositionTier
    key_area: KeyArea | None
    person_id: int
    person_name: str | None
    started_on: date
    tenure_months: int = Field(description="已任职整月数")
    rotation_years: int
    due_on: date = Field(description="任满之日；过了这一天就是超期")
    status: RotationStatus


class RotationSort(Term):
    """Orders offered."""

    due = "due", "最先到期的在前"
    by_department = "department", "按部门和岗位"


class RotationQuery(PageQuery):
    """Filters of the due list."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    status: RotationStatus | None = None
    within_days: int = Field(default=180, ge=0, le=3660, description="多少天以内到期算“即将到期”")
    due_to: Day | None = Field(default=None, description="任满之日不晚于")
    tier: PositionTier | None = None
    key_area: KeyArea | None = None
    q: str | None = Field(default=None, max_length=100, description="岗位名称或编码包含")
    sort: RotationSort = RotationSort.due
