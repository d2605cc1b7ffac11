"""Bodies of announcements in and out."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, Field, model_validator

from backend.announcements.rules import (
    WORKING_DAYS,
    AnnouncementAction,
    AnnouncementAudience,
    AnnouncementPhase,
    AnnouncementResult,
    AnnouncementState,
)
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import RiskLevel
from backend.risks.schemas import Year


class AnnouncementCreate(Body):
    """Whose register is announced, to whom, and for how long."""

    department_id: RowId = Field(description="该部门及其下级；全校的由防控办公室选学院")
    year: Year
    audience: AnnouncementAudience = AnnouncementAudience.department
    opens_on: date | None = Field(default=None, description="公示开始日，不填为今天")
    closes_on: date | None = Field(
        default=None, description=f"公示的最后一天；不填为连同开始日在内的第 {WORKING_DAYS} 个工作日"
    )
    note: str = Field(default="", max_length=1000, description="写给大家的话")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValueError("公示的最后一天不能早于开始日。")
        return self


class AnnouncementReport(Body):
    """That the result went up."""

    reported_on: date | None = Field(default=None, description="上报日期，不填为今天")
    note: str = Field(default="", max_length=500, description="报给谁、文号等")


class AnnouncementWithdrawal(Body):
    """Why it is taken back."""

    reason: str = Field(min_length=5, max_length=500, examples=["汇总时漏了一张表，补全后重新公示。"])


class AnnouncementOut(BaseModel):
    """One announcement. How many objections there are is told to those who decide on them."""

    id: int
    version: int
    department_id: int
    department_name: str
    year: int
    audience: AnnouncementAudience
    opens_on: date
    closes_on: date
    note: str
    state: AnnouncementState
    phase: AnnouncementPhase
    content_hash: str = Field(description="公示内容的 SHA-256")
    rows_count: int
    pending_count: int = Field(description="公示时所在排查表尚未认定、因而没有列入的风险点")
    announced_by_name: str
    announced_at: datetime
    result: AnnouncementResult | None
    ended_at: datetime | None
    ended_by_name: str
    reported_on: date | None
    report_note: str
    withdrawn_at: datetime | None
    withdraw_reason: str
    objections_count: int | None
    open_objections_count: int | None
    updated_at: datetime
    can_object: bool = Field(description="本人现在可以提出异议")
    allowed_actions: list[AnnouncementAction]


class AnnouncementSort(Term):
    """Orders offered."""

    newest = "newest", "最新的在前"
    closing = "closing", "最先期满的在前"


class AnnouncementQuery(PageQuery):
    """Filters of the list."""

    year: Year | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    state: list[AnnouncementState] = Field(default_factory=list, max_length=len(AnnouncementState))
    is_running: bool = Field(default=False, description="只看今天正在公示的")
    sort: AnnouncementSort = AnnouncementSort.newest


class AnnouncedRowOut(BaseModel):
    """A risk point as it was announced."""

    id: int
    ordinal: int
    risk_point_id: int
    department_name: str
    position_name: str
    holder_name: str
    name: str
    manifestation: str
    level: RiskLevel | None
    measures: str


class AnnouncedRowQuery(PageQuery):
    """Filters of the rows, in the order of paper."""

    q: str | None = Field(default=None, max_length=100, description="风险点、表现形式、部门或岗位包含")
    level: RiskLevel | None = None
