"""Bodies of reviews in and out."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.reviews.rules import Decision, RedoReason, ReviewAction, ReviewChain, ReviewState, ReviewSubject

Reasons = Annotated[list[RedoReason], Field(max_length=len(RedoReason))]
Opinion = Annotated[str, Field(max_length=2000)]


class RowSendBack(Body):
    """One row of the sheet that must be searched or assessed anew."""

    row_id: RowId = Field(description="表中这一行的编号")
    reasons: Annotated[Reasons, Field(min_length=1)]
    comment: str = Field(default="", max_length=1000, description="写给填报人的话")


class DecisionBody(Body):
    """What one signature says. Sending back names coded reasons (opinion.txt line 55)."""

    decision: Decision
    reasons: Reasons = Field(default_factory=list, description="整张表的退回理由")
    opinion: Opinion = Field(default="", description="审核意见，印在表的“审核意见”栏")
    meeting_id: RowId | None = Field(default=None, description="作出决定的会议；班子审核必须填写")
    redo_due_on: date | None = Field(
        default=None, description="退回时重新提交的期限，不早于今天；不填则为五个工作日后"
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.decision is Decision.send_back:
            if RedoReason.other in self.reasons and not self.opinion:
                raise ValueError("理由选了“其他”，请在审核意见里写明。")
        elif self.reasons:
            raise ValueError("同意时不能带退回理由；要退回某几行，请选择“退回”。")
        elif self.redo_due_on:
            raise ValueError("只有退回时才能给出重新查找的期限。")
        return self


class DecisionCreate(DecisionBody):
    """A signature. Sending back names at least one coded reason, for the sheet or for a row."""

    rows: list[RowSendBack] = Field(default_factory=list, max_length=2000, description="单独退回的行")

    @model_validator(mode="after")
    def _agree_on_rows(self) -> Self:
        if self.decision is not Decision.send_back:
            if self.rows:
                raise ValueError("同意时不能带退回理由；要退回某几行，请选择“退回”。")
            return self
        if not self.reasons and not self.rows:
            raise ValueError("退回时请至少选一项理由，可以写在整张表上，也可以写在某一行上。")
        if any(RedoReason.other in row.reasons and not row.comment for row in self.rows):
            raise ValueError("某一行的理由选了“其他”，请在这一行写明。")
        if len({row.row_id for row in self.rows}) < len(self.rows):
            raise ValueError("同一行只能退回一次，请合并理由。")
        return self


class RowSendBackOut(BaseModel):
    """One row that was sent back."""

    row_id: int
    reasons: list[RedoReason]
    comment: str


class DecisionOut(BaseModel):
    """One signature of the timeline; `state` is the step that was decided, `content_hash` what was signed."""

    id: int
    round: int
    state: ReviewState
    decision: Decision
    reasons: list[RedoReason]
    rows: list[RowSendBackOut]
    opinion: str
    redo_due_on: date | None = Field(description="退回时限定的重新提交日期")
    content_hash: str | None
    meeting_id: int | None
    meeting_title: str | None
    decided_by_id: int
    decided_by_name: str
    decided_at: datetime


class ReviewOut(BaseModel):
    """Where a sheet stands, and what the caller may do with it now."""

    id: int
    subject_kind: ReviewSubject
    subject_id: int
    title: str
    department_id: int
    department_name: str
    year: int | None = Field(description="属于哪个年度；封存后不能再办理")
    chain: ReviewChain
    state: ReviewState
    owner_id: int | None
    owner_name: str | None
    submitted_by_id: int | None
    submitted_by_name: str | None
    submitted_at: datetime | None
    decided_at: datetime | None
    round: int = Field(description="第几次提交，0 表示还没有提交过")
    content_hash: str | None
    retired_on: date | None = Field(description="表作废的日期；作废的表不再办理")
    is_stale: bool = Field(description="认定之后内容又有变动：已变更，需复核")
    current_hash: str | None = Field(description="已变更时，现在内容的摘要")
    redo_due_on: date | None = Field(description="退回时限定的重新提交日期")
    redo_count: int = Field(description="第几次被退回，0 表示没有退回过")
    needs_meeting: bool = Field(description="这一步由领导班子会议决定，审核时要填会议")
    is_own: bool = Field(description="是调用者本人的表，本人不能审核")
    has_signed: bool = Field(description="这一轮前面的一步由调用者审核过，同一个人不能审两步")
    allowed_actions: list[ReviewAction] = Field(description="调用者此刻可以做的事")
    version: int
    updated_at: datetime


class ReviewDetail(ReviewOut):
    """One review with its signatures, oldest first."""

    decisions: list[DecisionOut]
    open_comments: int = Field(description="还没有处理的批注")


class StateCount(BaseModel):
    """How many sheets stand there."""

    state: ReviewState
    count: int


class ReviewCounts(BaseModel):
    """The inbox in numbers. `awaiting` waits for the caller's own signature."""

    awaiting: int
    stale: int = Field(description="已变更、需复核的")
    states: list[StateCount]


class ReviewSort(Term):
    """Orders offered."""

    newest = "newest", "最近提交的在前"
    oldest = "oldest", "等得最久的在前"
    by_title = "title", "按表名"


class ReviewFilter(Body):
    """What narrows both the list and its counts."""

    subject_kind: ReviewSubject | None = None
    subject_id: RowId | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    chain: ReviewChain | None = None
    year: int | None = Field(default=None, ge=2000, le=2100, description="年度")
    own: bool = Field(default=False, description="只看本人填报或提交的")
    is_stale: bool | None = Field(default=None, description="认定之后又有变动的")
    is_overdue: bool = Field(default=False, description="只看退回后超过期限还没有重新提交的")
    q: str | None = Field(default=None, max_length=100, description="表名包含")
    include_retired: bool = Field(default=False, description="也列出已作废的表")


class ReviewQuery(ReviewFilter, PageQuery):
    """Filters of the inbox."""

    state: list[ReviewState] = Field(default_factory=list, max_length=len(ReviewState))
    mine: bool = Field(default=False, description="只看等我审核的")
    sort: ReviewSort = ReviewSort.newest
