"""Bodies of groups."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import DepartmentKind, GroupKind, GroupRole
from backend.organization.schemas import Day, Name

JobTitle = Annotated[
    str, Field(max_length=100, description="名单上的职务；不填就是名册中的", examples=["处长"])
]
DocumentNumber = Annotated[
    str, Field(max_length=100, description="成立或报备文号", examples=["示院教〔2026〕3号"])
]
Note = Annotated[str, Field(max_length=2000)]


class MemberCreate(Body):
    """Somebody joins a group."""

    person_id: RowId
    role: GroupRole
    title: JobTitle = ""
    started_on: Day | None = Field(default=None, description="第一天；不填就随小组成立日或今天")


class MemberUpdate(Body):
    """What may change in a term; omitted fields stay."""

    role: GroupRole = omittable()
    title: JobTitle = omittable()


class GroupCreate(Body):
    """A group with its list of members; of the college it is the leading group, of a unit its working group."""

    department_id: RowId
    name: Name | None = Field(default=None, description="不填就按部门名称")
    document_number: DocumentNumber = ""
    reported_on: Day | None = Field(default=None, description="名单报送防控办公室的日期")
    started_on: Day | None = Field(default=None, description="成立日期；不填就是今天")
    note: Note = ""
    members: Annotated[list[MemberCreate], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if all(member.role is not GroupRole.leader for member in self.members):
            raise ValueError("请至少确定一名组长。")
        if len({member.person_id for member in self.members}) < len(self.members):
            raise ValueError("同一个人只能列一次。")
        return self


class GroupUpdate(Body):
    """What may change; omitted fields stay."""

    name: Name = omittable()
    document_number: DocumentNumber = omittable()
    reported_on: Day | None = None
    note: Note = omittable()


class GroupEnding(Body):
    """The last day of a group; it still counts."""

    ended_on: Day | None = Field(default=None, description="最后一天（含当天）；不填就是今天")
    reason: str = Field(default="", max_length=500)


class MemberOut(BaseModel):
    """One term in a group."""

    id: int
    person_id: int
    person_name: str | None
    role: GroupRole
    title: str
    started_on: date
    ended_on: date | None


class GroupOut(BaseModel):
    """A group over its period (the last day included)."""

    id: int
    kind: GroupKind
    department_id: int
    department_name: str
    name: str
    document_number: str
    reported_on: date | None
    started_on: date
    ended_on: date | None
    members_count: int = Field(description="现有成员人数")
    version: int
    updated_at: datetime


class GroupAction(Term):
    """What can be done with a group; sent out with each one as `allowed_actions`."""

    edit = "edit", "修改"
    end = "end", "撤销"


class GroupDetail(GroupOut):
    """One group with everybody who is or was in it, leaders first."""

    note: str
    end_reason: str
    members: list[MemberOut]
    allowed_actions: list[GroupAction] = Field(description="调用者此刻可以做的事")


class GroupQuery(PageQuery):
    """Filters of the list."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    kind: GroupKind | None = None
    person_id: RowId | None = Field(default=None, description="这个人现在所在的小组")
    is_reported: bool | None = Field(default=None, description="名单是否已报送防控办公室")
    include_history: bool = Field(default=False, description="连同已撤销的")


class GroupGapOut(BaseModel):
    """A unit without a working group today."""

    id: int = Field(description="部门的编号")
    code: str
    name: str
    kind: DepartmentKind


class GroupGapQuery(PageQuery):
    """Filters of the units without a working group."""

    within_id: RowId | None = Field(default=None, description="该部门及其下级")
    include_subunits: bool = Field(default=False, description="连同部门下设的科室")
