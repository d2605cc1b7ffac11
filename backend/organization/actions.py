"""Writes of departments: one function a verb; they flush, never commit, and journal."""

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
from backend.organization import queries
from backend.organization.models import Department
from backend.organization.queries import DEPARTMENTS
from backend.organization.schemas import DepartmentCreate, DepartmentUpdate, Retirement


def _record(
    session: Session, action: str, row: dict[str, Any], details: dict[str, Any] | None = None
) -> None:
    subject = journal.Subject("department", row["id"], row["version"], row["id"])
    journal.record(session, f"department.{action}", subject, details)


def _parent_path(session: Session, parent_id: int | None) -> str:
    """The parent's path; a unit that does not exist or is retired cannot be a parent."""
    if parent_id is None:
        return "/"
    found = session.execute(
        sa.select(DEPARTMENTS.c.path).where(DEPARTMENTS.c.id == parent_id, DEPARTMENTS.c.retired_on.is_(None))
    ).scalar_one_or_none()
    if found is None:
        raise invalid("/parent_id", "unknown", "上级部门不存在或已撤销。")
    return str(found)


def create_department(session: Session, actor: Actor, body: DepartmentCreate) -> dict[str, Any]:
    """Adds a unit below its parent. 409 when the code is taken, 422 for an unknown parent."""
    actor.need(Permission.organization_write)
    path = _parent_path(session, body.parent_id)
    if session.execute(sa.select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.code == body.code)).first():
        raise conflict(f"编码 {body.code} 已被别的部门使用。", "code-taken")
    department = Department(**body.model_dump())
    session.add(department)
    session.flush()
    department.path = f"{path}{department.id}/"
    session.flush()
    row = queries.get_department(session, actor, department.id)
    _record(session, "created", row)
    return row


def update_department(
    session: Session, actor: Actor, department_id: int, body: DepartmentUpdate, expected: Expected
) -> dict[str, Any]:
    """Changes what is given. 412 when stale; moving a unit below itself is 422."""
    before = queries.get_department(session, actor, department_id, Permission.organization_write)
    expected.check(before["version"])
    changes = {
        key: value for key, value in body.model_dump(exclude_unset=True).items() if value != before[key]
    }
    if not changes:
        return before
    if "parent_id" in changes:
        changes["path"] = _move(session, before, changes["parent_id"])
    claim_version(session, DEPARTMENTS, before, changes)
    row = queries.get_department(session, actor, department_id)
    _record(session, "updated", row, {"fields": sorted(changes)})
    return row


def _move(session: Session, department: dict[str, Any], parent_id: int | None) -> str:
    """Re-roots the subtree; returns the unit's new path."""
    parent_path = _parent_path(session, parent_id)
    if parent_path.startswith(department["path"]):
        raise invalid("/parent_id", "cycle", "不能把部门移到它自己或它的下级之下。")
    path = f"{parent_path}{department['id']}/"
    tail = sa.func.substr(DEPARTMENTS.c.path, len(department["path"]) + 1)
    session.execute(
        sa.update(DEPARTMENTS)
        .where(DEPARTMENTS.c.path.startswith(department["path"]), DEPARTMENTS.c.id != department["id"])
        .values(path=sa.literal(path) + tail)
    )
    return path


def retire_department(
    session: Session, actor: Actor, department_id: int, body: Retirement, expected: Expected
) -> dict[str, Any]:
    """Retires a unit without live sub-units; old forms stay readable (requirements D23)."""
    before = queries.get_department(session, actor, department_id, Permission.organization_write)
    expected.check(before["version"])
    if before["retired_on"]:
        raise conflict("这个部门已经撤销。", "already-retired")
    child = sa.select(DEPARTMENTS.c.id).where(
        DEPARTMENTS.c.parent_id == department_id, DEPARTMENTS.c.retired_on.is_(None)
    )
    if session.execute(child.limit(1)).first():
        raise conflict("它还有下级部门，请先处理下级部门。", "has-children")
    claim_version(session, DEPARTMENTS, before, {"retired_on": today(), "retire_reason": body.reason})
    row = queries.get_department(session, actor, department_id)
    _record(session, "retired", row, {"reason": body.reason})
    return row
