"""The operations of announcements for the permission matrix."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.models import User
from backend.access.policy import Permission
from backend.access.rules import Role
from backend.announcements.queries import ANNOUNCEMENTS, OBJECTIONS, ROWS
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of, today
from tests.access.matrix import Operation, Relation, Scene
from tests.risks.operations import add_approved_point
from tests.risks.sheets import YEAR

READ, WRITE, SEEN = (
    Permission.announcements_read,
    Permission.announcements_write,
    Permission.objections_read,
)
DAY = timedelta(days=1)
SAID = {"reason": "这一条不属于本岗位的职责，请核对。"}
RULED = {"decision": "uphold", "reason": "核对属实，已按程序修改。"}


def _stamps() -> dict[str, Any]:
    return {"version": 1, "created_at": now(), "updated_at": now()}


def add_announcement(session: Session, scene: Scene, **changes: Any) -> int:
    """One risk point of the post, announced to the department by somebody else for this week."""
    point_id = add_approved_point(session, scene)
    row = {
        "department_id": scene.department_id,
        "department_name": "教务处",
        "year": YEAR,
        "audience": "department",
        "opens_on": today() - DAY,
        "closes_on": today() + 3 * DAY,
        "note": "",
        "state": "open",
        "content_hash": "a" * 64,
        "rows_count": 1,
        "pending_count": 0,
        "announced_by_id": _somebody(session, scene),
        "announced_by_name": "李联络",
        "announced_at": now(),
        "ended_by_name": "",
        "report_note": "",
        "withdraw_reason": "",
    }
    announcement_id = insert_row(session, ANNOUNCEMENTS, row | _stamps() | changes)
    line = {
        "announcement_id": announcement_id,
        "ordinal": 1,
        "risk_point_id": point_id,
        "department_name": "教务处",
        "position_name": "教材管理岗",
        "holder_name": "王老师",
        "name": "教材选用倾向特定供应商",
        "manifestation": "接受供应商宴请后指定采购其教材",
        "level": "high",
        "measures": "三人会签",
    }
    insert_row(session, ROWS, line)
    return announcement_id


def _somebody(session: Session, scene: Scene) -> int:
    users = table_of(User)
    others = sa.select(sa.func.min(users.c.id)).where(users.c.id.not_in([scene.user_id, scene.caller_id]))
    return int(session.execute(others).scalar_one())


def ended_on(day: date) -> Mapping[str, Any]:
    """What an announcement holds whose last day is over."""
    return {"opens_on": day - 7 * DAY, "closes_on": day}


def add_over(session: Session, scene: Scene) -> int:
    """Its last day was yesterday."""
    return add_announcement(session, scene, **ended_on(today() - DAY))


def add_ended(session: Session, scene: Scene) -> int:
    """It ended without an objection."""
    result = {"state": "ended", "result": "clear", "ended_at": now()}
    return add_announcement(session, scene, **ended_on(today() - DAY), **result)


def _objection(session: Session, scene: Scene, author_id: int) -> int:
    announcement_id = add_announcement(session, scene)
    row_id = session.execute(sa.select(ROWS.c.id).where(ROWS.c.announcement_id == announcement_id))
    row = {
        "announcement_id": announcement_id,
        "department_id": scene.department_id,
        "row_id": row_id.scalar_one(),
        "state": "open",
        "raised_by_id": author_id,
        "raised_by_name": "同事",
        "raised_at": now(),
        "decided_by_name": "",
        "decision_reason": "",
    }
    return insert_row(session, OBJECTIONS, row | SAID | _stamps())


def add_objection(session: Session, scene: Scene) -> int:
    """Somebody else's."""
    return _objection(session, scene, _somebody(session, scene))


def add_own_objection(session: Session, scene: Scene) -> int:
    """One of the holder of the post."""
    return _objection(session, scene, scene.user_id)


def add_source(session: Session, scene: Scene) -> int:
    """An approved risk point to announce; the department's id."""
    add_approved_point(session, scene)
    return scene.department_id


_LEADERS = (Role.supervising_leader, Role.contact_leader)
_CHARGED = (Role.liaison, Role.department_head, *_LEADERS)
READERS = {(role, Relation.own): 403 for role in _CHARGED[:2]}
"""Of another department's audience by a post they hold there: they read it, and that is all."""
NOWHERE = {(role, Relation.none): 403 for role in _CHARGED}
"""A charge without a department reads nothing at all."""
OPERATIONS = (
    Operation(
        "list_announcements", "/announcements", arrange=add_announcement, lists="target_id", is_owners=True
    ),
    Operation(
        "create_announcement",
        "/announcements",
        arrange=add_source,
        body=lambda scene: {"department_id": scene.department_id, "year": YEAR},
        sees=Permission.organization_read,
        outside=422,
    ),
    Operation("get_announcement", "/announcements/{target_id}", arrange=add_announcement, is_owners=True),
    Operation(
        "list_announced_rows", "/announcements/{target_id}/rows", arrange=add_announcement, is_owners=True
    ),
    Operation(
        "end_announcement",
        "/announcements/{target_id}/ending",
        arrange=add_over,
        sees=READ,
        exceptions=READERS,
    ),
    Operation(
        "report_announcement",
        "/announcements/{target_id}/report",
        arrange=add_ended,
        body=lambda scene: {"reported_on": str(today())},
        sees=READ,
        exceptions=READERS,
    ),
    Operation(
        "withdraw_announcement",
        "/announcements/{target_id}/withdrawal",
        arrange=add_announcement,
        body=lambda scene: {"reason": "汇总时漏了一张表。"},
        sees=READ,
        exceptions=READERS,
    ),
    Operation(
        "create_objection",
        "/announcements/{target_id}/objections",
        arrange=add_announcement,
        body=lambda scene: SAID,
        sees=READ,
        exceptions=NOWHERE,
    ),
    Operation("list_objections", "/objections", arrange=add_own_objection, lists="target_id", is_owners=True),
    Operation("get_objection", "/objections/{target_id}", arrange=add_own_objection, is_owners=True),
    Operation(
        "decide_objection",
        "/objections/{target_id}/decision",
        arrange=add_objection,
        body=lambda scene: RULED,
        sees=SEEN,
    ),
    Operation(
        "withdraw_objection",
        "/objections/{target_id}/withdrawal",
        arrange=add_own_objection,
        sees=SEEN,
        exceptions={one: 403 for one in NOWHERE if one[0] not in _LEADERS},
    ),
)
