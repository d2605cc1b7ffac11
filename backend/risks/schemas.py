"""Fields that sheets and the register share. None names a person: a risk belongs to a post (handout.txt line 234)."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, field_validator

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.organization.rules import RiskLevel
from backend.reviews.rules import ReviewState
from backend.risks.rules import (
    SCHEMES,
    CategoryScheme,
    CauseKind,
    Consequence,
    FindingSource,
    InventoryKind,
    Likelihood,
    RiskCategory,
)

Year = Annotated[int, Field(ge=2000, le=2100, description="年度", examples=[2026])]
MAX_ROWS = 500


class RiskPointFields(Body):
    """One row as people fill it in. Drafts may be incomplete; omitted fields stay as they are."""

    duty: str = Field(
        default="", max_length=2000, description="部门职责／岗位职责", examples=["核对教材款项"]
    )
    name: str = Field(
        default="", max_length=1000, description="廉政风险点", examples=["教材选用倾向特定供应商"]
    )
    manifestation: str = Field(
        default="", max_length=4000, description="表现形式", examples=["接受供应商宴请后指定采购其教材"]
    )
    cause_kinds: list[CauseKind] = Field(
        default_factory=list,
        max_length=len(CauseKind),
        description="原因类别",
        examples=[["weak_supervision"]],
    )
    causes: str = Field(default="", max_length=4000, description="原因分析")
    measures: str = Field(default="", max_length=4000, description="防控措施")
    remark: str = Field(default="", max_length=1000, description="备注")
    categories: dict[CategoryScheme, RiskCategory] = Field(
        default_factory=dict,
        description="风险类别：每种分类法一个值",
        examples=[{"three_kinds": "process", "four_types": "duty"}],
    )
    found_by: list[FindingSource] = Field(
        default_factory=list, max_length=len(FindingSource), description="查找方法", examples=[["self"]]
    )
    location: str = Field(default="", max_length=500, description="发生的部位和环节")
    power_id: RowId | None = Field(default=None, description="所属职权")
    step_id: RowId | None = Field(default=None, description="所在流程环节，须属于该职权")
    public_wording: str = Field(default="", max_length=1000, description="对外公开时的表述")

    @field_validator("categories")
    @classmethod
    def _belongs(cls, value: dict[CategoryScheme, RiskCategory]) -> dict[CategoryScheme, RiskCategory]:
        for scheme, category in value.items():
            if category not in SCHEMES[scheme]:
                offered = "、".join(one.label for one in SCHEMES[scheme])
                raise ValueError(f"“{scheme.label}”里没有“{category.label}”，只能选：{offered}。")
        return value

    @field_validator("cause_kinds", "found_by")
    @classmethod
    def _once(cls, value: list[Any]) -> list[Any]:
        return list(dict.fromkeys(value))


class RiskPointOut(BaseModel):
    """One risk point, in the register and as a row of its sheet."""

    id: int
    version: int
    inventory_id: int
    inventory_kind: InventoryKind
    year: int
    department_id: int
    department_name: str
    position_id: int | None
    position_name: str | None
    ordinal: int
    duty: str
    name: str
    manifestation: str
    cause_kinds: list[CauseKind]
    causes: str
    declared_level: RiskLevel | None = Field(description="导入的表上原来填写的等级，仅供对照")
    likelihood: Likelihood | None
    consequence: Consequence | None
    level: RiskLevel | None = Field(description="由评估计算，不能填写")
    level_explanation: str
    level_rule: str
    measures: str
    remark: str
    categories: dict[CategoryScheme, RiskCategory]
    found_by: list[FindingSource]
    location: str
    power_id: int | None
    step_id: int | None
    public_wording: str
    review_state: ReviewState
    retired_at: datetime | None
    updated_at: datetime
