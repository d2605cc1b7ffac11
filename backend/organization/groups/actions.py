"""Writes of groups. A change of members is a change of the group: one version guards the list."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid, not_found
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.actions import still_running
from backend.organization.groups import queries
from backend.organization.groups.schemas import (
    GroupCreate,
    GroupEnding,
    GroupUpdate,
    MemberCreate,
    MemberUpdate,
)
from backend.organization.queries import DEPARTMENTS, GROUPS, MEMBERS, live_department, nameable_person
from backend.organization.rules import GroupKind
from backend.organization.schemas import Ending

WRITE = Permission.groups_write


def _record(
    session: Session, action: str, row: dict[str, Any], details: dict[str, Any] | None = None
) -> None:
    subject = journal.Subject("group", row["id"], row["version"], row["department_id"])
    journal.record(session, f"group.{action}", subject, details)


def _stamps() -> dict[str, Any]:
    return {"version": 1, "created_at": now(), "updated_at": now()}


def create_group(session: Session, actor: Actor, body: GroupCreate) -> dict[str, Any]:
    """Sets a group up with its members. 403 for another's department, 409 when it has one, 422 for unknown people."""
    department = live_department(session, actor, WRITE, body.department_id)
    start = body.started_on or today()
    standing = sa.select(GROUPS.c.id).where(
        GROUPS.c.department_id == body.department_id, still_running(GROUPS, start)
    )
    if session.execute(standing.limit(1)).first():
        raise conflict(
            f"{department['name']}已有小组，请先撤销原小组，或在原小组中调整成员。", "already-exists"
        )
    kind = _kind_of(session, body.department_id)
    default = "廉政风险防控领导小组" if kind is GroupKind.leading_group else "廉政风险防控工作小组"
    values = body.model_dump(exclude={"members", "name"}) | {
        "kind": kind,
        "name": body.name or f"{department['name']}{default}"[:100],
        "started_on": start,
        "end_reason": "",
    }
    group_id = insert_row(session, GROUPS, values | _stamps())
    for at, member in enumerate(body.members):
        fixed = member.model_copy(update={"started_on": member.started_on or start})
        _join(session, actor, {"id": group_id, "started_on": start}, fixed, f"/members/{at}")
    row = queries.get_group(session, actor, group_id)
    _record(session, "created", row, {"kind": row["kind"], "members_count": len(body.members)})
    return row


def _kind_of(session: Session, department_id: int) -> GroupKind:
    parent = sa.select(DEPARTMENTS.c.parent_id).where(DEPARTMENTS.c.id == department_id)
    is_college = session.execute(parent).scalar_one() is None
    return GroupKind.leading_group if is_college else GroupKind.working_group


def _join(
    session: Session, actor: Actor, group: dict[str, Any], body: MemberCreate, pointer: str
) -> dict[str, Any]:
    person = nameable_person(session, actor, body.person_id, f"{pointer}/person_id")
    start = body.started_on or today()
    if start < group["started_on"]:
        detail = f"不能早于小组成立日期（{group['started_on']}）。"
        raise invalid(f"{pointer}/started_on", "before-group", detail)
    same = sa.select(MEMBERS.c.id).where(
        MEMBERS.c.group_id == group["id"],
        MEMBERS.c.person_id == body.person_id,
        still_running(MEMBERS, start),
    )
    if session.execute(same).first():
        raise conflict("这个人已经在小组中。", "already-member")
    values = body.model_dump() | {"group_id": group["id"], "started_on": start}
    values["title"] = body.title or person["job_title"]
    member_id = insert_row(session, MEMBERS, values | _stamps())
    return {"member_id": member_id, "person_id": body.person_id, "role": body.role}


def _open_group(session: Session, actor: Actor, group_id: int, expected: Expected) -> dict[str, Any]:
    """A group the actor keeps: 404, 403, 412, 409 once it has ended."""
    before = queries.get_group(session, actor, group_id, to_write=True)
    expected.check(before["version"])
    if not before["allowed_actions"]:
        raise conflict("这个小组已经撤销，不能再修改。", "already-ended")
    return before


def _moved(
    session: Session, actor: Actor, before: dict[str, Any], action: str, details: dict[str, Any]
) -> dict[str, Any]:
    claim_version(session, GROUPS, before, {})
    row = queries.get_group(session, actor, before["id"])
    _record(session, action, row, details)
    return row


def update_group(
    session: Session, actor: Actor, group_id: int, body: GroupUpdate, expected: Expected
) -> dict[str, Any]:
    """Changes what is given."""
    before = _open_group(session, actor, group_id, expected)
    given = body.model_dump(exclude_unset=True)
    changes = {name: value for name, value in given.items() if value != before[name]}
    if not changes:
        return before
    claim_version(session, GROUPS, before, changes)
    row = queries.get_group(session, actor, group_id)
    _record(session, "updated", row, {"fields": sorted(changes)})
    return row


def end_group(
    session: Session, actor: Actor, group_id: int, body: GroupEnding, expected: Expected
) -> dict[str, Any]:
    """Sets the last day of a group. 422 before its first day."""
    before = _open_group(session, actor, group_id, expected)
    last = body.ended_on or today()
    if last < before["started_on"]:
        raise invalid("/ended_on", "before-start", f"结束日期不能早于成立日期（{before['started_on']}）。")
    claim_version(session, GROUPS, before, {"ended_on": last, "end_reason": body.reason})
    row = queries.get_group(session, actor, group_id)
    _record(session, "ended", row, {"ended_on": str(last)})
    return row


def add_member(
    session: Session, actor: Actor, group_id: int, body: MemberCreate, expected: Expected
) -> dict[str, Any]:
    """Somebody joins; returns the group."""
    before = _open_group(session, actor, group_id, expected)
    details = _join(session, actor, before, body, "")
    return _moved(session, actor, before, "member_added", details)


def _member(session: Session, group: dict[str, Any], member_id: int) -> dict[str, Any]:
    """A term in this group that has not ended: 404, 409."""
    found = sa.select(MEMBERS).where(MEMBERS.c.id == member_id, MEMBERS.c.group_id == group["id"])
    row = session.execute(found).mappings().one_or_none()
    if row is None:
        raise not_found("这位成员")
    if row["ended_on"] is not None and row["ended_on"] < today():
        raise conflict("这位成员已经退出小组。", "already-ended")
    return dict(row)


def update_member(
    session: Session, actor: Actor, group_id: int, member_id: int, body: MemberUpdate, expected: Expected
) -> dict[str, Any]:
    """Changes role or title; returns the group."""
    before = _open_group(session, actor, group_id, expected)
    member = _member(session, before, member_id)
    given = body.model_dump(exclude_unset=True)
    changes = {name: value for name, value in given.items() if value != member[name]}
    if not changes:
        return before
    claim_version(session, MEMBERS, member, changes)
    details = {"member_id": member_id, "person_id": member["person_id"], "fields": sorted(changes)}
    return _moved(session, actor, before, "member_updated", details)


def end_member(
    session: Session, actor: Actor, group_id: int, member_id: int, body: Ending, expected: Expected
) -> dict[str, Any]:
    """Somebody leaves; the term stays readable. Returns the group."""
    before = _open_group(session, actor, group_id, expected)
    member = _member(session, before, member_id)
    last = body.ended_on or today()
    if last < member["started_on"]:
        raise invalid("/ended_on", "before-start", f"结束日期不能早于开始日期（{member['started_on']}）。")
    claim_version(session, MEMBERS, member, {"ended_on": last})
    details = {"member_id": member_id, "person_id": member["person_id"], "ended_on": str(last)}
    return _moved(session, actor, before, "member_ended", details)
