"""Bodies of opinions."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.assessments.drives.rules import MAX_OPTIONS, MAX_QUESTIONS, OpinionForm
from backend.assessments.opinions.rules import OpinionDecision, OpinionSource, OpinionState, RespondentKind
from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import RiskLevel
from backend.risks.schemas import Year

MAX_POINTS = 20
AnyText = Annotated[str, Field(max_length=4000)]
RespondentNote = Annotated[str, Field(max_length=200, description="例如“2025 级学生代表三人”，不写姓名")]
PointIds = Annotated[list[RowId], Field(max_length=MAX_POINTS)]


class Answer(Body):
    """The answer to one question of the drive."""

    question: int = Field(ge=1, le=MAX_QUESTIONS, description="第几题，从 1 起")
    options: Annotated[list[Annotated[int, Field(ge=1, le=MAX_OPTIONS)]], Field(max_length=MAX_OPTIONS)] = (
        Field(default_factory=list, description="所选的项，从 1 起")
    )
    text: Annotated[str, Field(max_length=1000)] = ""


Answers = Annotated[list[Answer], Field(max_length=MAX_QUESTIONS)]


class OpinionCreate(Body):
    """An opinion heard in an interview or a meeting, or that came on paper."""

    department_id: RowId
    year: Year
    drive_id: RowId | None = None
    form: OpinionForm
    respondent: RespondentKind
    respondent_note: RespondentNote = ""
    position_id: RowId | None = Field(default=None, description="意见涉及的岗位")
    text: Annotated[str, Field(min_length=2, max_length=4000)]
    collected_on: date


class OpinionUpdate(Body):
    """Corrects what was registered; omitted fields stay."""

    respondent: RespondentKind = omittable()
    respondent_note: RespondentNote = omittable()
    position_id: RowId | None = None
    text: Annotated[str, Field(min_length=2, max_length=4000)] = omittable()
    collected_on: date = omittable()


class OpinionDecisionCreate(Body):
    """Adopted or not, always with the reason; and the risk points it led to."""

    decision: OpinionDecision
    reason: Annotated[str, Field(min_length=2, max_length=1000)]
    risk_point_ids: PointIds = Field(default_factory=list, description="由此补充或修改的风险点")


class OpinionItem(BaseModel):
    """A line of the list."""

    id: int
    department_id: int
    department_name: str
    year: int
    drive_id: int | None
    drive_title: str | None
    form: OpinionForm
    source: OpinionSource
    respondent: RespondentKind
    respondent_note: str
    position_id: int | None
    position_name: str | None
    text: str
    collected_on: date
    state: OpinionState
    reason: str
    decided_by_name: str
    decided_at: datetime | None
    recorded_by_name: str
    points_count: int = Field(description="由此补充或修改的风险点数")
    version: int
    created_at: datetime
    updated_at: datetime


class OpinionPoint(BaseModel):
    """A risk point the opinion led to."""

    id: int
    name: str
    level: RiskLevel | None


class OpinionOut(OpinionItem):
    """The whole opinion."""

    answers: list[Answer]
    risk_points: list[OpinionPoint]
    allowed_actions: list[str] = Field(description="当前可办理的动作", examples=[["adopt", "decline"]])


class OpinionSort(Term):
    """Orders offered."""

    newest = "newest", "最近的在前"
    oldest = "oldest", "最早的在前"


class OpinionQuery(PageQuery):
    """Filters of the list."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    year: Year | None = None
    drive_id: RowId | None = None
    risk_point_id: RowId | None = Field(default=None, description="由此补充或修改的风险点")
    state: OpinionState | None = None
    source: OpinionSource | None = None
    form: OpinionForm | None = None
    respondent: RespondentKind | None = None
    q: str | None = Field(default=None, max_length=100, description="内容包含")
    sort: OpinionSort = OpinionSort.newest
