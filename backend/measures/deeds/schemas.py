"""Bodies of what is done about a measure."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.measures.rules import CheckResult


class ProgressCreate(Body):
    """What was done by a day; the files that prove it are added to the entry."""

    happened_on: date = Field(description="到哪一天的进展")
    percent: int = Field(ge=0, le=100, description="完成了百分之几")
    text: Annotated[str, Field(min_length=5, max_length=2000, examples=["已印制双人验收单并开始使用。"])]


class CompletionCreate(Body):
    """Reports a measure as done, with what it left behind."""

    flow_revision: int | None = Field(default=None, ge=1, le=100_000, description="流程再造：新流程的版本号")
    regulation_id: RowId | None = Field(default=None, description="新订制度：已收入制度库的制度")


class ReturnCreate(Body):
    """Why a measure reported as done is not."""

    reason: Annotated[str, Field(min_length=2, max_length=500, examples=["凭据只有照片，没有验收单。"])]


class CheckCreate(Body):
    """What a check of the effect found. Without effect: say what was seen, the measure has to be mended."""

    result: CheckResult
    finding: Annotated[str, Field(min_length=5, max_length=2000, examples=["抽查十份验收单，均为双人签字。"])]
    checked_on: date

    @model_validator(mode="after")
    def _explain(self) -> Self:
        if self.result is CheckResult.ineffective and len(self.finding) < 10:
            raise ValueError("认定未见成效时，请写明看到了什么。")
        return self
