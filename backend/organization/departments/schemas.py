"""Bodies of departments. Out models have no defaults, so generated clients have no false optionals."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, Field, model_validator

from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import DepartmentKind
from backend.organization.schemas import Code, Day, Duties, Name, PersonBrief, Reason


class DepartmentCreate(Body):
    """A new unit."""

    code: Code
    name: Name = Field(examples=["教务处"])
    kind: DepartmentKind
    parent_id: RowId | None = Field(default=None, description="上级部门；只有全校根节点没有上级")
    party_id: RowId | None = Field(default=None, description="所属党组织（党总支、党委或直属党支部）")
    sort: int = Field(default=0, ge=0, le=100_000, description="同级中的次序")
    duties: Duties = Field(default_factory=list, examples=[["组织教学运行", "负责教材选用"]])
    founded_on: Day | None = Field(default=None, description="设立日期；空为一直就有。以前年度的一览不列它")


class DepartmentRow(Body):
    """One row of a bulk load; for an existing unit, fields that are left out stay as they are."""

    code: Code
    name: Name = Field(examples=["教务处"])
    kind: DepartmentKind
    parent_code: Code | None = Field(default=None, description="上级部门编码", examples=["SLXY"])
    party_code: Code | None = Field(default=None, description="所属党组织编码", examples=["JGDZZ"])
    sort: int = Field(default=0, ge=0, le=100_000)
    duties: Duties = Field(default_factory=list)


class DepartmentUpdate(Body):
    """What may change; omitted fields stay."""

    name: Name = omittable()
    kind: DepartmentKind = omittable()
    parent_id: RowId | None = None
    party_id: RowId | None = Field(default=None, description="所属党组织（党总支、党委或直属党支部）")
    sort: int = omittable(ge=0, le=100_000)
    duties: Duties = omittable()
    founded_on: Day | None = None


class Renaming(Body):
    """A unit gets a new name from a day on; old forms keep the old one."""

    name: Name = Field(examples=["教学管理处"])
    reason: Reason
    on: Day | None = Field(default=None, description="启用新名称的第一天；不填就是今天，不能晚于今天")


class DepartmentOut(BaseModel):
    """A unit as everybody sees it."""

    id: int
    code: str
    name: str
    kind: DepartmentKind
    parent_id: int | None
    path: str = Field(description="从根到本部门的编号，例如 /1/5/12/；下级以它开头")
    sort: int
    duties: list[str]
    founded_on: date | None
    retired_on: date | None
    retire_reason: str | None
    merged_into_id: int | None = Field(description="并入的部门")
    party_id: int | None = Field(description="所属党组织（党总支、党委或直属党支部）")
    version: int
    updated_at: datetime


class FormerName(BaseModel):
    """A name the unit bore, to its last day; from ever when `started_on` is empty."""

    name: str
    started_on: date | None
    ended_on: date
    reason: str


class MergedUnit(BaseModel):
    """A unit that became part of this one."""

    id: int
    name: str
    retired_on: date


class PartyUnit(BaseModel):
    """A unit that comes under a party organisation."""

    id: int
    name: str


class DepartmentDetail(DepartmentOut):
    """One unit with the people who answer for it today (opinion.txt lines 31, 33)."""

    head: PersonBrief | None
    liaisons: list[PersonBrief]
    supervising_leaders: list[PersonBrief]
    contact_leaders: list[PersonBrief]
    position_count: int = Field(description="本部门的岗位数，不含下级")
    former_names: list[FormerName] = Field(description="曾用名，最近的在前")
    merged_into_name: str | None
    merged_from: list[MergedUnit] = Field(description="并入本部门的部门")
    party_name: str | None = Field(description="所属党组织的名称")
    party_units: list[PartyUnit] = Field(description="隶属本党组织的部门，按次序")


class DepartmentNode(BaseModel):
    """A unit in the tree."""

    id: int
    code: str
    name: str
    kind: DepartmentKind
    retired_on: date | None
    position_count: int = Field(description="本部门及下级的岗位数")
    children: list["DepartmentNode"]


class DepartmentSort(Term):
    """Orders offered; each has an index."""

    tree = "tree", "按层级"
    code = "code", "按编码"
    by_name = "name", "按名称"


class DepartmentQuery(PageQuery):
    """Filters of the list."""

    q: str | None = Field(default=None, max_length=100, description="名称、曾用名或编码包含")
    kind: DepartmentKind | None = None
    parent_id: RowId | None = None
    within_id: RowId | None = Field(default=None, description="该部门及其下级")
    party_id: RowId | None = Field(default=None, description="隶属这个党组织的")
    without_head: bool = Field(default=False, description="只看今天没有负责人的")
    without_liaison: bool = Field(default=False, description="只看今天没有联络员的")
    include_retired: bool = False
    on: Day | None = Field(default=None, description="显示这一天使用的名称和上级")
    tree: bool = Field(default=False, description="改看部门树：转到 /departments/tree；不能与筛选、分页同用")
    sort: DepartmentSort = DepartmentSort.tree

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.tree and self.model_fields_set - {"tree", "include_retired"}:
            raise ValueError("tree=true 给出整棵树，只能与 include_retired 同用。")
        return self


class DepartmentTreeQuery(Body):
    """What the tree shows."""

    include_retired: bool = False
