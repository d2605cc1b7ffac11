"""Bodies of redesign tasks."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.powers.flowchecks.schemas import FlowDefectOut
from backend.powers.redesigns.rules import RedesignAction, RedesignState, RedesignVerdict


class FlowRedesignUpdate(Body):
    """What may change while the department has not presented a new flow; omitted fields stay."""

    request: Annotated[str, Field(min_length=2, max_length=2000)] = omittable()
    due_on: date = omittable()
    position_id: RowId | None = None


class RedesignAnswerCreate(Body):
    """The new version, and what was changed about each defect."""

    revision: int = Field(ge=1, le=2**31 - 1, description="重新设计后保存的流程版本")
    done: Annotated[str, Field(min_length=5, max_length=4000, description="怎样调整的，逐项对应缺陷")]


class RedesignAcceptanceCreate(Body):
    """The new flow does."""

    note: Annotated[str, Field(max_length=1000)] = ""


class RedesignReturnCreate(Body):
    """The new flow does not do yet."""

    reason: Annotated[str, Field(min_length=2, max_length=1000)]
    due_on: date = Field(description="新的完成期限，不早于今天")


class RedesignWithdrawalCreate(Body):
    """No longer wanted."""

    reason: Annotated[str, Field(min_length=2, max_length=500)]


class RedesignAnswerOut(BaseModel):
    """One presented version with what was said of it."""

    id: int
    revision: int
    done: str
    answered_by_name: str
    answered_at: datetime
    verdict: RedesignVerdict | None
    verdict_note: str
    judged_by_name: str
    judged_at: datetime | None


class FlowRedesignItem(BaseModel):
    """A line of the list."""

    id: int
    number: str
    power_id: int
    power_name: str
    department_id: int
    department_name: str
    position_id: int | None
    position_name: str | None
    check_id: int
    base_revision: int = Field(description="审查的是第几版")
    flow_version: int = Field(description="流程现在是第几版")
    defects_count: int
    due_on: date
    state: RedesignState
    is_overdue: bool
    ordered_by_name: str
    version: int
    created_at: datetime
    updated_at: datetime


class FlowRedesignOut(FlowRedesignItem):
    """The whole task."""

    request: str
    opinion: str = Field(description="审查意见")
    defects: list[FlowDefectOut]
    answers: list[RedesignAnswerOut]
    closed_at: datetime | None
    withdraw_reason: str
    allowed_actions: list[RedesignAction]


class RedesignSort(Term):
    """Orders offered."""

    due = "due", "按完成期限"
    newest = "newest", "最新在前"


class RedesignFilter(Body):
    """What narrows both the list and its counts."""

    q: str | None = Field(default=None, max_length=100, description="编号、职权、要求中包含")
    power_id: RowId | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")


class FlowRedesignQuery(RedesignFilter, PageQuery):
    """Filters of the list."""

    state: list[RedesignState] = Field(default_factory=list, max_length=len(RedesignState))
    is_overdue: bool = Field(default=False, description="只看逾期未提交的")
    awaiting: bool = Field(default=False, description="只看等我办理的")
    sort: RedesignSort = RedesignSort.due


class RedesignCounts(BaseModel):
    """The list in numbers; `awaiting` wait for the caller, `overdue` for whomever."""

    open: int
    redesigned: int
    returned: int
    accepted: int
    withdrawn: int
    overdue: int
    awaiting: int
