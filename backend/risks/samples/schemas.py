"""Bodies of samples."""

from typing import Self

from pydantic import BaseModel, Field, model_validator

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.organization.rules import KeyArea, PositionTier
from backend.risks.rules import CauseKind
from backend.risks.schemas import RiskPointFields


class RiskSampleQuery(Body):
    """For which posts; without a filter all samples."""

    inventory_id: RowId | None = Field(default=None, description="只列适合这张排查表的")
    key_area: KeyArea | None = None
    tier: PositionTier | None = None

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.inventory_id and (self.key_area or self.tier):
            raise ValueError("inventory_id 不能与 key_area、tier 同用。")
        return self


class RiskSampleOut(BaseModel):
    """One sample, for the posts of a key area or of a tier."""

    key: str
    key_area: KeyArea | None
    tier: PositionTier | None
    duty: str
    name: str
    manifestation: str
    cause_kinds: list[CauseKind]
    causes: str
    measures: str
    categories: dict[str, str]
    subcategories: dict[str, list[str]]
    location: str


class RiskSampleAdoption(RiskPointFields):
    """Which sample becomes a row; fields given here replace those of the sample."""

    sample: str = Field(max_length=60, description="样例的标识", examples=["textbook_procurement-1"])
