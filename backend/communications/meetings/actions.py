"""Writes of meetings. Events carry field names and numbers; agenda and minutes stay in the record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.communications.actions import advance, refuse
from backend.communications.files.actions import attach, detach
from backend.communications.meetings import queries
from backend.communications.meetings.queries import ATTENDEES, CONVEYANCES, MEETINGS
from backend.communications.meetings.rules import MACHINE, TOOK_PLACE, Attendance, MeetingState
from backend.communications.meetings.schemas import (
    AttendeeRecord,
    ConveyanceCreate,
    MeetingCancellation,
    MeetingCreate,
    MeetingRecord,
    MeetingUpdate,
)
from backend.kit import journal
from backend.kit.batches import among, insert_batch
from backend.kit.etag import Expected
from backend.kit.files import Store
from backend.kit.problems import FieldError, conflict, invalid, invalid_fields
from backend.kit.rows import insert_row
from backend.kit.table import now, today
from backend.organization.queries import PEOPLE, live_department, within

WRITE = Permission.meetings_write
NO_CHAIR = {"chair_id": None, "chair_name": ""}


def _record(
    session: Session, action: str, row: dict[str, Any], details: dict[str, Any] | None = None
) -> None:
    subject = journal.Subject("meeting", row["id"], row["version"], row["department_id"])
    journal.record(session, f"meeting.{action}", subject, {"kind": row["kind"]} | (details or {}))


def _people(session: Session, actor: Actor, meeting_id: int, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Those of `ids` the actor may name: people within his reach, and whoever stands on the list already."""
    listed = PEOPLE.c.id.in_(sa.select(ATTENDEES.c.person_id).where(ATTENDEES.c.meeting_id == meeting_id))
    nameable = sa.or_(within(actor.reach(Permission.people_read), PEOPLE.c.department_id), listed)
    statement = sa.select(PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.job_title).where(
        among(session, PEOPLE.c.id, ids), nameable
    )
    return {row["id"]: dict(row) for row in session.execute(statement).mappings()}


def _chair(session: Session, actor: Actor, meeting_id: int, chair_id: int | None) -> dict[str, Any]:
    """The chair's name frozen as it is today."""
    if chair_id is None:
        return NO_CHAIR
    found = _people(session, actor, meeting_id, [chair_id])
    if chair_id not in found:
        raise invalid("/chair_id", "unknown", "名册上没有这个人，或不在您的范围内；请填在“名册以外人员”。")
    return {"chair_id": chair_id, "chair_name": found[chair_id]["name"]}


def _set_attendees(
    session: Session, actor: Actor, meeting_id: int, pointer: str, rows: Sequence[AttendeeRecord]
) -> None:
    """Replaces the attendance list. 422 for people out of reach and for anybody named twice."""
    ids = [row.person_id for row in rows]
    people = _people(session, actor, meeting_id, ids)
    errors: list[FieldError] = []
    for at, person_id in enumerate(ids):
        if person_id not in people:
            errors.append(FieldError(pointer.format(at), "unknown", "名册上没有这个人，或不在您的范围内。"))
        elif person_id in ids[:at]:
            errors.append(FieldError(pointer.format(at), "duplicate", "同一个人只能登记一次。"))
    if errors:
        raise invalid_fields(errors)
    session.execute(sa.delete(ATTENDEES).where(ATTENDEES.c.meeting_id == meeting_id))
    names = ("meeting_id", "person_id", "person_name", "job_title", "attendance", "note")
    values = [
        (
            meeting_id,
            row.person_id,
            people[row.person_id]["name"],
            people[row.person_id]["job_title"],
            row.attendance,
            row.note,
        )
        for row in rows
    ]
    insert_batch(session, ATTENDEES, names, values)


def _invite(session: Session, actor: Actor, meeting_id: int, ids: Sequence[int]) -> None:
    rows = [AttendeeRecord(person_id=person_id, attendance=Attendance.invited) for person_id in ids]
    _set_attendees(session, actor, meeting_id, "/attendee_ids/{}", rows)


def create_meeting(session: Session, actor: Actor, body: MeetingCreate) -> dict[str, Any]:
    """Schedules a meeting. 422 for people out of reach, 403 for another's department."""
    live_department(session, actor, WRITE, body.department_id)
    instant = now()
    values = body.model_dump(exclude={"attendee_ids"}) | _chair(session, actor, 0, body.chair_id)
    values |= {"minutes": "", "recorded_by_name": "", "cancel_reason": "", "state": MeetingState.scheduled}
    values |= {"version": 1, "created_at": instant, "updated_at": instant}
    meeting_id = insert_row(session, MEETINGS, values)
    _invite(session, actor, meeting_id, body.attendee_ids)
    row = queries.get_meeting(session, actor, meeting_id)
    _record(session, "created", row)
    return row


def _change(
    session: Session, actor: Actor, meeting_id: int, expected: Expected, action: str, changes: dict[str, Any]
) -> dict[str, Any]:
    """Runs one row of the state table; returns the meeting as it was."""
    before = queries.get_meeting(session, actor, meeting_id)
    advance(session, MACHINE, MEETINGS, before, expected, action, changes)
    return before


def _refuse_future(held_at: datetime) -> None:
    if held_at > now():
        raise conflict("会议还没有到召开时间，不能登记会议记录。", "not-yet-held")


def update_meeting(
    session: Session, actor: Actor, meeting_id: int, body: MeetingUpdate, expected: Expected
) -> dict[str, Any]:
    """Edits what was announced; after the meeting its attendance changes with the record only."""
    changes = body.model_dump(exclude_unset=True, exclude={"attendee_ids"})
    if "chair_id" in changes:
        changes |= _chair(session, actor, meeting_id, changes["chair_id"])
    before = _change(session, actor, meeting_id, expected, "edit", changes)
    if before["state"] == MeetingState.held and "held_at" in changes:
        _refuse_future(changes["held_at"])
    if "attendee_ids" in body.model_fields_set:
        if before["state"] != MeetingState.scheduled:
            raise conflict("会议已经召开，请在会议记录里更正出席情况。", "already-held")
        _invite(session, actor, meeting_id, body.attendee_ids)
    row = queries.get_meeting(session, actor, meeting_id)
    _record(session, "updated", row, {"fields": sorted(body.model_fields_set)})
    return row


def record_meeting(
    session: Session, actor: Actor, meeting_id: int, body: MeetingRecord, expected: Expected
) -> dict[str, Any]:
    """Minutes and attendance. 409 before the time has come, 422 when nobody came or somebody is left open."""
    errors = [
        FieldError(f"/attendees/{at}/attendance", "open", "请登记出席、缺席或请假。")
        for at, row in enumerate(body.attendees)
        if row.attendance is Attendance.invited
    ]
    if errors:
        raise invalid_fields(errors)
    present = sum(row.attendance is Attendance.present for row in body.attendees)
    if not present:
        raise invalid("/attendees", "nobody", "没有人出席的会议不能登记；如没有召开，请取消。")
    changes = {"minutes": body.minutes, "recorded_at": now(), "recorded_by_name": actor.principal.label}
    before = _change(session, actor, meeting_id, expected, "record", changes)
    _refuse_future(before["held_at"])
    _set_attendees(session, actor, meeting_id, "/attendees/{}/person_id", body.attendees)
    row = queries.get_meeting(session, actor, meeting_id)
    _record(session, "recorded", row, {"attendees": len(body.attendees), "present": present})
    return row


def file_meeting(session: Session, actor: Actor, meeting_id: int, expected: Expected) -> dict[str, Any]:
    """Closes the record for good."""
    _change(session, actor, meeting_id, expected, "file", {})
    row = queries.get_meeting(session, actor, meeting_id)
    _record(session, "filed", row)
    return row


def rest_on(session: Session, meeting_id: int) -> None:
    """Files a held meeting because a decision of the leadership now rests on it (requirements D20).

    Its date, attendance and minutes are part of the decision, so nobody corrects them afterwards. Two decisions of one
    meeting at the same moment do not refuse each other.
    """
    target = MACHINE.find(MeetingState.held, "file").target
    changed = session.execute(
        sa.update(MEETINGS)
        .where(MEETINGS.c.id == meeting_id, MEETINGS.c.state == MeetingState.held)
        .values(state=target, version=MEETINGS.c.version + 1, updated_at=now())
        .returning(*(MEETINGS.c[name] for name in ("id", "version", "department_id", "kind")))
    )
    row = changed.mappings().one_or_none()
    if row is not None:
        _record(session, "filed", dict(row), {"is_rested_on": True})


def cancel_meeting(
    session: Session, actor: Actor, meeting_id: int, body: MeetingCancellation, expected: Expected
) -> dict[str, Any]:
    """A meeting that will not, or did not, take place."""
    _change(session, actor, meeting_id, expected, "cancel", {"cancel_reason": body.reason})
    row = queries.get_meeting(session, actor, meeting_id)
    _record(session, "cancelled", row)
    return row


def convey_meeting(session: Session, actor: Actor, meeting_id: int, body: ConveyanceCreate) -> dict[str, Any]:
    """Notes that a department reported the meeting to its leader; once for each department."""
    meeting = queries.get_meeting(session, actor, meeting_id)
    live_department(session, actor, WRITE, body.department_id)
    if meeting["state"] not in TOOK_PLACE:
        raise conflict("会议还没有登记会议记录，不能登记传达情况。", "not-yet-held")
    if body.reported_on > today():
        raise invalid("/reported_on", "future", "汇报日期不能晚于今天。")
    if any(row["department_id"] == body.department_id for row in meeting["conveyances"]):
        raise conflict("本部门已经登记过传达情况。", "already-conveyed")
    values = {
        "meeting_id": meeting_id,
        "recorded_by_id": actor.require_user(),
        "recorded_by_name": actor.principal.label,
        "recorded_at": now(),
    }
    insert_row(session, CONVEYANCES, body.model_dump() | values)
    subject = journal.Subject("meeting", meeting_id, meeting["version"], body.department_id)
    journal.record(session, "meeting.conveyed", subject, {"department_id": body.department_id})
    return queries.get_meeting(session, actor, meeting_id)


def _editable(session: Session, actor: Actor, meeting_id: int) -> dict[str, Any]:
    """The meeting while its files may still change."""
    row = queries.get_meeting(session, actor, meeting_id)
    refuse(MACHINE, row, "edit")
    return row


def attach_file(
    session: Session, actor: Actor, meeting_id: int, store: Store, filename: str, data: bytes
) -> dict[str, Any]:
    """Adds the agenda, the slides, the sign-in sheet."""
    meeting = _editable(session, actor, meeting_id)
    row = attach(session, actor, store, "meeting_id", meeting_id, filename, data)
    _record(session, "file_attached", meeting, {"file_id": row["id"], "digest": row["digest"]})
    return row


def detach_file(session: Session, actor: Actor, meeting_id: int, file_id: int) -> None:
    """Takes a wrong file off before the record is filed."""
    meeting = _editable(session, actor, meeting_id)
    row = detach(session, "meeting_id", meeting_id, file_id)
    _record(session, "file_detached", meeting, {"file_id": file_id, "digest": row["digest"]})
