"""Bodies of templates in and out."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.documents.rules import DocumentKind
from backend.documents.templates.rules import TemplateAction, TemplateState
from backend.kit.paging import Body, PageQuery
from backend.kit.terms import Term

Why = Annotated[str, Field(max_length=500, description="为什么", examples=["学院统一了表头"])]


class TemplateAdoptionCreate(Body):
    """The forms of this kind are filled with this template from now on."""

    reason: Why = ""


class TemplateWithdrawalCreate(Body):
    """The forms of this kind are filled with the product's own template again."""

    reason: Annotated[str, Field(min_length=2, max_length=500, description="为什么撤下")]


class TemplateRemarkOut(BaseModel):
    """Something worth knowing about a template that can be used all the same."""

    code: str
    place: str = Field(description="在哪里，如“第 1 个表第 3 行”；空表示整个文件")
    text: str


class DocumentTemplateOut(BaseModel):
    """A line of the versions."""

    id: int
    kind: DocumentKind
    edition: int = Field(description="这种表格的第几版模板")
    file_name: str
    size: int
    note: str = Field(description="改了什么")
    state: TemplateState
    remarks_count: int
    uploaded_by_name: str
    created_at: datetime
    adopted_at: datetime | None = Field(description="最近一次启用的时间")
    ended_at: datetime | None = Field(description="最近一次停止使用的时间")
    version: int
    updated_at: datetime


class TemplateAdoptionOut(BaseModel):
    """One time in use."""

    adopted_at: datetime
    adopted_by_name: str
    reason: str
    ended_at: datetime | None
    ended_by_name: str
    end_reason: str


class DocumentTemplateDetail(DocumentTemplateOut):
    """One version with what was found, when it was in use, and what can be done with it."""

    remarks: list[TemplateRemarkOut]
    adoptions: list[TemplateAdoptionOut]
    has_pdf_preview: bool = Field(description="预览是 PDF；否则是试填的 Word 文档")
    allowed_actions: list[TemplateAction] = Field(description="调用者此刻可以做的事")


class TemplateKindOut(BaseModel):
    """One of the seven kinds of forms and what it is filled with today."""

    kind: DocumentKind
    template_id: int | None = Field(description="正在使用的本校模板；空表示使用系统自带的模板")
    edition: int | None
    adopted_at: datetime | None
    adopted_by_name: str | None
    waiting_count: int = Field(description="已上传、还没有启用的模板；无权管理时为 0")


class TemplateNameOut(BaseModel):
    """One name a template may use."""

    name: str
    label: str
    tag: str = Field(description="写法", examples=["{{ title }}"])
    is_required: bool
    is_in_row: bool = Field(description="只能写在内容行的循环里")


class TemplateTagOut(BaseModel):
    """One way of writing a tag and what it does."""

    tag: str
    meaning: str


class TemplateGuideOut(BaseModel):
    """The language of the templates of one kind."""

    kind: DocumentKind
    names: list[TemplateNameOut]
    tags: list[TemplateTagOut]


class DocumentTemplateSort(Term):
    """Orders offered."""

    newest = "newest", "最近上传的在前"
    by_kind = "by_kind", "按表格种类"


class DocumentTemplateQuery(PageQuery):
    """Filters of the versions."""

    kind: list[DocumentKind] = Field(default_factory=list, max_length=len(DocumentKind))
    state: list[TemplateState] = Field(default_factory=list, max_length=len(TemplateState))
    sort: DocumentTemplateSort = DocumentTemplateSort.newest
