"""Bodies of prompt lists."""

from pydantic import BaseModel, Field

from backend.kit.paging import Body
from backend.organization.rules import MajorMatter, PositionTier
from backend.risks.rules import InventoryKind


class RiskPromptQuery(Body):
    """Which lists; without a filter all four."""

    kind: InventoryKind | None = None
    tier: PositionTier | None = Field(default=None, description="岗位层级；部门表没有层级")


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
