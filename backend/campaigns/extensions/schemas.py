"""Bodies of extensions."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from backend.campaigns.schemas import DueInstant, Reason
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId


class ExtensionCreate(Body):
    """More time for some departments, or for all: until an instant, or by a number of working days."""

    deliverable_id: RowId
    department_ids: Annotated[
        list[RowId], Field(max_length=200, description="哪些部门；不填就是所有部门")
    ] = Field(default_factory=list)
    due_at: DueInstant | None = Field(default=None, description="延到什么时候")
    working_days: int | None = Field(default=None, ge=1, le=60, description="顺延几个工作日")
    reason: Reason

    @model_validator(mode="after")
    def _one_way(self) -> "ExtensionCreate":
        if (self.due_at is None) == (self.working_days is None):
            raise ValueError("延到什么时候和顺延几个工作日，请填其中一个。")
        if len(set(self.department_ids)) < len(self.department_ids):
            raise ValueError("同一个部门只能填一次。")
        return self


class ExtensionRevocation(Body):
    """Takes an extension back."""

    reason: Reason


class ExtensionOut(BaseModel):
    """More time, on record. Without a department it holds for all."""

    id: int
    deliverable_id: int
    deliverable_name: str
    campaign_id: int
    department_id: int | None
    department_name: str | None
    due_at: datetime
    reason: str
    granted_by_name: str
    revoked_at: datetime | None
    revoke_reason: str | None
    version: int
    created_at: datetime


class ExtensionQuery(PageQuery):
    """Filters of the list, the newest first."""

    deliverable_id: RowId | None = None
    campaign_id: RowId | None = None
    department_id: RowId | None = Field(default=None, description="对该部门有效的，含面向所有部门的")
    include_revoked: bool = False
