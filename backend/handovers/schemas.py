"""Bodies of hand-overs in and out."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.handovers.rules import HandoverState
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import RiskLevel


class TakenPower(BaseModel):
    """A power of the post."""

    id: int
    name: str
    basis: str


class TakenPoint(BaseModel):
    """A risk point of the post, as last approved."""

    id: int
    name: str
    manifestation: str
    level: RiskLevel | None
    measures: str


class TakenMeasure(BaseModel):
    """A measure of the post, to be carried out or kept up."""

    id: int
    title: str
    due_on: date | None
    state: str


class HandoverContent(BaseModel):
    """What the post brings along."""

    duties: list[str]
    powers: list[TakenPower]
    points: list[TakenPoint]
    measures: list[TakenMeasure]
    pledge: str


class HandoverOut(BaseModel):
    """One hand-over in a list."""

    id: int
    position_id: int
    position_name: str
    department_id: int
    department_name: str
    person_id: int
    person_name: str
    predecessor_name: str
    started_on: date
    state: HandoverState
    acknowledged_at: datetime | None
    version: int
    updated_at: datetime


class HandoverDetail(HandoverOut):
    """The page to acknowledge. `content_digest` names what is shown; it goes back with the acknowledgement."""

    appointment_id: int
    content: HandoverContent
    content_digest: str
    pledge_version: int
    note: str
    allowed_actions: list[str]


class Acknowledgement(Body):
    """The new holder has read all this and pledges."""

    content_digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="页面上所示内容的指纹")]
    pledges: Annotated[bool, Field(description="作出岗位廉政承诺，必须为 true")]
    note: str = Field(default="", max_length=1000, description="需要说明的情况")


class HandoverSort(Term):
    """Orders offered."""

    newest = "newest", "最新在前"
    oldest = "oldest", "等得最久的在前"


class HandoverQuery(PageQuery):
    """Filters of the list."""

    state: HandoverState | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    position_id: RowId | None = None
    mine: bool = Field(default=False, description="只看本人接任的")
    sort: HandoverSort = HandoverSort.newest
