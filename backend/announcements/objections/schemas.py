"""Bodies of objections in and out."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from backend.announcements.rules import ObjectionAction, ObjectionState
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term

Reason = Annotated[str, Field(min_length=5, max_length=2000)]


class ObjectionCreate(Body):
    """What is wrong, under one's own name."""

    row_id: RowId | None = Field(default=None, description="对哪一行有异议；不填为对整份汇总有异议")
    reason: Reason = Field(examples=["教材结算由财务处办理，不属于本岗位职责。"])


class Ruling(Term):
    """How an objection may be decided."""

    uphold = "uphold", "成立"
    reject = "reject", "不成立"


class ObjectionDecision(Body):
    """Whether it holds, and why."""

    decision: Ruling
    reason: Reason = Field(examples=["经核对岗位职责，异议成立，已按程序修改。"])
    risk_point_id: RowId | None = Field(
        default=None, description="成立时：据此要修改的风险点；不填为有异议的那一行"
    )
    suggestion_id: RowId | None = Field(default=None, description="成立时：据此提出的风险建议")

    @model_validator(mode="after")
    def _only_upheld(self) -> Self:
        if self.decision is Ruling.reject and (self.risk_point_id or self.suggestion_id):
            raise ValueError("异议成立时才对应风险点或风险建议。")
        return self


class ObjectionOut(BaseModel):
    """One objection; only who raised it and those who decide read it."""

    id: int
    version: int
    announcement_id: int
    department_id: int
    department_name: str
    year: int
    row_id: int | None
    row_ordinal: int | None
    row_name: str | None = Field(description="有异议的风险点；空为整份汇总")
    reason: str
    state: ObjectionState
    raised_by_id: int
    raised_by_name: str
    raised_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    decision_reason: str
    risk_point_id: int | None
    suggestion_id: int | None
    updated_at: datetime
    allowed_actions: list[ObjectionAction]


class ObjectionSort(Term):
    """Orders offered."""

    newest = "newest", "最新的在前"
    oldest = "oldest", "最早的在前"


class ObjectionQuery(PageQuery):
    """Filters of the list."""

    announcement_id: RowId | None = None
    state: list[ObjectionState] = Field(default_factory=list, max_length=len(ObjectionState))
    mine: bool = Field(default=False, description="只看本人提出的")
    awaiting: bool = Field(default=False, description="只看等本人处理的")
    sort: ObjectionSort = ObjectionSort.newest
