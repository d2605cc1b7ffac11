"""Bodies of shared knowledge."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.communications.questions.rules import QuestionKind, QuestionTopic
from backend.communications.schemas import Reason, Title
from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term

Asked = Annotated[str, Field(max_length=4000, description="问题或背景；写给全院看，不要出现部门和人名")]
Answer = Annotated[str, Field(min_length=2, max_length=20_000, description="答复或做法")]


class KnowledgeCreate(Body):
    """Shared in the office's own words, from a thread or on its own."""

    question_id: RowId | None = Field(default=None, description="来自哪一条咨询")
    kind: QuestionKind = QuestionKind.question
    topic: QuestionTopic
    title: Title
    question: Asked = ""
    answer: Answer


class KnowledgeUpdate(Body):
    """Omitted fields stay."""

    kind: QuestionKind = omittable()
    topic: QuestionTopic = omittable()
    title: Title = omittable()
    question: Asked = omittable()
    answer: Answer = omittable()


class KnowledgeWithdrawal(Body):
    """Why it no longer holds."""

    reason: Reason


class KnowledgeOut(BaseModel):
    """One entry; where it came from is not told."""

    id: int
    kind: QuestionKind
    topic: QuestionTopic
    title: str
    question: str
    answer: str
    shared_at: datetime
    withdrawn_at: datetime | None
    version: int
    updated_at: datetime


class KnowledgeSort(Term):
    """Orders offered."""

    newest = "newest", "最近的在前"
    by_title = "title", "按标题"


class KnowledgeQuery(PageQuery):
    """Filters of the list."""

    kind: QuestionKind | None = None
    topic: QuestionTopic | None = None
    is_withdrawn: bool = Field(default=False, description="看已撤下的（仅防控办公室）")
    q: str | None = Field(default=None, max_length=100, description="标题、问题或答复包含")
    sort: KnowledgeSort = KnowledgeSort.newest
