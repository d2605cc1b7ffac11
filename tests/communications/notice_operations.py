"""Notices, receipts and nudges in the permission matrix."""

from sqlmodel import Session

from backend.access.policy import Permission
from backend.communications.notices.queries import NOTICES, UNITS
from backend.communications.notices.rules import NoticeState
from backend.communications.nudges.queries import NUDGES
from backend.communications.nudges.rules import NudgeAudience, NudgeTarget
from backend.kit.rows import insert_row
from backend.kit.table import now
from tests.access.matrix import Operation, Scene
from tests.communications.attachments import add_file, upload

READ, NUDGES_READ = Permission.notices_read, Permission.nudges_read


def _add_notice(session: Session, scene: Scene, state: NoticeState) -> int:
    row = {
        "department_id": scene.department_id,
        "title": "关于报送排查表的通知",
        "body": "请于 10 月 5 日前报送。",
        "is_for_all": False,
        "kinds": [],
        "department_ids": [scene.department_id],
        "needs_receipt": True,
        "state": state,
        "published_at": None if state is NoticeState.draft else now(),
        "published_by_name": "",
        "withdraw_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    return insert_row(session, NOTICES, row)


def add_draft(session: Session, scene: Scene) -> int:
    """Written by the department for itself."""
    return _add_notice(session, scene, NoticeState.draft)


def add_notice(session: Session, scene: Scene) -> int:
    """Published by the department to itself, not yet signed."""
    notice_id = _add_notice(session, scene, NoticeState.published)
    unit = {
        "notice_id": notice_id,
        "department_id": scene.department_id,
        "signed_by_name": "",
        "note": "",
    }
    insert_row(session, UNITS, unit)
    return notice_id


def add_notice_file(session: Session, scene: Scene) -> tuple[int, int]:
    """A file of a published notice."""
    return add_file(session, scene, "notice_id", add_notice(session, scene))


def add_draft_file(session: Session, scene: Scene) -> tuple[int, int]:
    """A file of a draft."""
    return add_file(session, scene, "notice_id", add_draft(session, scene))


def add_nudge(session: Session, scene: Scene) -> int:
    """A nudge to the scene's holder of the post."""
    row = {
        "department_id": scene.department_id,
        "audience": NudgeAudience.person,
        "person_id": scene.person_id,
        "target_kind": NudgeTarget.risk_inventory,
        "target_id": 1,
        "message": "请尽快提交排查表。",
        "sent_by_id": scene.user_id,
        "sent_by_name": "联络员",
        "sent_at": now(),
        "seen_by_name": "",
    }
    return insert_row(session, NUDGES, row)


NOTICE_OPERATIONS = (
    Operation("list_notices", "/notices", arrange=add_notice, lists="target_id"),
    Operation("get_notice_counts", "/notices/counts", is_about_row=False),
    Operation(
        "create_notice",
        "/notices",
        body=lambda scene: {
            "department_id": scene.department_id,
            "title": "关于报送排查表的通知",
            "body": "请于 10 月 5 日前报送。",
        },
        outside=422,
    ),
    Operation("get_notice", "/notices/{target_id}", arrange=add_notice),
    Operation(
        "update_notice",
        "/notices/{target_id}",
        arrange=add_draft,
        body=lambda _: {"title": "关于报送职权目录的通知"},
        sees=READ,
    ),
    Operation("publish_notice", "/notices/{target_id}/publication", arrange=add_draft, sees=READ),
    Operation(
        "withdraw_notice",
        "/notices/{target_id}/withdrawal",
        arrange=add_notice,
        body=lambda _: {"reason": "日期有误"},
        sees=READ,
    ),
    Operation(
        "remind_notice",
        "/notices/{target_id}/reminders",
        arrange=add_notice,
        body=lambda _: {},
        sees=READ,
    ),
    Operation(
        "attach_notice_file", "/notices/{target_id}/files", arrange=add_draft, request=upload, sees=READ
    ),
    Operation("get_notice_file", "/notices/{container_id}/files/{target_id}", arrange=add_notice_file),
    Operation(
        "detach_notice_file",
        "/notices/{container_id}/files/{target_id}",
        arrange=add_draft_file,
        sees=READ,
    ),
    Operation(
        "list_notice_receipts",
        "/notices/{target_id}/receipts",
        arrange=add_notice,
    ),
    Operation(
        "sign_notice",
        "/notices/{target_id}/receipts",
        arrange=add_notice,
        body=lambda scene: {"department_id": scene.department_id},
        sees=READ,
    ),
    Operation("list_notice_readings", "/notices/{target_id}/readings", arrange=add_notice, sees=READ),
    Operation("read_notice", "/notices/{target_id}/readings", arrange=add_notice, sees=READ),
    Operation("list_nudges", "/nudges", arrange=add_nudge, lists="target_id"),
    Operation(
        "get_nudge_counts",
        "/nudges/counts",
        arrange=add_nudge,
        knows_owner=False,
        shows=lambda answer, scene: (
            scene.department_id in {row["department_id"] for row in answer["departments"]}
        ),
    ),
    Operation(
        "create_nudges",
        "/nudges",
        body=lambda scene: {
            "department_ids": [scene.department_id],
            "target_kind": "risk_inventory",
            "target_id": 1,
            "message": "请尽快提交排查表。",
        },
        outside=422,
    ),
    Operation("see_nudge", "/nudges/{target_id}/sight", arrange=add_nudge, sees=NUDGES_READ),
)
