"""What the checks found when a sheet was handed in: counts only, so that the college's overview reads no text."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

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


class SheetWording(Row, table=True):
    """Fingerprints of what the rows of a sheet said at its newest submission, so that a copy in another department is
    found by one index and no text of that department is read. A wording keeps its row through later submissions: the
    smaller id said it first."""

    __tablename__ = "sheet_wording"
    __table_args__ = (sa.Index("ix_sheet_wording_digest", "digest", "year"),)

    inventory_id: int = ref("risk_inventory.id", index=True)
    year: int
    digest: str = Field(max_length=64)


class WordingBand(Row, table=True):
    """Marks of what each row said at its sheet's newest submission (`wording.bands`): rows of two sheets that share one
    may be near copies of each other, and are compared. A mark keeps its row while it stands: the smaller id was first.
    """

    __tablename__ = "wording_band"
    __table_args__ = (
        sa.Index("ix_wording_band_band", "band", "year"),
        sa.UniqueConstraint("inventory_id", "risk_point_id", "band"),
    )

    inventory_id: int = ref("risk_inventory.id")
    risk_point_id: int = ref("risk_point.id", index=True)
    year: int
    band: str = Field(max_length=16)
