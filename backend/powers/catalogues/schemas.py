"""Bodies of catalogues in and out."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import Discretion, KeyArea, MajorMatter
from backend.powers.catalogues.rules import CatalogueAction
from backend.powers.rules import PowerKind
from backend.reviews.rules import ReviewChain, ReviewState
from backend.reviews.schemas import DecisionOut

Year = Annotated[int, Field(ge=2000, le=2100, examples=[2026])]


class PowerCatalogueCreate(Body):
    """Opens 附件一 of a department for a year."""

    department_id: RowId
    year: Year


class PowerCatalogueOut(BaseModel):
    """A line of the list: where the catalogue stands."""

    id: int
    department_id: int
    department_name: str
    year: int
    review_id: int
    chain: ReviewChain
    state: ReviewState
    is_stale: bool = Field(description="认定之后内容又有变动：已变更，需复核")
    round: int
    submitted_at: datetime | None
    decided_at: datetime | None
    redo_due_on: date | None
    carried_from_id: int | None
    version: int
    updated_at: datetime


class CatalogueBasis(BaseModel):
    """A rule a power of the catalogue rests on."""

    regulation_id: int
    title: str
    number: str
    clause: str


class CatalogueRow(BaseModel):
    """One row of 附件一."""

    id: int
    code: str
    name: str
    content: str
    handling_body: str
    basis: str
    bases: list[CatalogueBasis]
    boundary: str
    kind: PowerKind | None
    key_area: KeyArea | None
    major_matters: list[MajorMatter]
    discretion: Discretion
    must_publish: bool
    is_concentrated: bool
    position_id: int | None
    position_name: str | None
    is_confirmed: bool


class ChangedPower(BaseModel):
    """A power that came or went since the catalogue was handed in."""

    id: int
    name: str


class EditedPower(ChangedPower):
    """A power that was changed since, and in which fields."""

    fields: list[str]


class CatalogueChanges(BaseModel):
    """What the powers say now that the handed-in catalogue does not."""

    added: list[ChangedPower]
    removed: list[ChangedPower]
    changed: list[EditedPower]


class PowerCatalogueDetail(PowerCatalogueOut):
    """One catalogue. `rows` are the powers of today while it is being filled in, and what was handed in afterwards."""

    powers_count: int = Field(description="今天在用的职权数")
    confirmed_count: int = Field(description="其中已逐项确认的")
    without_basis_count: int = Field(description="其中没有制度依据的")
    without_flow_count: int = Field(description="其中还没有流程图的")
    content_hash: str = Field(description="现在内容的摘要，提交和认定时记录的就是它")
    rows: list[CatalogueRow]
    changes: CatalogueChanges = Field(description="最近一次提交之后的变动；没有提交过则都为空")
    latest_decision: DecisionOut | None
    allowed_actions: list[CatalogueAction]


class CatalogueSort(Term):
    """Orders offered."""

    newest = "newest", "最新的在前"
    by_department = "department", "按部门"


class PowerCatalogueQuery(PageQuery):
    """Filters of the list."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    year: Year | None = None
    state: ReviewState | None = None
    is_stale: bool | None = None
    sort: CatalogueSort = CatalogueSort.newest
