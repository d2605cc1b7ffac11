"""Bodies of departments in and out. Out models have no defaults, so generated clients have no false optionals."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import DepartmentKind

Code = Annotated[
    str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", examples=["JWC"])
]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Duty = Annotated[str, Field(min_length=1, max_length=1000)]
Duties = Annotated[list[Duty], Field(max_length=100)]
Reason = Annotated[str, Field(min_length=2, max_length=500, examples=["机构调整"])]


class DepartmentCreate(Body):
    """A new unit."""

    code: Code
    name: Name = Field(examples=["教务处"])
    kind: DepartmentKind
    parent_id: RowId | None = Field(default=None, description="上级部门；只有全校根节点没有上级")
    sort: int = Field(default=0, ge=0, le=100_000)
    duties: Duties = Field(default_factory=list, examples=[["组织教学运行", "负责教材选用"]])


class DepartmentUpdate(Body):
    """What may change; omitted fields stay."""

    name: Name | None = None
    kind: DepartmentKind | None = None
    parent_id: RowId | None = None
    sort: int | None = Field(default=None, ge=0, le=100_000)
    duties: Duties | None = None


class Retirement(Body):
    """Retiring instead of deleting (requirements D23)."""

    reason: Reason


class DepartmentOut(BaseModel):
    """A unit as everybody sees it."""

    id: int
    code: str
    name: str
    kind: DepartmentKind
    parent_id: int | None
    path: str
    sort: int
    duties: list[str]
    retired_on: date | None
    retire_reason: str | None
    version: int
    updated_at: datetime


class DepartmentSort(Term):
    """Orders offered; each has an index."""

    tree = "tree", "按层级"
    code = "code", "按编码"
    by_name = "name", "按名称"


class DepartmentQuery(PageQuery):
    """Filters of the list."""

    q: str | None = Field(default=None, max_length=100, description="名称或编码包含")
    kind: DepartmentKind | None = None
    parent_id: RowId | None = None
    within_id: RowId | None = Field(default=None, description="该部门及其下级")
    include_retired: bool = False
    sort: DepartmentSort = DepartmentSort.tree
