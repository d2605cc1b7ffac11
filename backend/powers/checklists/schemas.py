"""Bodies of checklists."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.powers.checklists.rules import (
    ChecklistAction,
    ChecklistStart,
    ChecklistState,
    FlowAim,
    FlowPrinciple,
)

Title = Annotated[str, Field(min_length=2, max_length=200, examples=["流程审查清单（2026 年版）"])]


class FlowCriterionBody(Body):
    """One criterion."""

    principle: FlowPrinciple
    aim: FlowAim
    name: Annotated[str, Field(min_length=2, max_length=200, description="审查项目")]
    look_at: Annotated[str, Field(max_length=1000, description="看什么")] = ""


class FlowChecklistCreate(Body):
    """A new draft; `copy_of_id` goes with start `copy`."""

    title: Title
    start: ChecklistStart = ChecklistStart.starter
    copy_of_id: RowId | None = None


class FlowChecklistUpdate(Body):
    """What may change in a draft; omitted fields stay, `criteria` replaces all of them in this order."""

    title: Title = omittable()
    note: Annotated[str, Field(max_length=2000)] = omittable()
    criteria: Annotated[list[FlowCriterionBody], Field(max_length=60)] = omittable()


class FlowChecklistAdoption(Body):
    """From then on flows are reviewed by it; the former one is retired."""

    note: Annotated[str, Field(max_length=500, description="启用依据，如文号、会议")] = ""


class FlowChecklistRetirement(Body):
    """Why it is no longer used."""

    reason: Annotated[str, Field(min_length=2, max_length=500)]


class FlowCriterionOut(BaseModel):
    """One criterion."""

    id: int
    ordinal: int
    principle: FlowPrinciple
    aim: FlowAim
    name: str
    look_at: str


class FlowChecklistItem(BaseModel):
    """A line of the list."""

    id: int
    edition: int = Field(description="第几版")
    title: str
    state: ChecklistState
    criteria_count: int
    checks_count: int = Field(description="按它审查过的流程数")
    adopted_at: datetime | None
    adopted_by_name: str
    version: int
    updated_at: datetime


class FlowChecklistOut(FlowChecklistItem):
    """The whole checklist."""

    note: str
    adoption_note: str
    copied_from_id: int | None
    retired_on: date | None
    retire_reason: str
    criteria: list[FlowCriterionOut]
    allowed_actions: list[ChecklistAction]


class ChecklistSort(Term):
    """Orders offered."""

    newest = "newest", "最新在前"


class FlowChecklistQuery(PageQuery):
    """Filters of the list."""

    state: ChecklistState | None = None
    sort: ChecklistSort = ChecklistSort.newest
