"""Meetings in the permission matrix."""

from datetime import timedelta

from sqlmodel import Session

from backend.access.policy import Permission
from backend.communications.meetings.queries import ATTENDEES, MEETINGS
from backend.communications.meetings.rules import Attendance, MeetingKind, MeetingState
from backend.kit.rows import insert_row
from backend.kit.table import now
from tests.access.matrix import Operation, Scene
from tests.communications.attachments import add_file, upload

READ = Permission.meetings_read
REASON = {"reason": "与全院大会合并召开"}


def add_meeting(session: Session, scene: Scene, state: MeetingState = MeetingState.scheduled) -> int:
    """A meeting of the department an hour ago; the scene's holder of the post was to come."""
    row = {
        "department_id": scene.department_id,
        "kind": MeetingKind.unit_special,
        "title": "专题会议",
        "held_at": now() - timedelta(hours=1),
        "place": "二楼会议室",
        "agenda": "",
        "minutes": "",
        "guests": "",
        "chair_name": "",
        "state": state,
        "recorded_by_name": "",
        "cancel_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    meeting_id = insert_row(session, MEETINGS, row)
    attendee = {
        "meeting_id": meeting_id,
        "person_id": scene.person_id,
        "person_name": "应到人员",
        "job_title": "",
        "attendance": Attendance.invited,
        "note": "",
    }
    insert_row(session, ATTENDEES, attendee)
    return meeting_id


def add_held_meeting(session: Session, scene: Scene) -> int:
    """Its record is written."""
    return add_meeting(session, scene, MeetingState.held)


def add_meeting_file(session: Session, scene: Scene) -> tuple[int, int]:
    """A file of a meeting."""
    return add_file(session, scene, "meeting_id", add_meeting(session, scene))


MEETING_OPERATIONS = (
    Operation("list_meetings", "/meetings", arrange=add_meeting, lists="target_id"),
    Operation(
        "create_meeting",
        "/meetings",
        body=lambda scene: {
            "department_id": scene.department_id,
            "kind": "unit_special",
            "title": "专题会议",
            "held_at": "2026-09-03T09:00:00+08:00",
        },
        outside=422,
    ),
    Operation("get_meeting", "/meetings/{target_id}", arrange=add_meeting),
    Operation(
        "update_meeting",
        "/meetings/{target_id}",
        arrange=add_meeting,
        body=lambda _: {"place": "报告厅"},
        sees=READ,
    ),
    Operation(
        "record_meeting",
        "/meetings/{target_id}/record",
        arrange=add_meeting,
        body=lambda scene: {
            "minutes": "传达学院动员会精神，部署本部门工作。",
            "attendees": [{"person_id": scene.person_id, "attendance": "present"}],
        },
        sees=READ,
    ),
    Operation("file_meeting", "/meetings/{target_id}/filing", arrange=add_held_meeting, sees=READ),
    Operation(
        "cancel_meeting",
        "/meetings/{target_id}/cancellation",
        arrange=add_meeting,
        body=lambda _: REASON,
        sees=READ,
    ),
    Operation(
        "convey_meeting",
        "/meetings/{target_id}/conveyances",
        arrange=add_held_meeting,
        body=lambda scene: {
            "department_id": scene.department_id,
            "reported_to": "部门领导小组",
            "reported_on": "2026-09-03",
        },
        sees=READ,
    ),
    Operation(
        "attach_meeting_file",
        "/meetings/{target_id}/files",
        arrange=add_meeting,
        request=upload,
        sees=READ,
    ),
    Operation("get_meeting_file", "/meetings/{container_id}/files/{target_id}", arrange=add_meeting_file),
    Operation(
        "detach_meeting_file",
        "/meetings/{container_id}/files/{target_id}",
        arrange=add_meeting_file,
        sees=READ,
    ),
)
