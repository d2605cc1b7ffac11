"""Bodies of findings."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.inspections.findings.rules import FindingAction, FindingKind, FindingState, FindingVerdict
from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term

Title = Annotated[str, Field(min_length=2, max_length=200, examples=["窗口工作时间无人值守"])]
Facts = Annotated[str, Field(min_length=5, max_length=4000, description="时间、地点、经过、依据")]
Request = Annotated[str, Field(min_length=2, max_length=2000, description="要求怎样整改")]


class FindingCreate(Body):
    """A problem found by supervision (opinion.txt line 83)."""

    department_id: RowId
    kind: FindingKind
    title: Title
    facts: Facts
    request: Request
    found_on: date = Field(description="发现日期，不晚于今天")
    due_on: date = Field(description="整改期限，不早于今天")
    position_id: RowId | None = Field(default=None, description="涉及的岗位")
    power_id: RowId | None = Field(default=None, description="涉及的职权")
    step_id: RowId | None = Field(default=None, description="涉及的流程环节，须同时选择它的职权")
    risk_point_id: RowId | None = Field(default=None, description="涉及的风险点")
    visit_id: RowId | None = Field(default=None, description="在哪一次纪律作风监督检查中发现")


class FindingUpdate(Body):
    """What may change while the department has not answered; omitted fields stay."""

    kind: FindingKind = omittable()
    title: Title = omittable()
    facts: Facts = omittable()
    request: Request = omittable()
    due_on: date = omittable()
    position_id: RowId | None = None
    power_id: RowId | None = None
    step_id: RowId | None = None
    risk_point_id: RowId | None = None
    visit_id: RowId | None = None


class FindingAnswerCreate(Body):
    """What the department did about it."""

    done: Annotated[str, Field(min_length=5, max_length=4000, description="怎样整改的，结果如何")]
    done_on: date = Field(description="整改完成日期，不晚于今天")


class AcceptanceCreate(Body):
    """The correction is accepted and the finding closed."""

    note: Annotated[str, Field(max_length=1000)] = ""


class FindingReturnCreate(Body):
    """The correction does not do; the reason is kept with the answer."""

    reason: Annotated[str, Field(min_length=2, max_length=1000)]
    due_on: date = Field(description="新的整改期限，不早于今天")


class FindingWithdrawalCreate(Body):
    """Raised in error."""

    reason: Annotated[str, Field(min_length=2, max_length=500)]


class FindingFileOut(BaseModel):
    """A file; its content has an address of its own."""

    id: int
    finding_id: int
    answer_id: int | None
    is_proof: bool = Field(description="整改凭据；否则是问题材料")
    name: str
    media_type: str
    size: int
    digest: str
    uploaded_by_name: str
    uploaded_at: datetime


class FindingAnswerOut(BaseModel):
    """One answer with what was said of it."""

    id: int
    done: str
    done_on: date
    answered_by_name: str
    answered_at: datetime
    verdict: FindingVerdict | None
    verdict_note: str
    judged_by_name: str
    judged_at: datetime | None


class FindingItem(BaseModel):
    """A line of the list."""

    id: int
    number: str
    department_id: int
    department_name: str
    position_name: str | None
    kind: FindingKind
    title: str
    found_on: date
    due_on: date
    state: FindingState
    is_overdue: bool
    raised_by_name: str
    visit_id: int | None
    version: int
    updated_at: datetime


class FindingOut(FindingItem):
    """The whole finding."""

    position_id: int | None
    power_id: int | None
    power_name: str | None
    step_id: int | None
    step_name: str | None
    risk_point_id: int | None
    risk_point_name: str | None
    visit_subject: str | None
    facts: str
    request: str
    withdraw_reason: str
    closed_at: datetime | None
    created_at: datetime
    answers: list[FindingAnswerOut]
    files: list[FindingFileOut]
    allowed_actions: list[FindingAction]


class FindingSort(Term):
    """Orders offered."""

    due = "due", "按整改期限"
    newest = "newest", "最新在前"


class FindingCounts(BaseModel):
    """The list in numbers; `awaiting` wait for the caller, `overdue` for whomever."""

    open: int
    answered: int
    closed: int
    withdrawn: int
    overdue: int
    awaiting: int


class FindingFilter(Body):
    """What narrows both the list and its counts."""

    q: str | None = Field(default=None, max_length=100, description="编号、标题、事实中包含")
    kind: list[FindingKind] = Field(default_factory=list, max_length=len(FindingKind))
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    visit_id: RowId | None = None
    found_from: date | None = None
    found_to: date | None = None


class FindingQuery(FindingFilter, PageQuery):
    """Filters of the list."""

    state: list[FindingState] = Field(default_factory=list, max_length=len(FindingState))
    is_overdue: bool = Field(default=False, description="只看逾期未答复的")
    awaiting: bool = Field(default=False, description="只看等我办理的")
    is_mine: bool = Field(default=False, description="只看我提出的")
    sort: FindingSort = FindingSort.due
