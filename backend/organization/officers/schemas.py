"""Bodies of department officers."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.organization.rules import OfficerKind
from backend.organization.schemas import Day, PeriodQuery


class OfficerCreate(Body):
    """A new head or liaison. A new head takes over: the former one's term ends the day before."""

    department_id: RowId
    person_id: RowId
    kind: OfficerKind
    started_on: Day | None = Field(default=None, description="第一天；不填就是今天")


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
    version: int
    updated_at: datetime


class OfficerQuery(PeriodQuery):
    """Filters of the list."""

    kind: OfficerKind | None = None
