"""Fields that sheets and the register share. None names a person: a risk belongs to a post (handout.txt line 234)."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, field_validator

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.organization.rules import RiskLevel
from backend.reviews.rules import ReviewState
from backend.risks.rules import CauseKind, Consequence, InventoryKind, Likelihood

Year = Annotated[int, Field(ge=2000, le=2100, description="年度", examples=[2026])]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="在分类或查找方法列表中的标识")]
"""A key of one of the office's lists; whether it stands there is judged with the write."""
MAX_ROWS = 500
MAX_SCHEMES = 30


class RiskContent(Body):
    """What a risk is, whoever found it. Drafts may be incomplete; omitted fields stay as they are."""

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
    categories: dict[Key, Key] = Field(
        default_factory=dict,
        max_length=MAX_SCHEMES,
        description="风险类别：每种分类法一个值，都用列表中的标识",
        examples=[{"three_kinds": "process", "four_types": "duty"}],
    )
    subcategories: dict[Key, Annotated[list[Key], Field(max_length=20)]] = Field(
        default_factory=dict,
        max_length=MAX_SCHEMES,
        description="所选类别下的具体情形，可多选",
        examples=[{"three_kinds": ["opaque", "weak_supervision"]}],
    )
    location: str = Field(default="", max_length=500, description="发生的部位和环节")
    power_id: RowId | None = Field(default=None, description="所属职权")
    step_id: RowId | None = Field(default=None, description="所在流程环节，须属于该职权")

    @field_validator("cause_kinds")
    @classmethod
    def _each_once(cls, value: list[Any]) -> list[Any]:
        return list(dict.fromkeys(value))

    @field_validator("subcategories")
    @classmethod
    def _only_chosen(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        return {scheme: list(dict.fromkeys(keys)) for scheme, keys in value.items() if keys}


class RiskPointFields(RiskContent):
    """One row as people fill it in."""

    remark: str = Field(default="", max_length=1000, description="备注")
    found_by: list[Key] = Field(
        default_factory=list,
        max_length=20,
        description="查找方法，可多选；提交前每行至少选一种",
        examples=[["self"]],
    )
    public_wording: str = Field(default="", max_length=1000, description="对外公开时的表述")

    @field_validator("found_by")
    @classmethod
    def _every_way_once(cls, value: list[Any]) -> list[Any]:
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
    categories: dict[str, str] = Field(description="分类法 → 类别")
    subcategories: dict[str, list[str]] = Field(description="分类法 → 所选类别下的具体情形")
    found_by: list[str]
    location: str
    power_id: int | None
    step_id: int | None
    public_wording: str
    carried_from_id: int | None = Field(description="由上一年度的哪个风险点沿用而来")
    review_state: ReviewState
    retired_at: datetime | None
    updated_at: datetime
