"""Bodies of prompt lists."""

from typing import Self

from pydantic import BaseModel, Field, model_validator

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.organization.rules import MajorMatter, PositionTier
from backend.risks.rules import InventoryKind


class RiskPromptQuery(Body):
    """Which lists; without a filter all four."""

    inventory_id: RowId | None = Field(default=None, description="只列适合这张排查表的")
    kind: InventoryKind | None = None
    tier: PositionTier | None = Field(default=None, description="岗位层级；部门表没有层级")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.inventory_id and (self.kind or self.tier):
            raise ValueError("inventory_id 不能与 kind、tier 同用。")
        return self


class RiskPrompt(BaseModel):
    """One thing to look at."""

    key: str
    text: str
    matter: MajorMatter | None = Field(description="对应的“三重一大”事项")


class RiskPromptListOut(BaseModel):
    """What a tier, or a department, looks for."""

    kind: InventoryKind
    tier: PositionTier | None
    title: str
    text: str = Field(description="文件原文")
    source: str = Field(description="出处")
    items: list[RiskPrompt]
