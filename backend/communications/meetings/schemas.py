"""Bodies of meetings."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.communications.files.schemas import CommunicationFileOut
from backend.communications.meetings.rules import Attendance, MeetingKind, MeetingState
from backend.communications.schemas import Moment, Note, Reason, Title
from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term

Place = Annotated[str, Field(max_length=200)]
Agenda = Annotated[str, Field(max_length=4000)]
Guests = Annotated[str, Field(max_length=1000, description="名册以外的参会人员")]
PersonIds = Annotated[list[RowId], Field(max_length=2000, description="应到人员（人员编号）")]


class MeetingCreate(Body):
    """A meeting to come, or one that is registered afterwards and recorded in the next step."""

    department_id: RowId = Field(description="召开会议的部门；全院会议填学院")
    kind: MeetingKind
    title: Title = Field(examples=["廉政风险防控工作动员会"])
    held_at: Moment
    place: Place = ""
    agenda: Agenda = ""
    guests: Guests = ""
    chair_id: RowId | None = Field(default=None, description="主持人（人员编号）")
    attendee_ids: PersonIds = Field(default_factory=list)


class MeetingUpdate(Body):
    """Omitted fields stay; those invited change only before the meeting is recorded."""

    title: Title = omittable()
    held_at: Moment = omittable()
    place: Place = omittable()
    agenda: Agenda = omittable()
    guests: Guests = omittable()
    chair_id: RowId | None = None
    attendee_ids: PersonIds = omittable()


class AttendeeRecord(Body):
    """Whether one person came."""

    person_id: RowId
    attendance: Attendance
    note: Annotated[str, Field(max_length=200)] = ""


class MeetingRecord(Body):
    """What the record says: minutes, and for everybody whether he came. Replaces the list of those invited."""

    minutes: Annotated[str, Field(min_length=2, max_length=20_000)]
    attendees: Annotated[list[AttendeeRecord], Field(min_length=1, max_length=2000)]


class MeetingCancellation(Body):
    """Why it did not take place."""

    reason: Reason


class ConveyanceCreate(Body):
    """A department reports what the meeting asked to its leader or its working group."""

    department_id: RowId
    reported_to: Annotated[str, Field(min_length=2, max_length=100, examples=["处长、部门领导小组"])]
    reported_on: date
    note: Note = ""


class AttendeeOut(BaseModel):
    """One person of the attendance list."""

    person_id: int
    person_name: str
    job_title: str
    attendance: Attendance
    note: str


class ConveyanceOut(BaseModel):
    """One department's word."""

    id: int
    department_id: int
    department_name: str
    reported_to: str
    reported_on: date
    note: str
    recorded_by_name: str
    recorded_at: datetime


class MeetingItem(BaseModel):
    """A line of the list."""

    id: int
    department_id: int
    department_name: str
    kind: MeetingKind
    title: str
    held_at: datetime
    place: str
    state: MeetingState
    chair_name: str
    attendees_count: int = Field(description="应到人数")
    present_count: int = Field(description="出席人数")
    version: int
    updated_at: datetime


class MeetingOut(MeetingItem):
    """The whole record."""

    agenda: str
    minutes: str
    guests: str
    chair_id: int | None
    recorded_at: datetime | None
    recorded_by_name: str
    cancel_reason: str
    created_at: datetime
    attendees: list[AttendeeOut]
    conveyances: list[ConveyanceOut]
    files: list[CommunicationFileOut]
    allowed_actions: list[str] = Field(
        description="当前可办理的动作", examples=[["edit", "record", "cancel"]]
    )


class MeetingSort(Term):
    """Orders offered."""

    newest = "newest", "最近的在前"
    oldest = "oldest", "最早的在前"


class MeetingQuery(PageQuery):
    """Filters of the list."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    kind: MeetingKind | None = None
    state: MeetingState | None = None
    held_from: date | None = Field(default=None, description="自这一天起（含）")
    held_to: date | None = Field(default=None, description="至这一天止（含）")
    person_id: RowId | None = Field(default=None, description="这个人应到的会议")
    is_mine: bool = Field(default=False, description="只看我应到的会议")
    q: str | None = Field(default=None, max_length=100, description="会议名称包含")
    sort: MeetingSort = MeetingSort.newest
