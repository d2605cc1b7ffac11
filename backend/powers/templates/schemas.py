"""Bodies of flow templates."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.terms import Term
from backend.organization.rules import KeyArea
from backend.powers.schemas import StepBody

Name = Annotated[str, Field(min_length=2, max_length=200, examples=["货物采购（学院）"])]
Note = Annotated[str, Field(max_length=1000, description="适用范围和说明")]
Steps = Annotated[
    list[StepBody],
    Field(min_length=1, max_length=200, description="办理主体写“本部门”的，使用时换成职权所在的部门"),
]


class StarterQuery(Body):
    """Which starters."""

    key_area: KeyArea | None = None


class FlowStarter(BaseModel):
    """A template of the product."""

    code: str
    key_area: KeyArea
    name: str
    note: str
    steps: list[StepBody]


class FlowTemplateCreate(Body):
    """A flow kept for others to begin with."""

    name: Name
    key_area: KeyArea | None = None
    note: Note = ""
    steps: Steps


class FlowTemplateUpdate(Body):
    """What may change; omitted fields stay."""

    name: Name = omittable()
    key_area: KeyArea | None = None
    note: Note = omittable()
    steps: Steps = omittable()


class FlowTemplateRetirement(Body):
    """Why it is no longer offered."""

    reason: Annotated[str, Field(min_length=2, max_length=500)]


class FlowTemplateItem(BaseModel):
    """A line of the list."""

    id: int
    name: str
    key_area: KeyArea | None
    note: str
    step_count: int
    created_by_name: str
    retired_on: date | None
    retire_reason: str
    version: int
    updated_at: datetime


class FlowTemplateOut(FlowTemplateItem):
    """The whole template."""

    steps: list[StepBody]


class FlowTemplateSort(Term):
    """Orders offered."""

    by_name = "name", "按名称"
    newest = "newest", "最新在前"


class FlowTemplateQuery(PageQuery):
    """Filters of the list."""

    q: str | None = Field(default=None, max_length=100, description="名称、说明中包含")
    key_area: KeyArea | None = None
    include_retired: bool = False
    sort: FlowTemplateSort = FlowTemplateSort.by_name
