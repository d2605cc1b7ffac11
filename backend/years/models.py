"""Tables of years: what was carried from one into the next, and what a closed one holds."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.kit.table import Row, instant, number, ref, term
from backend.years.rules import LAYOUT, CarryChoice


class Carrying(Row, table=True):
    """What was decided about one risk point when the next year was opened; never changed afterwards."""

    __tablename__ = "carrying"
    __table_args__ = (sa.UniqueConstraint("from_point_id", "year"),)

    from_point_id: int = ref("risk_point.id")
    year: int = Field(index=True)
    choice: CarryChoice = term(CarryChoice)
    reason: str = Field(default="", max_length=500)
    to_point_id: int | None = ref("risk_point.id", default=None, unique=True)
    decided_by_id: int = ref("user_account.id")
    decided_by_name: str = Field(max_length=100)
    decided_at: datetime = instant(nullable=False)


class YearArchive(Row, table=True):
    """The file of a closed year. `digest` is its SHA-256 and names it in the store; `rows` its lines."""

    __tablename__ = "year_archive"

    year: int = Field(unique=True)
    digest: str = Field(max_length=64)
    size: int = number()
    rows: int = number()
    note: str = Field(default="", max_length=1000)
    closed_by_id: int = ref("user_account.id")
    closed_by_name: str = Field(max_length=100)
    closed_at: datetime = instant(nullable=False)
    layout: int = LAYOUT
    """What its digest covers; see `rules.LAYOUT`."""
