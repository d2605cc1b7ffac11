"""Bodies of the workbench, to-dos, search, timeline and audit."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.organization.rules import RiskLevel
from backend.overview.rules import TodoKind
from backend.risks.rules import Consequence, Likelihood


class YearQuery(Body):
    """Which year, and which part of the college."""

    year: int | None = Field(default=None, ge=2000, le=2100, description="年度；不填为今年")
    department_id: RowId | None = Field(default=None, description="该部门及其下级")


class LevelCounts(BaseModel):
    """Live risk points by level."""

    total: int
    high: int
    medium: int
    low: int
    unassessed: int


class MatrixCell(BaseModel):
    """One cell: the rule's level gives the colour, the number is the count."""

    likelihood: Likelihood
    consequence: Consequence
    level: RiskLevel
    count: int


class DepartmentBar(BaseModel):
    """One department's points by level."""

    department_id: int
    department_name: str
    high: int
    medium: int
    low: int
    unassessed: int


class SheetProgress(BaseModel):
    """How far the year's sheets are."""

    expected: int = Field(
        description="应填份数：在岗的每人每岗一份，在册而没有岗位的每人一份，加每个部门一份"
    )
    started: int
    in_review: int
    sent_back: int
    approved: int


class Participation(BaseModel):
    """How many of the staff take part (全员参与)."""

    staff: int = Field(description="在册、须参加排查的人；以往年度为年末在岗的人")
    participants: int = Field(description="其中本年度已提交排查表的")
    postless: int = Field(description="其中还没有岗位、填不了表的；以往年度为 0")


class TodoOut(BaseModel):
    """One thing to do; `target_kind` and `target_id` say where."""

    kind: TodoKind
    title: str
    detail: str
    target_kind: str
    target_id: int | None
    due_on: date | None
    due_at: datetime | None = Field(description="有确切时刻的截止：精确到分")
    since: datetime | None


class WorkbenchOut(BaseModel):
    """First glance: where we are, what is due, what I do next."""

    year: int
    headline: str = Field(description="一句话：进展到哪里，下一步做什么")
    levels: LevelCounts
    progress: SheetProgress
    matrix: list[MatrixCell]
    departments: list[DepartmentBar]
    todos: list[TodoOut]


class SearchQuery(Body):
    """What to look for."""

    q: Annotated[str, Field(min_length=1, max_length=100)]


class SearchHit(BaseModel):
    """One find."""

    kind: str
    id: int
    title: str
    subtitle: str


class TimelineQuery(PageQuery):
    """Whose history."""

    subject_kind: Annotated[str, Field(min_length=1, max_length=40, examples=["risk_point"])]
    subject_id: RowId


class EventOut(BaseModel):
    """One thing that happened."""

    id: int
    occurred_at: datetime
    action: str
    subject_kind: str
    subject_id: int
    subject_version: int | None
    actor_kind: str
    actor_label: str
    details: dict[str, Any]


class AuditQuery(PageQuery):
    """Filters of the audit trail, newest first."""

    action: str | None = Field(default=None, max_length=80, description="动作以此开头，例如 user.")
    subject_kind: str | None = Field(default=None, max_length=40)
    subject_id: RowId | None = None
    actor_id: RowId | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditOut(EventOut):
    """One row of the audit trail with its place in the hash chain."""

    seq: int | None
    actor_id: int | None
    request_id: str | None
    hash: str | None


class VerificationQuery(Body):
    """From which number on."""

    after_seq: int = Field(default=0, ge=0, le=2**53 - 1)
    limit: int = Field(default=20_000, ge=1, le=50_000)


class VerificationOut(BaseModel):
    """Result of recomputing the hash chain over one stretch."""

    checked: int
    last_seq: int
    last_hash: str = Field(description="可抄录在系统之外作为锚点")
    is_intact: bool
    broken_seq: int | None = Field(description="第一处对不上的编号")
    has_more: bool
