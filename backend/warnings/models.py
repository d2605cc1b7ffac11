"""Tables of warnings: 附件四 as a record (opinion.txt lines 355–387), read only on need to know."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.kit.table import Entity, Row, instant, ref, term
from backend.warnings.rules import DispositionKind, WarningSource, WarningState


class WarningCase(Entity, table=True):
    """One sheet of 附件四. The names are frozen as they were; the text never enters search, journal or e-mail."""

    __tablename__ = "warning_case"

    number: str = Field(max_length=40, unique=True)
    department_id: int = ref("department.id", index=True)
    subject_id: int = ref("person.id", index=True)
    subject_name: str = Field(max_length=100)
    subject_job_title: str = Field(default="", max_length=100)
    position_id: int | None = ref("position.id", default=None)
    source: WarningSource = term(WarningSource)
    circumstances: str = Field(max_length=4000)
    disposition: DispositionKind = term(DispositionKind)
    measures_taken: str = Field(default="", max_length=4000)
    rectification: str = Field(default="", max_length=4000)
    rectification_due_on: date | None = None
    filled_by_name: str = Field(default="", max_length=100)
    handler_id: int | None = ref("person.id", default=None)
    handler_name: str = Field(default="", max_length=100)
    handler_job_title: str = Field(default="", max_length=100)
    handled_on: date | None = None
    remark: str = Field(default="", max_length=3000)
    """Up to 2,000 characters typed, and the word with which the case ended."""
    state: WarningState = term(WarningState, default=WarningState.draft)
    issued_at: datetime | None = instant(default=None)
    promised_at: datetime | None = instant(default=None)
    closed_at: datetime | None = instant(default=None)


class WarningReader(Row, table=True):
    """Somebody the office let in on one case."""

    __tablename__ = "warning_reader"
    __table_args__ = (sa.UniqueConstraint("warning_id", "user_id"),)

    warning_id: int = ref("warning_case.id", index=True)
    user_id: int = ref("user_account.id", index=True)
    reason: str = Field(default="", max_length=500)
    admitted_at: datetime = instant(nullable=False)
