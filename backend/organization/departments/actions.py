"""Writes of departments: one function a verb; they flush, never commit, and journal."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid
from backend.kit.rows import claim_version
from backend.kit.table import now, today
from backend.organization.actions import keep_former_name
from backend.organization.departments import queries
from backend.organization.departments.schemas import DepartmentCreate, DepartmentUpdate, Renaming
from backend.organization.history.actions import keep_former_places
from backend.organization.models import Department
from backend.organization.queries import DEPARTMENTS, POSITIONS, live_department
from backend.organization.rules import DepartmentKind
from backend.organization.schemas import Retirement

MAX_PATH = 255
WRITE = Permission.organization_write


def _record(
    session: Session, action: str, row: dict[str, Any], details: dict[str, Any] | None = None
) -> None:
    subject = journal.Subject("department", row["id"], row["version"], row["id"])
    journal.record(session, f"department.{action}", subject, details)


def _parent_path(session: Session, actor: Actor, parent_id: int | None, moving: int | None = None) -> str:
    """The parent's path. Only one unit, the college itself, stands without a parent."""
    if parent_id is not None:
        return str(live_department(session, actor, WRITE, parent_id, "/parent_id")["path"])
    other_root = sa.select(DEPARTMENTS.c.id).where(
        DEPARTMENTS.c.parent_id.is_(None), DEPARTMENTS.c.id != (moving or 0)
    )
    if session.execute(other_root.limit(1)).first():
        raise invalid("/parent_id", "root-taken", "全校根节点已经有了，请选择上级部门。")
    return "/"


def _check_party(session: Session, party_id: int | None, unit_id: int | None = None) -> None:
    """422 unless it is a live party organisation other than the unit itself."""
    if party_id is None:
        return
    live = sa.select(DEPARTMENTS.c.kind).where(
        DEPARTMENTS.c.id == party_id, DEPARTMENTS.c.retired_on.is_(None)
    )
    kind = session.execute(live).scalar_one_or_none()
    if kind != DepartmentKind.party_organization:
        raise invalid("/party_id", "not-party", "请选择现有的党总支、党委或直属党支部。")
    if party_id == unit_id:
        raise invalid("/party_id", "itself", "党组织不能隶属它自己。")


def _refuse_with_units(session: Session, party_id: int) -> None:
    """409 while units come under this party organisation."""
    below = sa.select(DEPARTMENTS.c.id).where(
        DEPARTMENTS.c.party_id == party_id, DEPARTMENTS.c.retired_on.is_(None)
    )
    if session.execute(below.limit(1)).first():
        raise conflict("还有部门隶属这个党组织，请先把它们改到别的党组织。", "has-units")


def fitting(path: str) -> str:
    if len(path) > MAX_PATH:
        raise invalid("/parent_id", "too-deep", "部门层级过深，请选择更高一级的上级部门。")
    return path


def create_department(session: Session, actor: Actor, body: DepartmentCreate) -> dict[str, Any]:
    """Adds a unit below its parent. 409 when the code is taken, 422 for an unknown parent."""
    actor.need(WRITE)
    path = _parent_path(session, actor, body.parent_id)
    if session.execute(sa.select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.code == body.code)).first():
        raise conflict(f"编码 {body.code} 已被别的部门使用。", "code-taken")
    _check_party(session, body.party_id)
    department = Department(**body.model_dump())
    session.add(department)
    session.flush()
    department.path = fitting(f"{path}{department.id}/")
    session.flush()
    row = queries.get_department(session, actor, department.id)
    _record(session, "created", row)
    return row


def update_department(
    session: Session, actor: Actor, department_id: int, body: DepartmentUpdate, expected: Expected
) -> dict[str, Any]:
    """Changes what is given. 412 when stale; moving a unit below itself is 422."""
    before = queries.get_department(session, actor, department_id, WRITE)
    expected.check(before["version"])
    changes = {
        key: value for key, value in body.model_dump(exclude_unset=True).items() if value != before[key]
    }
    if not changes:
        return before
    if before["retired_on"]:
        raise conflict("这个部门已经撤销，不能再修改。", "already-retired")
    if "party_id" in changes:
        _check_party(session, changes["party_id"], department_id)
    if "kind" in changes:
        _refuse_with_units(session, department_id)
    details: dict[str, Any] = {"fields": sorted(changes)}
    former = None
    if "parent_id" in changes:
        changes["path"] = _new_path(session, actor, before, changes["parent_id"])
        details |= {"former_path": before["path"], "path": changes["path"]}
        former = before["parent_id"]
    # Claimed before its history is filed: of two at once the second hears that somebody was faster, and files nothing.
    claim_version(session, DEPARTMENTS, before, changes)
    if "parent_id" in changes:
        keep_former_places(session, {department_id: former})
    if "name" in changes:
        keep_former_name(session, department_id, before["name"], today())
    if "path" in changes:
        repath(session, {department_id: former})
    row = queries.get_department(session, actor, department_id)
    subject = journal.Subject("department", row["id"], row["version"], row["id"], former)
    journal.record(session, "department.updated", subject, details)
    return row


def rename_department(
    session: Session, actor: Actor, department_id: int, body: Renaming, expected: Expected
) -> dict[str, Any]:
    """Gives a unit a new name from a day on and files the old one. 422 for a day to come or before the last change."""
    before = queries.get_department(session, actor, department_id, WRITE)
    expected.check(before["version"])
    if before["retired_on"]:
        raise conflict("这个部门已经撤销，不能再修改。", "already-retired")
    if body.name == before["name"]:
        raise invalid("/name", "same", "新名称与现在的名称相同。")
    day = body.on or today()
    if day > today():
        raise invalid("/on", "future", "启用日期不能晚于今天，请到期再办理。")
    claim_version(session, DEPARTMENTS, before, {"name": body.name})
    keep_former_name(session, department_id, before["name"], day, body.reason)
    row = queries.get_department(session, actor, department_id)
    details = {"former_name": before["name"], "name": body.name, "on": str(day), "reason": body.reason}
    _record(session, "renamed", row, details)
    return row


def _new_path(session: Session, actor: Actor, department: dict[str, Any], parent_id: int | None) -> str:
    parent_path = _parent_path(session, actor, parent_id, moving=department["id"])
    if parent_path.startswith(department["path"]):
        raise invalid("/parent_id", "cycle", "不能把部门移到它自己或它的下级之下。")
    return fitting(f"{parent_path}{department['id']}/")


def repath(session: Session, former_parents: Mapping[int, int | None]) -> None:
    """Makes every path follow from the parents. `former_parents`: the units just moved → where they hung before.

    Each unit whose path changes leaves an event that names the parent its moved ancestor left: a client that sees only
    that parent's subtree must drop the unit and everything that belongs to it.
    """
    table = DEPARTMENTS
    columns = (table.c.id, table.c.parent_id, table.c.path, table.c.version)
    units = {row.id: row for row in session.execute(sa.select(*columns))}
    for unit in units.values():
        line = _line(units, unit.id)
        path = fitting(f"/{'/'.join(str(above) for above in reversed(line))}/")
        if path == unit.path:
            continue
        is_counted = unit.id in former_parents or not unit.path
        version = unit.version + (0 if is_counted else 1)
        session.execute(
            sa.update(table).where(table.c.id == unit.id).values(path=path, version=version, updated_at=now())
        )
        if not is_counted:
            moved = next((above for above in line if above in former_parents), None)
            former = former_parents.get(moved) if moved is not None else None
            subject = journal.Subject("department", unit.id, version, unit.id, former)
            details = {"fields": ["path"], "former_path": unit.path, "path": path}
            journal.record(session, "department.updated", subject, details)


def _line(units: Mapping[int, Any], unit_id: int) -> list[int]:
    """The unit and everything above it, root last."""
    found = [unit_id]
    while (above := units[found[-1]].parent_id) is not None:
        found.append(above)
    return found


def retire_department(
    session: Session, actor: Actor, department_id: int, body: Retirement, expected: Expected
) -> dict[str, Any]:
    """Retires a unit without live sub-units and posts; old forms stay readable (requirements D23)."""
    before = queries.get_department(session, actor, department_id, WRITE)
    expected.check(before["version"])
    if before["retired_on"]:
        raise conflict("这个部门已经撤销。", "already-retired")
    child = sa.select(DEPARTMENTS.c.id).where(
        DEPARTMENTS.c.parent_id == department_id, DEPARTMENTS.c.retired_on.is_(None)
    )
    if session.execute(child.limit(1)).first():
        raise conflict("它还有下级部门，请先处理下级部门。", "has-children")
    _refuse_with_units(session, department_id)
    post = sa.select(POSITIONS.c.id).where(
        POSITIONS.c.department_id == department_id, POSITIONS.c.retired_on.is_(None)
    )
    if session.execute(post.limit(1)).first():
        raise conflict("它还有岗位，请先撤销这些岗位或改到别的部门。", "has-positions")
    claim_version(session, DEPARTMENTS, before, {"retired_on": today(), "retire_reason": body.reason})
    row = queries.get_department(session, actor, department_id)
    _record(session, "retired", row, {"reason": body.reason})
    return row
