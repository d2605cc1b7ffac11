"""Bodies of comparisons; each room says what a row of its sheets is (`Side`)."""

from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, Field

from backend.kit.paging import Body
from backend.reviews.comparisons.rules import BaseGap, ComparisonBase, RowChange

Side = TypeVar("Side")


class ComparisonQuery(Body):
    """Beside what."""

    against: ComparisonBase = Field(
        default=ComparisonBase.last_submission, description="与上次提交还是与上年对照"
    )


class ComparedRow(BaseModel, Generic[Side]):
    """One row on both sides; at least one is there."""

    change: RowChange
    cells: list[str] = Field(description="改动过的格，按字段名；新增和删去的行为空")
    before: Side | None
    after: Side | None


class ComparedBase(BaseModel):
    """What the sheet is laid beside."""

    subject_id: int
    year: int
    round: int | None = Field(description="第几次提交；与上年对照时为空")
    is_reconfirmed: bool = Field(description="对照的是那次提交认定之后又变更、并经复核确认的内容")
    submitted_at: datetime | None = Field(description="提交的时刻；复核确认的内容则为确认的时刻")
    submitted_by_name: str | None = Field(description="提交人或复核确认人；与上年对照时为空")
    note: str = Field(description="整张表的说明：排查表没有风险点的理由，防控措施方案的说明")


class Comparison(BaseModel, Generic[Side]):
    """A sheet beside what it was: its rows in their order, then those that are gone."""

    subject_id: int
    against: ComparisonBase
    year: int
    round: int = Field(description="现在是第几次提交")
    note: str
    base: ComparedBase | None
    gap: BaseGap | None = Field(description="没有可以对照的内容时，说明原因")
    rows: list[ComparedRow[Side]] = Field(description="没有可以对照的内容时为空")
