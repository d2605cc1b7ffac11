"""Bodies of batches in and out."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.reviews.rules import Decision, ReviewState
from backend.reviews.schemas import DecisionBody

BATCH_LIMIT = 200


class BatchMode(Term):
    """What happens when one of the sheets cannot be decided."""

    all_or_none = "all_or_none", "全部办理，或都不办理"
    best_effort = "best_effort", "能办的先办"


class BatchItem(Body):
    """One sheet as the caller has seen it."""

    review_id: RowId
    version: Annotated[int, Field(ge=1, le=2**31 - 1, description="读到的 version；之后有人改过就不办理")]


class DecisionBatch(DecisionBody):
    """One decision on many sheets; rows of a sheet are sent back one sheet at a time."""

    items: list[BatchItem] = Field(min_length=1, max_length=BATCH_LIMIT)
    mode: BatchMode = BatchMode.all_or_none

    @model_validator(mode="after")
    def _agree_on_items(self) -> Self:
        if self.decision is Decision.send_back and not self.reasons:
            raise ValueError("退回时请至少选一项理由。")
        if len({item.review_id for item in self.items}) < len(self.items):
            raise ValueError("同一张表在一批里只能出现一次。")
        return self


class BatchResult(BaseModel):
    """What became of one sheet; `problem` is the type of the refusal, as a single decision would have answered."""

    review_id: int
    is_decided: bool
    state: ReviewState | None = Field(description="办理之后的状态；没有办理成时为空")
    version: int | None
    status: int = Field(examples=[201, 409])
    problem: str | None = Field(examples=["/problems/stale"])
    detail: str | None


class BatchOut(BaseModel):
    """In the order of the items."""

    decided: int
    refused: int
    results: list[BatchResult]
