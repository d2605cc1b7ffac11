"""Bodies of questions."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.communications.files.schemas import CommunicationFileOut
from backend.communications.questions.rules import QuestionKind, QuestionState, QuestionTopic
from backend.communications.schemas import Title
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term

Message = Annotated[
    str, Field(min_length=2, max_length=4000, examples=["一个岗位有两人任职，自查表应由谁填写？"])
]


class QuestionCreate(Body):
    """A new thread with its first message."""

    department_id: RowId
    kind: QuestionKind = QuestionKind.question
    topic: QuestionTopic = QuestionTopic.other
    title: Title
    body: Message


class MessageCreate(Body):
    """The next thing said."""

    body: Message


class MessageOut(BaseModel):
    """One thing said."""

    id: int
    is_answer: bool = Field(description="是防控办公室的答复")
    body: str
    author_name: str
    written_at: datetime


class QuestionItem(BaseModel):
    """A line of the list."""

    id: int
    department_id: int
    department_name: str
    kind: QuestionKind
    topic: QuestionTopic
    title: str
    state: QuestionState
    asked_by_name: str
    messages_count: int
    answered_at: datetime | None
    closed_at: datetime | None
    is_shared: bool = Field(description="办公室已整理后共享")
    version: int
    created_at: datetime
    updated_at: datetime


class QuestionOut(QuestionItem):
    """The whole thread, oldest message first."""

    messages: list[MessageOut]
    files: list[CommunicationFileOut]
    allowed_actions: list[str] = Field(description="当前可办理的动作", examples=[["ask", "close"]])


class QuestionSort(Term):
    """Orders offered."""

    newest = "newest", "最近有动静的在前"
    oldest = "oldest", "等得最久的在前"


class QuestionQuery(PageQuery):
    """Filters of the list."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    kind: QuestionKind | None = None
    topic: QuestionTopic | None = None
    state: QuestionState | None = None
    is_shared: bool | None = None
    q: str | None = Field(default=None, max_length=100, description="标题包含")
    sort: QuestionSort = QuestionSort.newest
