"""Bodies of the opening."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from backend.kit.paging import Body
from backend.kit.rows import RowId


class InspectionOpeningCreate(Body):
    """Opens the year's inspection under its adopted standard; no departments named are all of the college's units."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    self_due_on: date = Field(description="自评截止日期，不早于今天")
    department_ids: Annotated[list[RowId], Field(max_length=500)] = Field(default_factory=list)


class InspectionOpening(BaseModel):
    """What opening did."""

    opened_count: int
    existing_count: int = Field(description="本年度已经开启过的部门，没有改动")
