"""Bodies of single risk points and the register's filters."""

from typing import Self

from pydantic import Field, model_validator

from backend.kit.paging import MAX_PAGE_SIZE, Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import KeyArea
from backend.reviews.rules import ReviewState
from backend.risks.rules import Consequence, InventoryKind, Likelihood
from backend.risks.schemas import Key, RiskPointFields, RiskPointOut, Year

MACHINE_PAGE_SIZE = 1_000


class RiskPointCreate(RiskPointFields):
    """One more row at the end of a sheet."""

    inventory_id: RowId


class RiskPointUpdate(RiskPointFields):
    """What may change; omitted fields stay."""


class RiskPointRetirement(Body):
    """Why a point leaves the register."""

    reason: str = Field(min_length=2, max_length=500, examples=["职权已取消"])


class RiskPointAction(Term):
    """What can be done with a point; sent out as `allowed_actions`."""

    update = "update", "修改"
    retire = "retire", "删除"


class RiskPointDetail(RiskPointOut):
    """One risk point with everything its page needs."""

    power_name: str | None
    step_name: str | None
    review_id: int | None
    is_stale: bool = Field(description="所在排查表认定之后内容又有变动：已变更，需复核")
    retire_reason: str | None
    allowed_actions: list[RiskPointAction]


class LevelFilter(Term):
    """A level, or none yet."""

    high = "high", "高"
    medium = "medium", "中"
    low = "low", "低"
    none = "none", "未定级"


class RiskPointSort(Term):
    """Orders offered; each has an index."""

    newest = "newest", "最新的在前"
    oldest = "oldest", "最早的在前"
    updated = "updated", "最近修改的在前"
    level = "level", "等级高的在前"


class RiskPointQuery(PageQuery):
    """Filters of the register. With `cursor` the list is for machines: keyset order, up to 1000 a page."""

    size: int = Field(
        default=50, ge=1, le=MACHINE_PAGE_SIZE, description="每页最多 200；用 cursor 时最多 1000"
    )
    cursor: str | None = Field(
        default=None, max_length=500, description="空值表示从头拉取；之后用 Link: rel=next 中的值"
    )
    q: str | None = Field(default=None, max_length=100, description="风险点或表现形式包含")
    inventory_id: RowId | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    position_id: RowId | None = None
    power_id: RowId | None = None
    year: Year | None = None
    level: LevelFilter | None = None
    likelihood: Likelihood | None = None
    consequence: Consequence | None = None
    scheme: Key | None = Field(default=None, description="与 category 同用")
    category: Key | None = Field(default=None, description="风险类别；不给 scheme 时任一分类法均可")
    found_by: Key | None = None
    key_area: KeyArea | None = Field(default=None, description="所属岗位的重点领域")
    kind: InventoryKind | None = None
    state: ReviewState | None = None
    mine: bool = Field(default=False, description="只看本人填写的和本人岗位的")
    peers: bool = Field(
        default=False, description="只看本部门同事已提交的（互相查），今年的和已经开始的以后年度的"
    )
    include_retired: bool = False
    sort: RiskPointSort = RiskPointSort.newest

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.cursor is None and self.size > MAX_PAGE_SIZE:
            raise ValueError(f"每页最多 {MAX_PAGE_SIZE} 条；要成批拉取，请带 cursor 参数。")
        if self.cursor is not None and not {"page", "sort"}.isdisjoint(self.model_fields_set):
            raise ValueError("cursor 不能与 page、sort 同用。")
        if self.mine and self.peers:
            raise ValueError("mine 与 peers 不能同用。")
        if self.scheme and not self.category:
            raise ValueError("请同时给出 category。")
        return self
