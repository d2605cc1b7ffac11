"""Tables of the library: each rule, and every edition of it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.kit.table import Entity, Row, instant, ref, term
from backend.regulations.rules import RegulationKind, RegulationStatus

_NUMBERED = sa.text("number <> ''")


class Regulation(Entity, table=True):
    """A law, a superior's document or a rule of one's own, as it reads in its newest edition (0 while drafted)."""

    __tablename__ = "regulation"
    __table_args__ = (
        sa.CheckConstraint("(status = 'drafting') = (edition = 0) OR status = 'repealed'", name="edition"),
        sa.CheckConstraint("kind <> 'department' OR department_id IS NOT NULL", name="owner"),
        sa.Index(
            "uq_regulation_number",
            "number",
            "title",
            unique=True,
            sqlite_where=_NUMBERED,
            postgresql_where=_NUMBERED,
        ),
        sa.Index("ix_regulation_title", "title", "id"),
        sa.Index("ix_regulation_effective_on", "effective_on", "id"),
        sa.Index("ix_regulation_updated_at", "updated_at", "id"),
    )

    kind: RegulationKind = term(RegulationKind)
    title: str = Field(max_length=200)
    number: str = Field(default="", max_length=100)
    issuer: str = Field(default="", max_length=200)
    department_id: int | None = ref("department.id", default=None, index=True)
    status: RegulationStatus = term(RegulationStatus)
    issued_on: date | None = None
    effective_on: date | None = None
    text: str = Field(default="", max_length=100_000)
    edition: int = 0
    amend_reason: str = Field(default="", max_length=500)
    repealed_on: date | None = None
    repeal_reason: str = Field(default="", max_length=500)
    replaced_by_id: int | None = ref("regulation.id", default=None)


class RegulationRevision(Row, table=True):
    """One edition as it was published; never changed afterwards."""

    __tablename__ = "regulation_revision"
    __table_args__ = (sa.UniqueConstraint("regulation_id", "edition"),)

    regulation_id: int = ref("regulation.id")
    edition: int
    title: str = Field(max_length=200)
    number: str = Field(default="", max_length=100)
    issued_on: date | None = None
    effective_on: date
    changes: str = Field(default="", max_length=4000)
    text: str = Field(default="", max_length=100_000)
    recorded_by_name: str = Field(max_length=100)
    recorded_at: datetime = instant(nullable=False)
