"""Bodies of the checks of a plan; nothing comes in."""

from pydantic import BaseModel, Field

from backend.quality.plans.rules import PlanCheck
from backend.reviews.rules import RedoReason


class PlanFindingOut(BaseModel):
    """One doubt with the coded reason a reviewer may send back with."""

    check: PlanCheck
    reason: RedoReason
    message: str
    row_id: int = Field(description="哪一项措施")
    row_number: int = Field(description="方案里的第几项，从 1 起")
    cell: str = Field(description="哪一栏", examples=["content"])


class PlanQualityReport(BaseModel):
    """What the checks say about a plan right now."""

    plan_id: int
    findings: list[PlanFindingOut]
