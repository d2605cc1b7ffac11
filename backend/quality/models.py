"""What the checks found when a sheet was handed in: counts only, so that the college's overview reads no text."""

from datetime import datetime

from backend.kit.table import Row, document, instant, ref


class SheetQuality(Row, table=True):
    """The counts of one sheet at its newest submission. `counts` is check → findings."""

    __tablename__ = "sheet_quality"

    inventory_id: int = ref("risk_inventory.id", unique=True)
    department_id: int = ref("department.id", index=True)
    year: int
    findings: int = 0
    counts: dict[str, int] = document(default_factory=dict)
    checked_at: datetime = instant(nullable=False)
