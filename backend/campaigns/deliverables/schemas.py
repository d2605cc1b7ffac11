"""Bodies of deliverables."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from backend.campaigns.rules import DeliverableKind
from backend.campaigns.schemas import DepartmentKinds, DueInstant, Sort, Text, Year
from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import DepartmentKind

PartKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["leading_group"])]
DeliverableName = Annotated[str, Field(min_length=2, max_length=200)]
PaperCopies = Annotated[int, Field(ge=0, le=20, description="要交的纸质份数；一式两份填 2")]


class Part(Body):
    """One part of a deliverable, e.g. 联络员名单."""

    key: PartKey
    name: Annotated[str, Field(min_length=1, max_length=100)]
    is_required: bool = True


def _distinct(parts: list[Part]) -> list[Part]:
    if len({part.key for part in parts}) < len(parts):
        raise ValueError("每一部分的代号不能重复。")
    return parts


Parts = Annotated[list[Part], Field(min_length=1, max_length=20), AfterValidator(_distinct)]


class DeliverableCreate(Body):
    """Something more to hand in."""

    campaign_id: RowId
    stage_id: RowId | None = None
    kind: DeliverableKind
    name: DeliverableName
    instructions: Text = ""
    parts: Parts
    department_kinds: DepartmentKinds
    due_at: DueInstant
    needs_seal: bool = Field(default=False, description="要加盖公章，报送盖章扫描件")
    paper_copies: PaperCopies = 0
    sort: Sort | None = Field(default=None, description="不填就排在最后")


class DeliverableUpdate(Body):
    """What changes; omitted fields stay. The due instant is fixed once the campaign runs: extend it instead."""

    stage_id: RowId | None = None
    kind: DeliverableKind = omittable()
    name: DeliverableName = omittable()
    instructions: Text = omittable()
    parts: Parts = omittable()
    department_kinds: DepartmentKinds = omittable()
    due_at: DueInstant = omittable()
    needs_seal: bool = omittable()
    paper_copies: PaperCopies = omittable()
    sort: Sort = omittable()


class PartOut(BaseModel):
    """One part of a deliverable."""

    key: str
    name: str
    is_required: bool


class DeliverableOut(BaseModel):
    """What is to be handed in, until when."""

    id: int
    campaign_id: int
    campaign_name: str
    year: int
    stage_id: int | None
    stage_name: str | None
    sort: int
    kind: DeliverableKind
    name: str
    instructions: str
    parts: list[PartOut]
    department_kinds: list[DepartmentKind]
    due_at: datetime
    due_on: date = Field(description="截止日（校历）")
    is_due_on_working_day: bool
    working_days_left: int = Field(description="今天之后到截止日还有几个工作日；负数是已过去的")
    needs_seal: bool
    paper_copies: int
    retired_on: date | None
    retire_reason: str | None
    version: int
    updated_at: datetime


class DeliverableSort(Term):
    """Orders offered."""

    due = "due", "截止时间"
    programme = "programme", "活动中的次序"


class DeliverableQuery(PageQuery):
    """Filters of the list."""

    campaign_id: RowId | None = None
    stage_id: RowId | None = None
    year: Year | None = None
    kind: DeliverableKind | None = None
    department_kind: DepartmentKind | None = Field(default=None, description="这一类部门要报送的")
    include_retired: bool = False
    sort: DeliverableSort = DeliverableSort.due
