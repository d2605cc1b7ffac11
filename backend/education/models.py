"""Tables of pledges: the wordings, and what each holder of a post has signed."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.education.rules import PledgeRenewal
from backend.kit.table import Row, instant, ref, term
from backend.organization.rules import PositionTier


class PledgeText(Row, table=True):
    """One wording of the pledge; the newest counts, earlier ones stay with those who signed them."""

    __tablename__ = "pledge_text"

    number: int = Field(unique=True)
    text: str = Field(max_length=5000)
    published_by_name: str = Field(max_length=100)
    published_at: datetime = instant(nullable=False)
    tier: PositionTier | None = term(PositionTier, default=None)
    """None is for all tiers."""
    renewal: PledgeRenewal = term(PledgeRenewal)


class IntegrityPledge(Row, table=True):
    """What one holder signed for one post: names and text as they were then. It ends with the appointment."""

    __tablename__ = "integrity_pledge"
    __table_args__ = (
        sa.UniqueConstraint("appointment_id", "text_number", "year"),
        sa.Index("ix_integrity_pledge_year", "year", "id"),
    )

    appointment_id: int = ref("appointment.id")
    position_id: int = ref("position.id", index=True)
    person_id: int = ref("person.id", index=True)
    person_name: str = Field(max_length=100)
    position_name: str = Field(max_length=100)
    department_name: str = Field(max_length=100)
    text_number: int
    text: str = Field(max_length=5000)
    year: int
    signed_at: datetime = instant(nullable=False)
