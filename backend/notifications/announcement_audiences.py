"""Who is told of announcements: those they are meant for, who decides on an objection, and who raised it."""

from collections.abc import Mapping
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.policy import Permission
from backend.announcements.queries import ANNOUNCEMENTS, OBJECTIONS
from backend.announcements.rules import AnnouncementAudience, AnnouncementState, ObjectionState
from backend.notifications.recipients import Audience, Event, Message, holders_over, members, row_of
from backend.notifications.rules import NotificationKind
from backend.organization.queries import DEPARTMENTS

KIND = NotificationKind.notice
"""公示 is a notice inside the college (requirements D13)."""


def _title(row: Event) -> str:
    return f"{row['department_name']} {row['year']} 年风险点登记汇总"


def _readers(session: Session, row: Event) -> frozenset[int]:
    """Everybody of the department, or of the college."""
    roots = [row["department_id"]]
    if row["audience"] == AnnouncementAudience.college:
        top = sa.select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.parent_id.is_(None))
        roots = list(session.execute(top).scalars())
    return frozenset(members(session, roots)) - {row["announced_by_id"]}


def _announced(session: Session, event: Event) -> Message | None:
    row = row_of(session, ANNOUNCEMENTS, event["subject_id"])
    if row is None or row["state"] != AnnouncementState.open:
        return None
    first, last = row["opens_on"], row["closes_on"]
    body = f"公示期{first.month}月{first.day}日至{last.month}月{last.day}日。请核对；有异议的，请在期内实名提出。"
    return Message(KIND, f"公示：{_title(row)}", body, _readers(session, row))


def _withdrawn(session: Session, event: Event) -> Message | None:
    row = row_of(session, ANNOUNCEMENTS, event["subject_id"])
    if row is None:
        return None
    body = f"撤回原因：{row['withdraw_reason']}"
    return Message(KIND, f"公示已撤回：{_title(row)}", body, _readers(session, row))


def _objected(session: Session, event: Event) -> Message | None:
    """Who decides: near by when there is somebody, else who keeps the whole school. The reason is read in place."""
    row = row_of(session, OBJECTIONS, event["subject_id"])
    if row is None or row["state"] != ObjectionState.open:
        return None
    write, unit = Permission.announcements_write, row["department_id"]
    mine = {row["raised_by_id"]}
    users = set(holders_over(session, write, unit, is_near=True)) - mine
    users = users or set(holders_over(session, write, unit)) - mine
    return _about(session, row, "有人提出异议：", "请核实，写明成立或不成立的理由。", users)


def _decided(session: Session, event: Event) -> Message | None:
    """Whoever raised it reads what became of it, and why."""
    row = row_of(session, OBJECTIONS, event["subject_id"])
    if row is None:
        return None
    label = ObjectionState(row["state"]).label
    body = f"{row['decided_by_name']}：{row['decision_reason']}" if row["decision_reason"] else "请查看公示。"
    return _about(session, row, f"您的异议{label}：", body[:1000], {row["raised_by_id"]})


def _about(session: Session, row: Event, words: str, body: str, users: set[int]) -> Message | None:
    about = row_of(session, ANNOUNCEMENTS, row["announcement_id"])
    assert about is not None
    target = ("announcement", row["announcement_id"])
    return Message(KIND, f"{words}{_title(about)}", body, frozenset(users), target)


ANNOUNCEMENT_AUDIENCES: Mapping[str, Audience] = MappingProxyType(
    {
        "announcement.created": _announced,
        "announcement.withdrawn": _withdrawn,
        "objection.created": _objected,
        "objection.upheld": _decided,
        "objection.rejected": _decided,
        "objection.lapsed": _decided,
    }
)
"""Event → whom to tell."""
