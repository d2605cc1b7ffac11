"""Bodies of oversights."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.organization.rules import OversightKind
from backend.organization.schemas import Day, PeriodQuery


class OversightCreate(Body):
    """A leader takes charge of (分管), or contact with (联系), a department."""

    leader_id: RowId = Field(description="领导在名册中的编号")
    department_id: RowId
    kind: OversightKind
    started_on: Day | None = Field(default=None, description="第一天；不填就是今天")


class OversightOut(BaseModel):
    """A leader's relation to a department, from when to when (the last day included)."""

    id: int
    leader_id: int
    leader_name: str | None
    department_id: int
    department_name: str
    kind: OversightKind
    started_on: date
    ended_on: date | None
    version: int
    updated_at: datetime


class OversightQuery(PeriodQuery):
    """Filters of the list; `person_id` is the leader."""

    kind: OversightKind | None = None
