"""Tables of announcements: what was announced, frozen, and what was said against it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.announcements.rules import (
    AnnouncementAudience,
    AnnouncementResult,
    AnnouncementState,
    ObjectionState,
)
from backend.kit.table import Entity, Row, instant, ref, term
from backend.organization.rules import RiskLevel

OPEN = sa.text("state = 'open'")


class Announcement(Entity, table=True):
    """One announcement of the register of a department and those below it in one year.

    `department_name` is frozen with its rows; `content_hash` covers them (`rules.content_hash`); `pending_count` are
    the points of sheets that were not approved yet and so are not among them.
    """

    __tablename__ = "announcement"
    __table_args__ = (
        sa.Index("ix_announcement_department_id", "department_id", "year"),
        sa.Index("ix_announcement_year", "year", "state"),
        sa.Index(
            "uq_announcement_open",
            "department_id",
            "year",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        sa.CheckConstraint("opens_on <= closes_on", name="order"),
        sa.CheckConstraint("(result IS NULL) = (ended_at IS NULL)", name="result"),
        sa.CheckConstraint("(state = 'reported') = (reported_on IS NOT NULL)", name="reported"),
        sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn"),
    )

    department_id: int = ref("department.id")
    department_name: str = Field(max_length=100)
    year: int
    audience: AnnouncementAudience = term(AnnouncementAudience)
    opens_on: date
    closes_on: date
    note: str = Field(default="", max_length=1000)
    state: AnnouncementState = term(AnnouncementState, default=AnnouncementState.open)
    content_hash: str = Field(max_length=64)
    rows_count: int
    pending_count: int = 0
    announced_by_id: int = ref("user_account.id")
    announced_by_name: str = Field(max_length=100)
    announced_at: datetime = instant(nullable=False)
    result: AnnouncementResult | None = term(AnnouncementResult, default=None)
    ended_at: datetime | None = instant(default=None)
    ended_by_name: str = Field(default="", max_length=100)
    reported_on: date | None = None
    report_note: str = Field(default="", max_length=500)
    withdrawn_at: datetime | None = instant(default=None)
    withdraw_reason: str = Field(default="", max_length=500)


class AnnouncedRow(Row, table=True):
    """A risk point as it was announced, never changed afterwards."""

    __tablename__ = "announced_row"
    __table_args__ = (sa.UniqueConstraint("announcement_id", "ordinal"),)

    announcement_id: int = ref("announcement.id")
    ordinal: int
    risk_point_id: int = ref("risk_point.id", index=True)
    department_name: str = Field(max_length=100)
    position_name: str = Field(default="", max_length=100)
    holder_name: str = Field(default="", max_length=100)
    name: str = Field(max_length=1000)
    manifestation: str = Field(default="", max_length=4000)
    level: RiskLevel | None = term(RiskLevel, default=None)
    measures: str = Field(default="", max_length=4000)


class Objection(Entity, table=True):
    """What somebody says against a row, or against the whole, under his own name."""

    __tablename__ = "objection"
    __table_args__ = (
        sa.Index("ix_objection_department_id", "department_id", "state"),
        sa.CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided"),
    )

    announcement_id: int = ref("announcement.id", index=True)
    department_id: int = ref("department.id")
    row_id: int | None = ref("announced_row.id", default=None)
    reason: str = Field(max_length=2000)
    state: ObjectionState = term(ObjectionState, default=ObjectionState.open)
    raised_by_id: int = ref("user_account.id", index=True)
    raised_by_name: str = Field(max_length=100)
    raised_at: datetime = instant(nullable=False)
    decided_by_id: int | None = ref("user_account.id", default=None)
    decided_by_name: str = Field(default="", max_length=100)
    decided_at: datetime | None = instant(default=None)
    decision_reason: str = Field(default="", max_length=2000)
    risk_point_id: int | None = ref("risk_point.id", default=None)
    suggestion_id: int | None = ref("risk_suggestion.id", default=None)
