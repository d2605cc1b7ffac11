"""Bodies of comparisons."""

from datetime import datetime

from pydantic import BaseModel, Field

from backend.kit.paging import Body
from backend.organization.rules import RiskLevel
from backend.risks.comparisons.rules import BaseGap, ComparisonBase, RowChange
from backend.risks.rules import CauseKind


class SheetComparisonQuery(Body):
    """Beside what."""

    against: ComparisonBase = Field(
        default=ComparisonBase.last_submission, description="与上次提交还是与上年对照"
    )


class ComparedSide(BaseModel):
    """A row as it was or is; powers and steps also by the name they had."""

    id: int
    number: int = Field(description="在表中的第几行")
    duty: str
    name: str
    manifestation: str
    cause_kinds: list[CauseKind]
    causes: str
    level: RiskLevel | None
    measures: str
    remark: str
    categories: dict[str, str]
    subcategories: dict[str, list[str]]
    found_by: list[str]
    location: str
    power_id: int | None
    power_name: str | None
    step_id: int | None
    step_name: str | None
    public_wording: str


class ComparedRow(BaseModel):
    """One row on both sides; at least one is there."""

    change: RowChange
    cells: list[str] = Field(description="改动过的格，按字段名；新增和删去的行为空")
    before: ComparedSide | None
    after: ComparedSide | None


class ComparedBase(BaseModel):
    """What the sheet is laid beside."""

    inventory_id: int
    year: int
    round: int | None = Field(description="第几次提交；与上年对照时为空")
    submitted_at: datetime | None
    submitted_by_name: str | None = Field(description="提交人；与上年对照时为空")
    no_risk_reason: str


class SheetComparison(BaseModel):
    """A sheet beside what it was: its rows in their order, then those that are gone."""

    inventory_id: int
    against: ComparisonBase
    year: int
    round: int = Field(description="现在是第几次提交")
    no_risk_reason: str
    base: ComparedBase | None
    gap: BaseGap | None = Field(description="没有可以对照的内容时，说明原因")
    rows: list[ComparedRow] = Field(description="没有可以对照的内容时为空")
