"""Bodies of packages."""

from datetime import datetime

from pydantic import BaseModel, Field, field_validator

from backend.campaigns.schemas import Year
from backend.documents.rules import DocumentFormat
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.packages.rules import PackageAction, PackageKind, PackageState


class PackageCreate(Body):
    """What is to be put together. The same wish while one is worked on answers that one."""

    kind: PackageKind
    year: Year
    department_id: RowId = Field(description="该部门及其下级；全校的选学院")
    campaign_id: RowId | None = Field(default=None, description="报送材料和台账只收这项活动的")
    formats: list[DocumentFormat] = Field(
        default_factory=lambda: [DocumentFormat.docx],
        min_length=1,
        max_length=len(DocumentFormat),
        description="正式表格的格式，可以选几种",
        examples=[["docx"]],
    )
    with_warnings: bool = Field(
        default=False, description="收入预警处置记录单（附件四）；只有有权查看的人可以选"
    )

    @field_validator("formats")
    @classmethod
    def once_each(cls, formats: list[DocumentFormat]) -> list[DocumentFormat]:
        """In the order of the vocabulary, each once."""
        return [one for one in DocumentFormat if one in formats]


class PackageOut(BaseModel):
    """A package: how far it is, what came of it, what the caller may do now."""

    id: int
    version: int
    kind: PackageKind
    year: int
    department_id: int
    department_name: str
    campaign_id: int | None
    campaign_name: str | None
    formats: list[DocumentFormat]
    with_warnings: bool
    state: PackageState
    done: int = Field(description="已完成几件")
    total: int = Field(description="共几件；0 表示还在清点")
    label: str = Field(description="正在处理什么")
    attempts: int = Field(description="第几次生成；中断后会自动重来")
    requested_by_name: str
    is_mine: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    failure: str = Field(description="没有生成的原因")
    file_name: str
    size: int | None
    digest: str | None = Field(description="整个文件的 SHA-256")
    manifest_digest: str | None = Field(description="包内 manifest.json 的 SHA-256，已记入留痕")
    entries_count: int
    left_out: list[str] = Field(description="没有列入的材料和原因")
    expires_at: datetime | None = Field(description="文件保留到什么时候")
    allowed_actions: list[PackageAction]


class PackageSort(Term):
    """Orders offered."""

    newest = "newest", "最近申请的在前"
    oldest = "oldest", "最早申请的在前"


class PackageQuery(PageQuery):
    """Filters of the list."""

    kind: PackageKind | None = None
    state: list[PackageState] = Field(default_factory=list, max_length=len(PackageState))
    year: Year | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    is_mine: bool = Field(default=False, description="只看我申请的")
    sort: PackageSort = PackageSort.newest
