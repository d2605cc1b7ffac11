"""Bodies of one's own posts."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from backend.campaigns.schemas import Year
from backend.kit.paging import Body
from backend.reviews.rules import Decision, RedoReason, ReviewState


class OwnPostQuery(Body):
    """Which year."""

    year: Year | None = Field(default=None, description="年度；不填为今年")


class LatestDecision(BaseModel):
    """What was said last about the sheet."""

    decision: Decision
    reasons: list[RedoReason]
    opinion: str
    decided_by_name: str
    decided_at: datetime


class OwnSheet(BaseModel):
    """The year's sheet of a post, and how far it has come."""

    id: int
    state: ReviewState
    points: int
    review_id: int | None
    submitted_at: datetime | None
    decided_at: datetime | None
    redo_due_on: date | None
    is_stale: bool
    open_comments: int
    latest_decision: LatestDecision | None


class OwnPost(BaseModel):
    """A post the caller holds today."""

    position_id: int
    position_name: str
    department_name: str
    started_on: date
    sheet: OwnSheet | None = Field(description="空为今年还没有开始填写")
    measures: int = Field(description="由本岗位落实的防控措施")
    overdue_measures: int
    handover_id: int | None = Field(description="等待本人确认的岗位交接")
