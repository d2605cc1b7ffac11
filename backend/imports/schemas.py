"""Bodies of imports in and out."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from backend.imports.mappings.schemas import TableSeenOut
from backend.imports.rules import (
    Column,
    FormKind,
    ImportAction,
    ImportState,
    ItemKind,
    ItemStatus,
    Severity,
    TargetAction,
)
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.organization.rules import PositionTier
from backend.risks.schemas import Year
from backend.warnings.rules import DispositionKind, WarningSource


class FormChoice(Body):
    """What a person decides about one form of the file; omitted fields stay as they are."""

    index: int = Field(ge=0, le=10_000, description="第几张表，从 0 起")
    is_skipped: bool = Field(default=False, description="整张不导入")
    department_id: RowId | None = Field(default=None, description="对应的部门；空值表示按名称查找")
    parent_id: RowId | None = Field(default=None, description="新建部门时的上级部门")
    position_id: RowId | None = Field(default=None, description="对应的岗位；空值表示按名称查找")
    position_tier: PositionTier | None = Field(default=None, description="新建岗位时的层级")
    filler_id: RowId | None = Field(default=None, description="填表人，须是该岗位现任人员")
    year: Year | None = None
    subject_id: RowId | None = Field(default=None, description="预警对象；空值表示按姓名查找")
    handler_id: RowId | None = Field(default=None, description="预警处置实施人；空值表示按姓名查找")
    warning_source: WarningSource | None = Field(default=None, description="预警来源，附件四上没有这一栏")
    disposition: DispositionKind | None = Field(default=None, description="处置方式，附件四上没有这一栏")
    excluded: list[str] = Field(
        default_factory=list, max_length=2_000, description="不导入的条目，用条目的 key"
    )


class ImportUpdate(Body):
    """Choices for some of the forms."""

    forms: list[FormChoice] = Field(min_length=1, max_length=1_000)


class ImportFindingOut(BaseModel):
    """Something to look at in one cell; table, row and column count from 1, null is the heading or the whole."""

    table: int | None
    row: int | None
    column: int | None
    field: Column
    code: str
    severity: Severity
    raw: str
    message: str
    source: str = Field(description="压缩包里的文件名；不是压缩包时为空")
    sheet: str = Field(description="工作表名；不是工作簿时为空")
    entry: int | None = Field(
        default=None, description="说的是哪一条（条目的 entry）；空值表示就是它所在的行"
    )


class TargetOut(BaseModel):
    """Where something goes."""

    action: TargetAction
    id: int | None
    name: str
    reason: str = Field(description="为什么还没有确定，或有什么疑问")


class ImportChangeOut(BaseModel):
    """One field that would change."""

    field: str
    before: Any
    after: Any


class ImportItemOut(BaseModel):
    """One duty, power or risk point of the file against what is stored."""

    key: str
    kind: ItemKind
    table: int
    row: int
    column: int | None = Field(default=None, description="横表里这一条从哪一列起；一行一条时为空")
    entry: int | None = Field(default=None, description="发现按它找到条目；空值表示就是 row")
    values: dict[str, Any]
    status: ItemStatus
    would_be: ItemStatus = Field(description="如果导入这一条，结果是什么；没有勾去时与 status 相同")
    stored_id: int | None
    changes: list[ImportChangeOut]
    reason: str


class ImportFormOut(BaseModel):
    """One form of the file: what was understood and what applying would do."""

    index: int
    kind: FormKind
    title: str
    source: str = Field(description="压缩包里的文件名；不是压缩包时为空")
    sheet: str = Field(description="工作表名；不是工作簿时为空")
    table: int
    written_department: str
    written_subject: str
    written_person: str
    written_job_title: str
    filled_on: date | None
    year: int
    is_skipped: bool
    department: TargetOut
    position: TargetOut | None
    position_tier: PositionTier
    filler: TargetOut | None
    inventory: TargetOut | None
    subject: TargetOut | None = Field(default=None, description="附件四的预警对象")
    handler: TargetOut | None = Field(default=None, description="附件四的预警处置实施人")
    warning_source: WarningSource | None = None
    disposition: DispositionKind | None = None
    items: list[ImportItemOut]
    counts: dict[ItemStatus, int]
    findings: list[ImportFindingOut]
    blockers: list[str] = Field(description="不解决就不能导入的问题")


class ImportOut(BaseModel):
    """One import in the list."""

    id: int
    version: int
    file_name: str
    file_size: int
    file_digest: str = Field(description="文件的 SHA-256")
    state: ImportState
    owner_id: int
    owner_name: str
    department_id: int | None
    department_name: str | None
    is_restricted: bool = Field(description="附件四的导入：只有上传的人看得到，写入后不再留存文件和内容")
    forms_count: int
    created_at: datetime
    applied_at: datetime | None
    reversed_at: datetime | None


class ImportDetail(ImportOut):
    """One import with its dry run, computed from what is stored now; after the application, what was done."""

    forms: list[ImportFormOut]
    findings: list[ImportFindingOut] = Field(description="不属于某一张表的发现")
    tables: list[TableSeenOut] = Field(description="每张表的列和等级是怎样理解的")
    allowed_actions: list[ImportAction]
    counts: dict[ItemStatus, int]


class ImportLimitsOut(BaseModel):
    """What the upload takes, so that a person hears it before sending."""

    file_bytes: int = Field(description="一个文件最多多少字节")
    files: int = Field(description="一个压缩包里最多多少份表格")
    accepts: list[str] = Field(description="接收的扩展名", examples=[[".docx", ".xlsx"]])
    converts: list[str] = Field(description="旧格式的扩展名：装有转换器时可以上传，否则请另存后再传")


class ImportQuery(PageQuery):
    """Filters of the list."""

    state: ImportState | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    mine: bool = Field(default=False, description="只看本人上传的")
