"""Bodies of appointments."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.organization.schemas import Day, PeriodQuery


class AppointmentCreate(Body):
    """Somebody takes a post. Several posts a person and several holders a post are usual."""

    person_id: RowId
    position_id: RowId
    is_primary: bool | None = Field(default=None, description="是否主要岗位；不填时，第一个岗位为主要岗位")
    started_on: Day | None = Field(default=None, description="第一天；不填就是今天")


class AppointmentOut(BaseModel):
    """Who holds which post, from when to when (the last day included)."""

    id: int
    person_id: int
    person_name: str | None
    position_id: int
    position_code: str
    position_name: str
    department_id: int
    department_name: str
    is_primary: bool
    started_on: date
    ended_on: date | None
    version: int
    updated_at: datetime


class AppointmentQuery(PeriodQuery):
    """Filters of the list; `department_id` is the post's department."""

    position_id: RowId | None = None
