"""Bodies of taking an import back."""

from datetime import datetime

from pydantic import BaseModel, Field

from backend.imports.reversals.rules import EffectKind, ReversalOutcome
from backend.imports.rules import ImportAction, ImportState
from backend.imports.schemas import ImportChangeOut
from backend.kit.paging import Body


class ImportReversal(Body):
    """What goes with taking an import back."""

    is_partial: bool = Field(
        default=False, description="导入以后又有人改过、审核过或用到的内容保留不动，其余照样撤销"
    )


class ReversalEntryOut(BaseModel):
    """One thing the import did, and what becomes (or became) of it."""

    form: int = Field(description="第几张表，从 0 起")
    kind: EffectKind
    id: int = Field(description="写入的那一条的编号；职责为它所在岗位或部门的编号")
    holder: EffectKind | None = Field(description="职责写在岗位还是部门里")
    name: str
    is_new: bool = Field(description="由这次导入新建；否则是改动原有的内容")
    outcome: ReversalOutcome
    reason: str = Field(description="为什么保留，或已经不在；原来的逐项确认怎么办")
    changes: list[ImportChangeOut] = Field(description="改回的各栏：现在的内容和导入前的内容")


class ReversalOut(BaseModel):
    """Before: what would be taken back now. After: what was taken back and what stayed."""

    import_id: int
    version: int
    state: ImportState
    file_name: str
    entries: list[ReversalEntryOut]
    counts: dict[ReversalOutcome, int]
    is_noted: bool = Field(description="这次导入写了什么有记录；没有记录的不能整体撤销")
    reversed_at: datetime | None
    reversed_by_name: str | None
    allowed_actions: list[ImportAction]
