"""Tables of communications. People's names are frozen as they were when they acted."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.communications.meetings.rules import Attendance, MeetingKind, MeetingState
from backend.communications.notices.rules import NoticeState
from backend.communications.nudges.rules import NudgeAudience, NudgeTarget
from backend.communications.questions.rules import QuestionKind, QuestionState, QuestionTopic
from backend.kit.table import Entity, Row, document, instant, number, ref, term
from backend.organization.rules import DepartmentKind

OWNERS = ("meeting_id", "notice_id", "question_id")
ONE_OWNER = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in OWNERS) + " = 1"


class Meeting(Entity, table=True):
    """A meeting of a department, or of the college when `department_id` is the root."""

    __tablename__ = "meeting"
    __table_args__ = (sa.Index("ix_meeting_held_at", "held_at", "id"),)

    department_id: int = ref("department.id", index=True)
    kind: MeetingKind = term(MeetingKind)
    title: str = Field(max_length=200)
    held_at: datetime = instant(nullable=False)
    place: str = Field(default="", max_length=200)
    agenda: str = Field(default="", max_length=4000)
    minutes: str = Field(default="", max_length=20_000)
    guests: str = Field(default="", max_length=1000)
    chair_id: int | None = ref("person.id", default=None)
    chair_name: str = Field(default="", max_length=100)
    state: MeetingState = term(MeetingState, default=MeetingState.scheduled)
    recorded_at: datetime | None = instant(default=None)
    recorded_by_name: str = Field(default="", max_length=100)
    cancel_reason: str = Field(default="", max_length=500)


class MeetingAttendee(Row, table=True):
    """Somebody who was to come, and whether he came."""

    __tablename__ = "meeting_attendee"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "person_id"),)

    meeting_id: int = ref("meeting.id")
    person_id: int = ref("person.id", index=True)
    person_name: str = Field(max_length=100)
    job_title: str = Field(default="", max_length=100)
    attendance: Attendance = term(Attendance, default=Attendance.invited)
    note: str = Field(default="", max_length=200)


class MeetingConveyance(Row, table=True):
    """A department's word that what the meeting asked was reported to its leader (handout.txt line 242)."""

    __tablename__ = "meeting_conveyance"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "department_id"),)

    meeting_id: int = ref("meeting.id")
    department_id: int = ref("department.id", index=True)
    reported_to: str = Field(max_length=100)
    reported_on: date
    note: str = Field(default="", max_length=1000)
    recorded_by_id: int = ref("user_account.id")
    recorded_by_name: str = Field(max_length=100)
    recorded_at: datetime = instant(nullable=False)


class Notice(Entity, table=True):
    """A notice of `department_id`. Whom it names is resolved into units when it is published."""

    __tablename__ = "notice"
    __table_args__ = (sa.Index("ix_notice_published_at", "published_at", "id"),)

    department_id: int = ref("department.id", index=True)
    meeting_id: int | None = ref("meeting.id", default=None)
    title: str = Field(max_length=200)
    body: str = Field(max_length=20_000)
    is_for_all: bool = False
    kinds: list[DepartmentKind] = document(default_factory=list)
    department_ids: list[int] = document(default_factory=list)
    needs_receipt: bool = True
    receipt_due_at: datetime | None = instant(default=None)
    state: NoticeState = term(NoticeState, default=NoticeState.draft)
    published_at: datetime | None = instant(default=None)
    published_by_name: str = Field(default="", max_length=100)
    withdrawn_at: datetime | None = instant(default=None)
    withdraw_reason: str = Field(default="", max_length=500)


class NoticeUnit(Row, table=True):
    """A department a notice was sent to, and who signed for it there."""

    __tablename__ = "notice_unit"
    __table_args__ = (sa.UniqueConstraint("notice_id", "department_id"),)

    notice_id: int = ref("notice.id")
    department_id: int = ref("department.id", index=True)
    signed_at: datetime | None = instant(default=None)
    signed_by_id: int | None = ref("user_account.id", default=None)
    signed_by_name: str = Field(default="", max_length=100)
    note: str = Field(default="", max_length=1000)


class NoticeReading(Row, table=True):
    """Somebody opened a notice that was sent to his department."""

    __tablename__ = "notice_reading"
    __table_args__ = (sa.UniqueConstraint("notice_id", "user_id"),)

    notice_id: int = ref("notice.id")
    user_id: int = ref("user_account.id", index=True)
    read_at: datetime = instant(nullable=False)


class Question(Entity, table=True):
    """A thread between a department and the office."""

    __tablename__ = "question"
    __table_args__ = (sa.Index("ix_question_state", "state", "id"),)

    department_id: int = ref("department.id", index=True)
    kind: QuestionKind = term(QuestionKind)
    topic: QuestionTopic = term(QuestionTopic)
    title: str = Field(max_length=200)
    state: QuestionState = term(QuestionState, default=QuestionState.open)
    asked_by_id: int = ref("user_account.id")
    asked_by_name: str = Field(max_length=100)
    answered_at: datetime | None = instant(default=None)
    closed_at: datetime | None = instant(default=None)


class QuestionMessage(Row, table=True):
    """One thing said in a thread; never edited."""

    __tablename__ = "question_message"

    question_id: int = ref("question.id", index=True)
    is_answer: bool
    body: str = Field(max_length=4000)
    author_id: int = ref("user_account.id")
    author_name: str = Field(max_length=100)
    written_at: datetime = instant(nullable=False)


class Knowledge(Entity, table=True):
    """What the office shares with everybody, in its own words: no department and no person is named by the system."""

    __tablename__ = "knowledge"

    question_id: int | None = ref("question.id", default=None, unique=True)
    kind: QuestionKind = term(QuestionKind, "knowledge_kind")
    topic: QuestionTopic = term(QuestionTopic, "knowledge_topic")
    title: str = Field(max_length=200)
    question: str = Field(default="", max_length=4000)
    answer: str = Field(max_length=20_000)
    shared_by_name: str = Field(max_length=100)
    shared_at: datetime = instant(nullable=False)
    withdrawn_at: datetime | None = instant(default=None)
    withdraw_reason: str = Field(default="", max_length=500)


class Nudge(Row, table=True):
    """A word to a department's officers, or to one person there, about something that is late."""

    __tablename__ = "nudge"
    __table_args__ = (sa.Index("ix_nudge_department_id", "department_id", "sent_at"),)

    department_id: int = ref("department.id")
    audience: NudgeAudience = term(NudgeAudience)
    person_id: int | None = ref("person.id", default=None, index=True)
    target_kind: NudgeTarget = term(NudgeTarget)
    target_id: int | None = number(default=None)
    message: str = Field(max_length=1000)
    sent_by_id: int = ref("user_account.id")
    sent_by_name: str = Field(max_length=100)
    sent_at: datetime = instant(nullable=False)
    seen_at: datetime | None = instant(default=None)
    seen_by_name: str = Field(default="", max_length=100)


class CommunicationFile(Row, table=True):
    """A file of exactly one meeting, notice or question; the bytes lie under the digest."""

    __tablename__ = "communication_file"
    __table_args__ = (sa.CheckConstraint(ONE_OWNER, name="one_owner"),)

    meeting_id: int | None = ref("meeting.id", default=None, index=True)
    notice_id: int | None = ref("notice.id", default=None, index=True)
    question_id: int | None = ref("question.id", default=None, index=True)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int
    digest: str = Field(max_length=64)
    uploaded_by_id: int = ref("user_account.id")
    uploaded_by_name: str = Field(max_length=100)
    uploaded_at: datetime = instant(nullable=False)
