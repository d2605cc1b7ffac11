"""Bodies of tasks to look again."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.adjustments.rules import Outcome, RecheckKind, RecheckState, Trigger
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term


class RecheckOut(BaseModel):
    """One thing to look at again, and why."""

    id: int
    adjustment_id: int
    trigger: Trigger
    reason: str = Field(description="因为什么需要复核")
    kind: RecheckKind
    object_id: int
    power_id: int | None = Field(description="流程环节所属的职权")
    title: str
    department_id: int
    department_name: str
    position_id: int | None
    position_name: str | None
    state: RecheckState
    due_on: date
    is_overdue: bool
    note: str
    resolved_by_name: str
    resolved_at: datetime | None
    allowed_actions: list[Outcome]
    version: int
    created_at: datetime


class ResolutionCreate(Body):
    """What the look again came to."""

    outcome: Outcome
    note: Annotated[str, Field(min_length=2, max_length=1000, description="核对了什么、调整了什么")]


class RecheckSort(Term):
    """Orders offered."""

    due = "due", "按期限"
    newest = "newest", "最新在前"


class RecheckCounts(BaseModel):
    """The list in numbers. `mine` and `overdue` are open ones; `mine` those of the caller's posts."""

    open: int
    mine: int
    overdue: int
    unchanged: int
    adjusted: int


class RecheckFilter(Body):
    """What narrows both the list and its counts."""

    kind: RecheckKind | None = None
    trigger: Trigger | None = None
    adjustment_id: RowId | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    position_id: RowId | None = None


class RecheckQuery(RecheckFilter, PageQuery):
    """Filters of the list."""

    state: list[RecheckState] = Field(default_factory=list, max_length=len(RecheckState))
    mine: bool = Field(default=False, description="只看本人岗位的")
    is_overdue: bool = Field(default=False, description="只看已经过期的")
    sort: RecheckSort = RecheckSort.due
