"""Bodies of opinion drives."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.assessments.drives.rules import (
    MAX_OPTIONS,
    MAX_QUESTIONS,
    AnswerKind,
    DriveState,
    OpinionForm,
)
from backend.assessments.opinions.rules import OpinionState, RespondentKind
from backend.communications.schemas import Moment, Title
from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.risks.schemas import Year

Option = Annotated[str, Field(min_length=1, max_length=200)]
Introduction = Annotated[str, Field(max_length=4000, description="写给填写人的说明")]


class Question(Body):
    """One question; its number is its place from 1."""

    kind: AnswerKind
    text: Annotated[str, Field(min_length=2, max_length=500)]
    options: Annotated[list[Option], Field(max_length=MAX_OPTIONS)] = Field(default_factory=list)
    is_required: bool = False


Questions = Annotated[list[Question], Field(max_length=MAX_QUESTIONS)]


class OpinionDriveCreate(Body):
    """A drive in preparation."""

    department_id: RowId = Field(description="征求哪个部门的服务对象；全院填学院")
    year: Year
    form: OpinionForm
    title: Title = Field(examples=["教务处服务对象意见征求"])
    introduction: Introduction = ""
    questions: Questions = Field(default_factory=list)
    opens_at: Moment
    closes_at: Moment
    meeting_id: RowId | None = Field(default=None, description="座谈会的会议记录")


class OpinionDriveUpdate(Body):
    """Omitted fields stay."""

    title: Title = omittable()
    introduction: Introduction = omittable()
    questions: Questions = omittable()
    opens_at: Moment = omittable()
    closes_at: Moment = omittable()
    meeting_id: RowId | None = None


class DriveExtension(Body):
    """Until when it goes on."""

    closes_at: Moment


class OpinionDriveItem(BaseModel):
    """A line of the list."""

    id: int
    department_id: int
    department_name: str
    year: int
    form: OpinionForm
    title: str
    opens_at: datetime
    closes_at: datetime
    state: DriveState
    is_open: bool = Field(description="现在可以通过链接填写")
    opinions_count: int
    pending_count: int = Field(description="还没有采纳与否结论的意见数")
    created_by_name: str
    closed_at: datetime | None
    version: int
    updated_at: datetime


class OpinionDriveOut(OpinionDriveItem):
    """The whole drive."""

    introduction: str
    questions: list[Question]
    meeting_id: int | None
    link: str | None = Field(description="公开填写的网址，不用登录；问卷开始后才有")
    allowed_actions: list[str] = Field(
        description="当前可办理的动作", examples=[["extend", "renew_link", "close"]]
    )


class DriveSort(Term):
    """Orders offered."""

    newest = "newest", "最近的在前"
    closing = "closing", "先截止的在前"


class OpinionDriveQuery(PageQuery):
    """Filters of the list."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    year: Year | None = None
    form: OpinionForm | None = None
    state: DriveState | None = None
    q: str | None = Field(default=None, max_length=100, description="名称包含")
    sort: DriveSort = DriveSort.newest


class QrFormat(Term):
    """Pictures offered: for the web, for Word."""

    svg = "svg", "SVG"
    png = "png", "PNG"


class QrQuery(Body):
    """Which picture."""

    format: QrFormat = QrFormat.svg


class OptionTally(BaseModel):
    """How often one option was chosen."""

    text: str
    count: int


class QuestionTally(BaseModel):
    """One question with its answers counted."""

    kind: AnswerKind
    text: str
    answered_count: int
    options: list[OptionTally]


class StateTally(BaseModel):
    """How many opinions stand there."""

    state: OpinionState
    count: int


class RespondentTally(BaseModel):
    """How many opinions came from them."""

    respondent: RespondentKind
    count: int


class DriveSummaryOut(BaseModel):
    """What a drive brought: counted answers, and what became of the opinions."""

    total: int
    states: list[StateTally]
    respondents: list[RespondentTally]
    questions: list[QuestionTally]
