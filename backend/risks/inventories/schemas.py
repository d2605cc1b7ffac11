"""Bodies of sheets in and out."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.reviews.rules import ReviewChain, ReviewState
from backend.reviews.schemas import DecisionOut
from backend.risks.rules import InventoryAction, InventoryKind
from backend.risks.schemas import RiskPointOut, Year


class RiskInventoryCreate(Body):
    """A new sheet: 附件二 names the department, 附件三 the position and, unless it is one's own, who fills it in."""

    kind: InventoryKind
    year: Year
    department_id: RowId | None = Field(default=None, description="部门表必填")
    position_id: RowId | None = Field(default=None, description="个人岗位表必填", examples=[3])
    filler_id: RowId | None = Field(default=None, description="填表人；不填即本人。须是该岗位现任人员")
    filled_on: date | None = Field(default=None, description="填表日期；不填则为提交当天")


class InventorySubmission(Body):
    """What goes with handing in. Only a sheet without rows needs it."""

    no_risk_reason: str | None = Field(
        default=None,
        max_length=2000,
        description="没有风险点时的说明，印在表上；有职权的岗位和部门必须填写",
        examples=["本岗位只负责阅览室日常开放，不经手经费、采购和人员事项，已对照三项职责逐条查找。"],
    )


class InventoryRetirement(Body):
    """Why a sheet is dropped."""

    reason: str = Field(min_length=2, max_length=500, examples=["重复填报"])


class RiskInventoryOut(BaseModel):
    """One sheet in a list. Names of people are empty for systems without access to personal data."""

    id: int
    version: int
    kind: InventoryKind
    year: int
    department_id: int
    department_name: str
    position_id: int | None
    position_name: str | None
    filler_id: int | None
    filler_name: str = Field(description="填表时的姓名；部门表为当时的部门负责人")
    filler_job_title: str
    filled_on: date | None
    review_id: int | None
    state: ReviewState
    points_count: int
    retired_on: date | None
    updated_at: datetime


class RiskInventoryDetail(RiskInventoryOut):
    """One sheet with its rows, as the page and the printed form need it."""

    duties: list[str] = Field(description="部门或岗位的职责，供逐条排查")
    rows: list[RiskPointOut]
    chain: ReviewChain | None
    round: int
    submitted_at: datetime | None
    content_hash: str = Field(description="现在内容的 SHA-256")
    no_risk_reason: str = Field(description="没有风险点的说明；有风险点时为空")
    carried_from_id: int | None = Field(description="由上一年度的哪张表沿用而来")
    is_stale: bool = Field(description="认定之后内容又有变动：已变更，需复核")
    is_changed_since_submission: bool = Field(description="内容与最近一次提交、审核的不一致")
    latest_decision: DecisionOut | None
    allowed_actions: list[InventoryAction]


class InventorySort(Term):
    """Orders offered; each has an index."""

    newest = "newest", "最新的在前"
    oldest = "oldest", "最早的在前"


class RiskInventoryQuery(PageQuery):
    """Filters of the list."""

    year: Year | None = None
    kind: InventoryKind | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    position_id: RowId | None = None
    state: ReviewState | None = None
    mine: bool = Field(default=False, description="只看本人填写的和本人岗位的")
    include_retired: bool = False
    sort: InventorySort = InventorySort.newest
