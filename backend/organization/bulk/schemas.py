"""What a bulk load takes and answers; the same for every resource."""

from pydantic import BaseModel, Field

from backend.kit.paging import Body
from backend.kit.terms import Term

MAX_ERRORS = 20_000


class BulkMode(Term):
    """What one bad row does to the others."""

    atomic = "atomic", "全部成功才写入"
    best_effort = "best_effort", "跳过有误的行，其余写入"


class BulkQuery(Body):
    """How to load."""

    mode: BulkMode = Field(default=BulkMode.atomic, description="atomic：有一行出错就全部不写入")
    dry_run: bool = Field(default=False, description="只检查不写入；报告与真正执行时完全相同")


class BulkError(BaseModel):
    """One thing wrong with one row."""

    index: int = Field(description="第几条数据，从 0 起", examples=[12])
    line: int = Field(description="在文件中的行号，从 1 起（含表头）；JSON 数组中为第几条", examples=[14])
    key: str | None = Field(description="这一行的编码或工号", examples=["JWC-03"])
    pointer: str = Field(description="JSON pointer", examples=["/12/tier"])
    column: str | None = Field(description="文件中的列名", examples=["岗位层级"])
    code: str = Field(examples=["enum"])
    message: str = Field(examples=["“科级”不在可选范围内，可填：领导岗位、中层岗位、一般岗位。"])


class BulkReport(BaseModel):
    """What a load did, or would do: a dry run answers exactly the same."""

    accepted: bool = Field(description="是否写入：atomic 下有任何一行出错即为 false，一行也不写")
    total: int = Field(description="读到的行数")
    created: int
    updated: int
    unchanged: int = Field(description="内容相同、没有改动的行数")
    failed: int = Field(description="有误的行数")
    errors: list[BulkError] = Field(description=f"最多列出 {MAX_ERRORS} 处")
    ignored_columns: list[str] = Field(description="文件中不认识、没有读取的列")


class BulkColumn(BaseModel):
    """One column a file may have."""

    name: str = Field(description="JSON 字段名", examples=["tier"])
    label: str = Field(description="表头", examples=["岗位层级"])
    aliases: list[str] = Field(description="也认得的表头")
    is_key: bool
    is_required: bool
    values: list[str] = Field(description="可填的内容；空表示不限")


class BulkColumns(BaseModel):
    """How to lay out a file, so that scripts need not repeat the list of headers."""

    resource: str = Field(examples=["positions"])
    columns: list[BulkColumn]
