"""Bodies of mappings in and out."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.imports.mappings.rules import MOST_WORDS, MappedPart, MappingOrigin
from backend.imports.rules import Column, FormKind
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.organization.rules import RiskLevel

Words = Annotated[str, Field(min_length=1, max_length=80)]


class ColumnMapping(Body):
    """What a header means in this file."""

    text: Words = Field(description="表头上写的字", examples=["存在的问题"])
    column: Column | None = Field(description="对应的栏目；空值表示这一列不读入")


class LevelMapping(Body):
    """What a word in the level column counts as."""

    word: Words = Field(description="等级一栏里写的字", examples=["一级"])
    level: RiskLevel


class ImportMappingUpdate(Body):
    """All meanings a person gives; what is left out is understood by the usual words again."""

    columns: list[ColumnMapping] = Field(max_length=MOST_WORDS)
    levels: list[LevelMapping] = Field(max_length=MOST_WORDS)
    is_remembered: bool = Field(default=True, description="记住，下次读这个部门的文件时沿用")


class ColumnSeenOut(BaseModel):
    """A header of a table and what it was understood as; null is not read."""

    at: int = Field(description="第几列，从 1 起")
    text: str
    column: Column | None
    origin: MappingOrigin


class LevelSeenOut(BaseModel):
    """A word of the level column and what it counts as."""

    word: str
    level: RiskLevel | None
    origin: MappingOrigin


class TableSeenOut(BaseModel):
    """How one table of the file was understood."""

    source: str = Field(description="压缩包里的文件名；不是压缩包时为空")
    sheet: str = Field(description="工作表名；不是工作簿时为空")
    table: int
    kind: FormKind | None
    columns: list[ColumnSeenOut]
    levels: list[LevelSeenOut]


class ImportMappingCreate(Body):
    """A meaning to remember, said without a file."""

    department_id: RowId | None = Field(default=None, description="哪个部门；空值为全校上传的文件")
    part: MappedPart
    text: Words
    column: Column | None = None
    level: RiskLevel | None = None
    kind: FormKind | None = None


class ImportMappingOut(BaseModel):
    """A remembered meaning."""

    id: int
    version: int
    department_id: int | None
    department_name: str | None
    part: MappedPart
    text: str
    column: Column | None
    level: RiskLevel | None
    kind: FormKind | None
    used_at: datetime
    used_by_name: str | None
    uses_count: int = Field(description="沿用过几次")


class ImportMappingQuery(PageQuery):
    """Filters of the list."""

    department_id: RowId | None = Field(default=None, description="只看这个部门自己的")
    part: MappedPart | None = None
