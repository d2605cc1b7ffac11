"""Bodies of work years."""

from datetime import datetime

from pydantic import BaseModel, Field

from backend.campaigns.rules import YearState
from backend.campaigns.schemas import Year
from backend.kit.paging import Body, PageQuery
from backend.kit.terms import Term


class WorkYearCreate(Body):
    """Opens a year."""

    year: Year


class WorkYearOut(BaseModel):
    """One year; closed ones never change again."""

    id: int
    year: int
    state: YearState
    closed_at: datetime | None
    digest: str | None = Field(description="封存时全部内容的 SHA-256")
    version: int
    created_at: datetime
    updated_at: datetime


class WorkYearSort(Term):
    """Orders offered."""

    newest = "newest", "最近的在前"
    oldest = "oldest", "最早的在前"


class WorkYearQuery(PageQuery):
    """Filters of the list."""

    state: YearState | None = None
    sort: WorkYearSort = WorkYearSort.newest
