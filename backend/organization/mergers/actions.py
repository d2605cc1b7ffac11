"""The merger of a unit into another: everything that lives goes along, everything that was stays readable.

The old unit hangs below the new one afterwards: whoever answers for the new one reaches what was signed in the old.
"""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid
from backend.kit.rows import claim_version
from backend.kit.table import today
from backend.organization.actions import derive_grants, end_period, move_rows, still_running
from backend.organization.departments.actions import fitting, repath
from backend.organization.departments.queries import get_department
from backend.organization.history.actions import keep_former_places, keep_former_posts
from backend.organization.mergers.schemas import MergerCreate
from backend.organization.queries import (
    DEPARTMENTS,
    GROUPS,
    OFFICERS,
    OVERSIGHTS,
    PEOPLE,
    POSITIONS,
    live_department,
)
from backend.organization.rules import DepartmentKind

WRITE = Permission.organization_write
MOVING = (
    ("position", POSITIONS, POSITIONS.c.retired_on.is_(None)),
    ("person", PEOPLE, PEOPLE.c.left_on.is_(None)),
)
"""What lives goes along; retired posts and people who left stay with the old unit."""
CHARGES = ((OFFICERS, OFFICERS.c.person_id), (OVERSIGHTS, OVERSIGHTS.c.leader_id))


def merge_department(
    session: Session, actor: Actor, department_id: int, body: MergerCreate, expected: Expected
) -> dict[str, Any]:
    """Merges a unit into another and retires it. 409 when it is retired, 422 for an unfit target or a day to come."""
    before = get_department(session, actor, department_id, WRITE)
    expected.check(before["version"])
    if before["retired_on"]:
        raise conflict("这个部门已经撤销。", "already-retired")
    if before["parent_id"] is None:
        raise conflict("学院是根节点，不能并入别的部门。", "root")
    target = live_department(session, actor, WRITE, body.into_id, "/into_id")
    if target["path"].startswith(before["path"]):
        raise invalid("/into_id", "cycle", "不能并入它自己或它的下级。")
    day = body.on or today()
    if day > today():
        raise invalid("/on", "future", "合并日期不能晚于今天，请到期再办理。")
    holders = _end_charges(session, department_id, day)
    _end_group(session, department_id, day)
    changes = {"retired_on": day, "retire_reason": body.reason, "merged_into_id": body.into_id}
    place = {"parent_id": body.into_id, "path": fitting(f"{target['path']}{department_id}/")}
    claim_version(session, DEPARTMENTS, before, changes | place)
    _file_past(session, before, day)
    moved = {
        noun: move_rows(session, noun, table, live, department_id, target["id"])
        for noun, table, live in MOVING
    }
    moved["department"] = _move_subunits(session, before, target)
    _pass_on_units(session, department_id, target)
    repath(session, {department_id: before["parent_id"]})
    for person_id in sorted(holders):
        derive_grants(session, person_id)
    row = get_department(session, actor, department_id)
    details = {"into_id": body.into_id, "on": str(day), "reason": body.reason, "moved": moved}
    journal.record(
        session,
        "department.merged",
        journal.Subject("department", department_id, row["version"], department_id, before["parent_id"]),
        details,
    )
    return row


def _file_past(session: Session, before: dict[str, Any], day: date) -> None:
    """Lists of former years show the unit where it hung, and its posts and sub-units with it."""
    live = (POSITIONS.c.department_id == before["id"], POSITIONS.c.retired_on.is_(None))
    posts = sa.select(POSITIONS.c.id, POSITIONS.c.name, POSITIONS.c.department_id).where(*live)
    keep_former_posts(session, session.execute(posts).mappings().all(), day)
    below = (DEPARTMENTS.c.parent_id == before["id"], DEPARTMENTS.c.retired_on.is_(None))
    children = session.execute(sa.select(DEPARTMENTS.c.id).where(*below)).scalars()
    parents = {before["id"]: before["parent_id"], **dict.fromkeys(children, before["id"])}
    keep_former_places(session, parents, day)


def _end_charges(session: Session, department_id: int, day: date) -> set[int]:
    """Heads, liaisons and leaders of the old unit leave the day before; returns whose rights change."""
    last, holders = day - timedelta(days=1), set[int]()
    for table, holder in CHARGES:
        running = sa.select(table).where(
            table.c.department_id == department_id, still_running(table, today())
        )
        for row in session.execute(running).mappings().all():
            end_period(session, table, dict(row), max(last, row["started_on"]))
            holders.add(row[holder.name])
    return holders


def _end_group(session: Session, department_id: int, day: date) -> None:
    running = sa.select(GROUPS).where(GROUPS.c.department_id == department_id, GROUPS.c.ended_on.is_(None))
    for row in session.execute(running).mappings().all():
        last = max(day - timedelta(days=1), row["started_on"])
        claim_version(session, GROUPS, dict(row), {"ended_on": last, "end_reason": "部门合并"})
        subject = journal.Subject("group", row["id"], row["version"] + 1, department_id)
        journal.record(session, "group.ended", subject, {"ended_on": str(last)})


def _pass_on_units(session: Session, party_id: int, target: dict[str, Any]) -> None:
    """Units of a party organisation come under the one it became part of; under none when that is none."""
    heir = target["id"] if target["kind"] == DepartmentKind.party_organization else None
    under = sa.select(DEPARTMENTS).where(
        DEPARTMENTS.c.party_id == party_id, DEPARTMENTS.c.retired_on.is_(None)
    )
    for unit in [dict(row) for row in session.execute(under.order_by(DEPARTMENTS.c.id)).mappings()]:
        claim_version(session, DEPARTMENTS, unit, {"party_id": None if unit["id"] == heir else heir})
        subject = journal.Subject("department", unit["id"], unit["version"] + 1, unit["id"])
        journal.record(session, "department.updated", subject, {"fields": ["party_id"]})


def _move_subunits(session: Session, before: dict[str, Any], target: dict[str, Any]) -> int:
    """Live sub-units hang below the new unit, with everything below them."""
    statement = sa.select(DEPARTMENTS).where(
        DEPARTMENTS.c.parent_id == before["id"], DEPARTMENTS.c.retired_on.is_(None)
    )
    children = [dict(row) for row in session.execute(statement.order_by(DEPARTMENTS.c.id)).mappings()]
    for child in children:
        path = fitting(f"{target['path']}{child['id']}/")
        claim_version(session, DEPARTMENTS, child, {"parent_id": target["id"], "path": path})
        subject = journal.Subject("department", child["id"], child["version"] + 1, child["id"], before["id"])
        details = {"fields": ["parent_id", "path"], "former_path": child["path"], "path": path}
        journal.record(session, "department.updated", subject, details)
    repath(session, {child["id"]: before["id"] for child in children})
    return len(children)
