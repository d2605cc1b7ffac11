"""Tables of communications: meetings."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.communications.meetings.rules import Attendance, MeetingKind, MeetingState
from backend.kit.table import Entity, Row, instant, ref, term


class Meeting(Entity, table=True):
    """A meeting of a department, or of the college when `department_id` is the root. Names are frozen as they were."""

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
