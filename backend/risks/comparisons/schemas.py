"""Bodies of comparisons."""

from pydantic import BaseModel, Field

from backend.organization.rules import RiskLevel
from backend.risks.rules import CauseKind


class ComparedRiskRow(BaseModel):
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
