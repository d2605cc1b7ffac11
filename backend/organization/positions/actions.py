"""Writes of positions. The level is not among them: see organization.actions.record_position_levels."""

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
from backend.organization.history.actions import keep_former_posts
from backend.organization.models import Position
from backend.organization.positions import queries
from backend.organization.positions.schemas import PositionCreate, PositionPut, PositionUpdate
from backend.organization.queries import APPOINTMENTS, DEPARTMENTS, POSITIONS, live_department
from backend.organization.schemas import Retirement

WRITE = Permission.positions_write


def _record(
    session: Session,
    action: str,
    row: dict[str, Any],
    details: dict[str, Any] | None = None,
    former_department_id: int | None = None,
) -> None:
    subject = journal.Subject(
        "position", row["id"], row["version"], row["department_id"], former_department_id
    )
    journal.record(session, f"position.{action}", subject, details)


def create_position(session: Session, actor: Actor, body: PositionCreate) -> dict[str, Any]:
    """Adds a post. 409 when the code is taken, 422 for an unknown department, 403 for one out of reach."""
    live_department(session, actor, WRITE, body.department_id)
    if session.execute(sa.select(POSITIONS.c.id).where(POSITIONS.c.code == body.code)).first():
        raise conflict(f"编码 {body.code} 已被别的岗位使用。", "code-taken")
    position = Position(**body.model_dump())
    session.add(position)
    session.flush()
    row = queries.get_position(session, actor, position.id)
    _record(session, "created", row)
    return row


def update_position(
    session: Session, actor: Actor, position_id: int, body: PositionUpdate, expected: Expected
) -> dict[str, Any]:
    """Changes what is given. 412 when stale, 409 when retired."""
    before = queries.get_position(session, actor, position_id, WRITE)
    expected.check(before["version"])
    return _change(session, actor, before, body.model_dump(exclude_unset=True))


def put_position(
    session: Session, actor: Actor, code: str, body: PositionPut, expected: Expected | None
) -> tuple[dict[str, Any], bool]:
    """Creates or replaces the post with this code; True when it was created. Doing it twice changes nothing."""
    department_id = session.execute(
        sa.select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.code == body.department_code)
    ).scalar_one_or_none()
    if department_id is None:
        raise invalid("/department_code", "unknown", f"没有编码为 {body.department_code} 的部门。")
    content = body.model_dump(exclude={"department_code"}) | {"department_id": department_id}
    before = queries.find_position(session, actor, code, WRITE)
    if before is None:
        if expected is not None:
            expected.check(0)
        created = PositionCreate.model_validate(content | {"code": code})
        return create_position(session, actor, created), True
    if expected is not None:
        expected.check(before["version"])
    return _change(session, actor, before, content), False


def _change(session: Session, actor: Actor, before: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    changes = {key: value for key, value in values.items() if value != before[key]}
    if not changes:
        return before
    if before["retired_on"]:
        raise conflict("这个岗位已经撤销，不能再修改。", "already-retired")
    if "department_id" in changes:
        live_department(session, actor, WRITE, changes["department_id"])
    # Claimed before its history is filed: of two at once the second hears that somebody was faster, and files nothing.
    claim_version(session, POSITIONS, before, changes)
    if changes.keys() & {"name", "department_id"}:
        keep_former_posts(session, [before])
    row = queries.get_position(session, actor, before["id"])
    former = before["department_id"] if "department_id" in changes else None
    _record(session, "updated", row, {"fields": sorted(changes)}, former)
    return row


def retire_position(
    session: Session, actor: Actor, position_id: int, body: Retirement, expected: Expected
) -> dict[str, Any]:
    """Retires a post nobody holds any more; it stays readable."""
    before = queries.get_position(session, actor, position_id, WRITE)
    expected.check(before["version"])
    if before["retired_on"]:
        raise conflict("这个岗位已经撤销。", "already-retired")
    held = sa.select(APPOINTMENTS.c.id).where(
        APPOINTMENTS.c.position_id == position_id,
        sa.or_(APPOINTMENTS.c.ended_on.is_(None), APPOINTMENTS.c.ended_on > today()),
    )
    if session.execute(held.limit(1)).first():
        raise conflict("还有人在这个岗位上任职，请先结束任职。", "has-holders")
    claim_version(session, POSITIONS, before, {"retired_on": today(), "retire_reason": body.reason})
    row = queries.get_position(session, actor, position_id)
    _record(session, "retired", row, {"reason": body.reason})
    return row
