"""Bodies of adjustments."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from backend.adjustments.rules import Trigger
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId


class AdjustmentCreate(Body):
    """The office has powers, posts or a rule's dependents looked at again."""

    trigger: Trigger
    title: Annotated[str, Field(min_length=2, max_length=200, examples=["招标限额调整为 50 万元"])]
    description: str = Field(default="", max_length=4000)
    effective_on: date
    due_on: date | None = Field(default=None, description="复核期限；不填为 30 天")
    power_ids: list[RowId] = Field(default_factory=list, max_length=500)
    position_ids: list[RowId] = Field(default_factory=list, max_length=500)
    regulation_id: RowId | None = None

    @model_validator(mode="after")
    def _touches_something(self) -> "AdjustmentCreate":
        if not (self.power_ids or self.position_ids or self.regulation_id):
            raise ValueError("请至少选择一项职权、一个岗位或一项制度。")
        return self


class FilingCreate(Body):
    """备案: the adjustment was reported and is on file."""

    filed_on: date
    note: str = Field(default="", max_length=500)


class AdjustmentOut(BaseModel):
    """One change with how far the look again has come."""

    id: int
    trigger: Trigger
    title: str
    description: str
    effective_on: date
    source_kind: str
    source_id: int | None
    opened_by_name: str
    filed_on: date | None
    filing_note: str
    open_count: int
    adjusted_count: int
    unchanged_count: int
    version: int
    created_at: datetime


class AdjustmentQuery(PageQuery):
    """Filters of the list, newest first."""

    trigger: Trigger | None = None
    is_filed: bool | None = None
    is_open: bool = Field(default=False, description="只看还有没复核完的")
    source_kind: str | None = Field(
        default=None, max_length=40, examples=["measure"], description="因什么引起"
    )
    source_id: RowId | None = None
