"""Bodies of levels that changed after the approval."""

from datetime import datetime

from pydantic import BaseModel, Field

from backend.organization.rules import RiskLevel


class PointLevelChange(BaseModel):
    """One point whose level changed."""

    risk_point_id: int
    name: str
    before: RiskLevel = Field(description="认定（或复核确认）时的等级")
    after: RiskLevel


class PointLevelChanges(BaseModel):
    """What of an approved sheet was levelled otherwise afterwards; empty while it is not approved."""

    approved_at: datetime | None = Field(description="认定或复核确认的时间")
    items: list[PointLevelChange]
