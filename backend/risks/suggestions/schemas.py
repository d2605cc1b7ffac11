"""Bodies of suggestions in and out."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import KeyArea, PositionTier
from backend.risks.rules import CauseKind, FindingOrigin, SuggestionAction, SuggestionState
from backend.risks.schemas import RiskContent, RiskPointFields, Year

Name = Annotated[str, Field(min_length=2, max_length=1000, description="廉政风险点")]
Note = Annotated[str, Field(max_length=1000, description="写给填表人的话：为什么有这个风险")]


class RiskSuggestionCreate(RiskContent):
    """A risk for one post, or for a department's own sheet."""

    year: Year
    position_id: RowId | None = Field(default=None, description="提给哪个岗位")
    department_id: RowId | None = Field(
        default=None, description="提给哪个部门的排查表；与 position_id 二选一"
    )
    origin: FindingOrigin | None = Field(
        default=None, description="以什么身份提出；不填则按权限：同事、领导或组织"
    )
    name: Name
    note: Note = ""

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if (self.position_id is None) == (self.department_id is None):
            raise ValueError("请选择一个岗位或一个部门，二者选一。")
        return self


class PostSelection(Body):
    """All posts of a kind; at least one mark must be given."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级的岗位")
    tier: PositionTier | None = None
    key_area: KeyArea | None = None
    is_key: bool | None = Field(default=None, description="只要重点岗位")

    @model_validator(mode="after")
    def _not_everybody(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise ValueError("请至少选一个条件：部门、岗位层级、重点领域或重点岗位。")
        return self


class SuggestionBatchCreate(RiskContent):
    """A risk pushed down to all posts of a kind. It can name no power: each post has its own."""

    year: Year
    posts: PostSelection
    name: Name
    note: Note = ""

    @model_validator(mode="after")
    def _without_power(self) -> Self:
        if self.power_id or self.step_id:
            raise ValueError("提给多个岗位时不能指定职权和环节，采纳时由各岗位自己选择。")
        return self


class SuggestionBatchOut(BaseModel):
    """What was pushed down."""

    batch: str = Field(description="批次；列表可用它筛选，看采纳情况")
    created_count: int
    skipped_count: int = Field(description="已有同名待处理建议的岗位")


class RiskSuggestionAdoption(RiskPointFields):
    """Fields given here replace those of the suggestion."""

    inventory_id: RowId | None = Field(
        default=None, description="写入哪张排查表；一岗多人、有几张表时必须选择"
    )


class RiskSuggestionDecline(Body):
    """Why not."""

    reason: str = Field(min_length=5, max_length=1000, examples=["本岗位不经手教材结算，由财务处办理。"])


class RiskSuggestionOut(BaseModel):
    """One suggestion and what became of it. Names of people are empty for systems without access to them."""

    id: int
    version: int
    year: int
    department_id: int
    department_name: str
    position_id: int | None
    position_name: str | None
    origin: FindingOrigin
    batch: str | None
    note: str
    duty: str
    name: str
    manifestation: str
    cause_kinds: list[CauseKind]
    causes: str
    measures: str
    categories: dict[str, str]
    subcategories: dict[str, list[str]]
    location: str
    power_id: int | None
    step_id: int | None
    state: SuggestionState
    suggested_by_id: int
    suggested_by_name: str
    decided_by_id: int | None
    decided_by_name: str
    decided_at: datetime | None
    reason: str = Field(description="不采纳的理由")
    risk_point_id: int | None = Field(description="采纳后写入的风险点")
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[SuggestionAction]


class SuggestionSort(Term):
    """Orders offered."""

    newest = "newest", "最新的在前"
    oldest = "oldest", "最早的在前"


class RiskSuggestionQuery(PageQuery):
    """Filters of the list."""

    year: Year | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    position_id: RowId | None = None
    inventory_id: RowId | None = Field(default=None, description="提给这张排查表的")
    origin: FindingOrigin | None = None
    batch: str | None = Field(default=None, max_length=32)
    state: list[SuggestionState] = Field(default_factory=list, max_length=len(SuggestionState))
    mine: bool = Field(default=False, description="只看本人提出的")
    awaiting: bool = Field(default=False, description="只看等本人处理的")
    sort: SuggestionSort = SuggestionSort.newest
