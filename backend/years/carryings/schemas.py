"""Bodies of carrying a sheet into the next year."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.organization.rules import RiskLevel
from backend.risks.rules import InventoryKind
from backend.years.rules import CarryChoice

Reason = Annotated[str, Field(max_length=500)]


class CarryingQuery(Body):
    """Whose sheet."""

    position_id: RowId | None = Field(default=None, description="个人岗位表")
    department_id: RowId | None = Field(default=None, description="部门表")

    @model_validator(mode="after")
    def _one_place(self) -> "CarryingQuery":
        if (self.position_id is None) == (self.department_id is None):
            raise ValueError("请指明一个岗位（个人岗位表）或一个部门（部门表），二者选一。")
        return self


class RowChoice(Body):
    """What becomes of one row."""

    point_id: RowId
    choice: CarryChoice
    reason: Reason = Field(default="", description="不再列入时必填")

    @model_validator(mode="after")
    def _says_why(self) -> "RowChoice":
        if self.choice is CarryChoice.retire and len(self.reason) < 2:
            raise ValueError("不再列入的风险点请写明理由。")
        return self


class CarryingCreate(CarryingQuery):
    """Every row of last year's sheet is decided on: kept, kept and changed, or dropped with a reason."""

    filler_id: RowId | None = Field(default=None, description="新表的填表人；不填即本人。须是该岗位现任人员")
    rows: list[RowChoice] = Field(min_length=1, max_length=500)


class CarryingRow(BaseModel):
    """One row of last year with what was decided so far."""

    point_id: int
    duty: str
    name: str
    manifestation: str
    level: RiskLevel | None
    measures: str
    choice: CarryChoice | None
    reason: str
    to_point_id: int | None
    decided_by_name: str | None
    decided_at: datetime | None


class CarryingOut(BaseModel):
    """Last year's sheet of a place, ready to be carried on; `rows` is empty when there was none."""

    year: int
    kind: InventoryKind
    from_year: int | None
    from_inventory_id: int | None
    to_inventory_id: int | None
    rows: list[CarryingRow]
