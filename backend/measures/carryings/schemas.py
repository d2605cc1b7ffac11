"""Bodies of carrying unfinished measures into the next plan."""

from datetime import date

from pydantic import BaseModel, Field

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.measures.rules import MeasureKind, MeasureState


class MeasureCarryingCreate(Body):
    """Which measures go on; afterwards each is changed in the plan, or retired there with a reason."""

    measure_ids: list[RowId] = Field(min_length=1, max_length=500, description="要转入本方案的措施")


class UnfinishedMeasure(BaseModel):
    """A measure of the plan before that was never finished and does not go on in this one yet."""

    id: int
    year: int
    kind: MeasureKind
    title: str
    position_id: int | None
    position_name: str | None
    due_on: date | None
    state: MeasureState
    percent: int
