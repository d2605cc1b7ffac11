"""Tables of campaigns. Nothing is deleted: what is no longer wanted is retired with a reason."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from backend.campaigns.rules import (
    CalendarDayKind,
    CampaignState,
    CampaignTemplate,
    CustodyAction,
    DeliverableKind,
    FileRole,
    StageKind,
    SubmissionState,
    VersionOutcome,
    YearState,
)
from backend.kit.table import Entity, Row, document, instant, ref, term
from backend.organization.rules import DepartmentKind


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


class WorkCalendar(Entity, table=True):
    """The office's entry of one year's holidays and 调休 days."""

    __tablename__ = "work_calendar"

    year: int = Field(unique=True)


class CalendarDay(Row, table=True):
    """A day that departs from the week."""

    __tablename__ = "calendar_day"

    calendar_id: int = ref("work_calendar.id", index=True)
    day_on: date = Field(unique=True)
    kind: CalendarDayKind = term(CalendarDayKind)
    name: str = Field(default="", max_length=40)


class Campaign(Entity, table=True):
    """A campaign and the document that governs it (opinion.txt lines 3–12)."""

    __tablename__ = "campaign"
    __table_args__ = (sa.UniqueConstraint("year", "name"),)

    year: int = Field(index=True)
    name: str = Field(max_length=200)
    template: CampaignTemplate = term(CampaignTemplate)
    state: CampaignState = term(CampaignState, default=CampaignState.draft)
    document_number: str = Field(default="", max_length=100)
    document_title: str = Field(default="", max_length=200)
    approving_body: str = Field(default="", max_length=100)
    approved_on: date | None = None
    issued_on: date | None = None
    copies_count: int | None = None
    cc: list[str] = document(default_factory=list)
    document_text: str = Field(default="", max_length=200_000)
    document_file: dict[str, Any] | None = document(default=None)
    started_at: datetime | None = instant(default=None)
    ended_at: datetime | None = instant(default=None)
    end_reason: str = Field(default="", max_length=500)


class CampaignBasis(Row, table=True):
    """A rule of the library that a campaign rests on (opinion.txt line 15)."""

    __tablename__ = "campaign_basis"
    __table_args__ = (sa.UniqueConstraint("campaign_id", "regulation_id"),)

    campaign_id: int = ref("campaign.id")
    regulation_id: int = ref("regulation.id", index=True)
    clause: str = Field(default="", max_length=200)


class CampaignStage(Entity, table=True):
    """One stage. Its end is no deadline: deliverables have their own instants (requirements D10)."""

    __tablename__ = "campaign_stage"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="order"),
        sa.Index("ix_campaign_stage_campaign_id", "campaign_id", "sort"),
    )

    campaign_id: int = ref("campaign.id")
    sort: int = 0
    kind: StageKind = term(StageKind)
    name: str = Field(max_length=100)
    instructions: str = Field(default="", max_length=4000)
    steps: list[str] = document(default_factory=list)
    starts_on: date | None = None
    ends_on: date | None = None
    retired_on: date | None = None
    retire_reason: str | None = Field(default=None, max_length=500)


class Deliverable(Entity, table=True):
    """What departments hand in, until when. `due_at` is a whole minute: that minute still counts."""

    __tablename__ = "deliverable"
    __table_args__ = (
        sa.Index("ix_deliverable_campaign_id", "campaign_id", "sort"),
        sa.Index("ix_deliverable_due_at", "due_at", "id"),
        sa.CheckConstraint("paper_copies BETWEEN 0 AND 20", name="paper_copies"),
    )

    campaign_id: int = ref("campaign.id")
    stage_id: int | None = ref("campaign_stage.id", default=None, index=True)
    sort: int = 0
    kind: DeliverableKind = term(DeliverableKind)
    name: str = Field(max_length=200)
    instructions: str = Field(default="", max_length=4000)
    parts: list[dict[str, Any]] = document(default_factory=list)
    due_at: datetime = instant(nullable=False)
    needs_seal: bool = False
    paper_copies: int = 0
    retired_on: date | None = None
    retire_reason: str | None = Field(default=None, max_length=500)


class DeliverableKindLink(Row, table=True):
    """Which kinds of department owe a deliverable."""

    __tablename__ = "deliverable_department_kind"
    __table_args__ = (sa.UniqueConstraint("deliverable_id", "department_kind"),)

    deliverable_id: int = ref("deliverable.id")
    department_kind: DepartmentKind = term(DepartmentKind, "department_kind")


class DeliverableExtension(Entity, table=True):
    """A later instant for one department, or for all, on record with its reason (handout.txt line 250)."""

    __tablename__ = "deliverable_extension"

    deliverable_id: int = ref("deliverable.id", index=True)
    department_id: int | None = ref("department.id", default=None, index=True)
    due_at: datetime = instant(nullable=False)
    reason: str = Field(max_length=500)
    granted_by_id: int = ref("user_account.id")
    granted_by_name: str = Field(max_length=100)
    revoked_at: datetime | None = instant(default=None)
    revoke_reason: str | None = Field(default=None, max_length=500)


class Submission(Entity, table=True):
    """One department's submission of one deliverable. `submitted_at` and `counted_at` are those of the last version.

    `counted_at` is the minute in which it was handed in; lateness compares it with the due minute.
    """

    __tablename__ = "submission"
    __table_args__ = (sa.UniqueConstraint("deliverable_id", "department_id"),)

    deliverable_id: int = ref("deliverable.id")
    department_id: int = ref("department.id", index=True)
    state: SubmissionState = term(SubmissionState, default=SubmissionState.draft)
    round: int = 0
    note: str = Field(default="", max_length=2000)
    submitted_at: datetime | None = instant(default=None)
    counted_at: datetime | None = instant(default=None)
    submitted_by_id: int | None = ref("user_account.id", default=None)


class SubmissionFile(Row, table=True):
    """One file of a submission; removed ones stay readable in the versions that hold them."""

    __tablename__ = "submission_file"

    submission_id: int = ref("submission.id", index=True)
    part: str = Field(max_length=40)
    role: FileRole = term(FileRole)
    name: str = Field(max_length=150)
    media_type: str = Field(max_length=100)
    size: int
    digest: str = Field(max_length=64)
    uploaded_by_name: str = Field(max_length=100)
    uploaded_at: datetime = instant(nullable=False)
    removed_at: datetime | None = instant(default=None)


class SubmissionVersion(Row, table=True):
    """What was handed in, frozen: files, due instant and lateness as they were then."""

    __tablename__ = "submission_version"
    __table_args__ = (sa.UniqueConstraint("submission_id", "round"),)

    submission_id: int = ref("submission.id")
    round: int
    receipt_code: str = Field(max_length=40, unique=True)
    files: list[dict[str, Any]] = document(default_factory=list)
    digest: str = Field(max_length=64)
    note: str = Field(default="", max_length=2000)
    submitted_at: datetime = instant(nullable=False)
    submitted_by_id: int = ref("user_account.id")
    submitted_by_name: str = Field(max_length=100)
    due_at: datetime = instant(nullable=False)
    late_minutes: int
    outcome: VersionOutcome = term(VersionOutcome, default=VersionOutcome.waiting)
    outcome_at: datetime | None = instant(default=None)
    outcome_by_name: str = Field(default="", max_length=100)
    outcome_reason: str = Field(default="", max_length=1000)


class CustodyRecord(Entity, table=True):
    """A line of the paper ledger: 领取、分发、收集、整理、归档 (opinion.txt line 33); corrected by retiring it."""

    __tablename__ = "custody_record"
    __table_args__ = (
        sa.Index("ix_custody_record_department_id", "department_id", "id"),
        sa.CheckConstraint("copies >= 1", name="copies"),
    )

    department_id: int = ref("department.id")
    submission_id: int | None = ref("submission.id", default=None, index=True)
    action: CustodyAction = term(CustodyAction)
    item: str = Field(max_length=200)
    copies: int = 1
    handled_on: date
    handler_name: str = Field(max_length=100)
    counterpart: str = Field(default="", max_length=100)
    place: str = Field(default="", max_length=200)
    remark: str = Field(default="", max_length=1000)
    recorded_by_id: int = ref("user_account.id")
    recorded_by_name: str = Field(max_length=100)
    retired_on: date | None = None
    retire_reason: str | None = Field(default=None, max_length=500)
