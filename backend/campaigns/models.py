"""Tables of campaigns."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.campaigns.rules import YearState
from backend.kit.table import Entity, instant, ref, term


class WorkYear(Entity, table=True):
    """A year of work (opinion.txt line 77). `digest` is the SHA-256 of everything it held when it was closed."""

    __tablename__ = "work_year"
    __table_args__ = (
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (digest IS NOT NULL)",
            name="closed",
        ),
    )

    year: int = Field(unique=True)
    state: YearState = term(YearState, default=YearState.open)
    opened_by_id: int | None = ref("user_account.id", default=None)
    closed_at: datetime | None = instant(default=None)
    closed_by_id: int | None = ref("user_account.id", default=None)
    digest: str | None = Field(default=None, max_length=64)
