"""Writes of discipline inspections: by who supervises the whole school; mended by who recorded it, or the office."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.inspections.queries import FINDINGS, VISITED, VISITS
from backend.inspections.visits import queries
from backend.inspections.visits.schemas import (
    DisciplineInspectionCreate,
    DisciplineInspectionUpdate,
    VisitedDepartment,
)
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, conflict, forbidden, invalid, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.queries import DEPARTMENTS

Found = dict[str, Any]
WIDE_ONLY = "纪律作风监督检查由纪检监察人员、监督员或防控办公室登记。"


def _record(session: Session, action: str, row: Found) -> None:
    subject = journal.Subject("discipline_inspection", row["id"], row["version"])
    journal.record(session, f"discipline_inspection.{action}", subject)


def _check_day(day: date) -> None:
    if day > today():
        raise invalid("/checked_on", "future", "检查日期不能晚于今天。")


def _store(session: Session, visit_id: int, departments: Sequence[VisitedDepartment], kept: set[int]) -> None:
    """`kept` are the departments it had already: one that was retired since stays named."""
    ids = [one.department_id for one in departments]
    live = sa.select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.id.in_(ids), DEPARTMENTS.c.retired_on.is_(None))
    known = set(session.execute(live).scalars()) | kept
    errors = []
    for at, one in enumerate(ids):
        pointer = f"/departments/{at}/department_id"
        if one not in known:
            errors.append(FieldError(pointer, "unknown", "这个部门不存在或已撤销，请重新选择。"))
        elif one in ids[:at]:
            errors.append(FieldError(pointer, "duplicate", "同一个部门只写一次。"))
    if errors:
        raise invalid_fields(errors)
    session.execute(sa.delete(VISITED).where(VISITED.c.visit_id == visit_id))
    session.execute(sa.insert(VISITED), [{"visit_id": visit_id, **one.model_dump()} for one in departments])


def create_visit(session: Session, actor: Actor, body: DisciplineInspectionCreate) -> Found:
    """Records an inspection. 403 for who supervises only some departments: he raises findings about those."""
    if not actor.need(Permission.findings_raise).school:
        raise forbidden(WIDE_ONLY)
    _check_day(body.checked_on)
    values = body.model_dump(exclude={"departments"}) | {
        "recorded_by_id": actor.require_user(),
        "recorded_by_name": actor.principal.label,
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    visit_id = insert_row(session, VISITS, values)
    _store(session, visit_id, body.departments, set())
    row = queries.get_visit(session, actor, visit_id)
    _record(session, "recorded", row)
    return row


def update_visit(
    session: Session, actor: Actor, visit_id: int, body: DisciplineInspectionUpdate, expected: Expected
) -> Found:
    """Mends a record. 409 for taking out a department of which a finding was raised in it."""
    before = queries.get_visit(session, actor, visit_id)
    if not before["may_edit"]:
        raise forbidden("只有登记人或防控办公室可以修改。")
    expected.check(before["version"])
    changes = body.model_dump(exclude_unset=True, exclude={"departments"})
    if "checked_on" in changes:
        _check_day(changes["checked_on"])
    if "departments" in body.model_fields_set:
        _refuse_orphans(session, visit_id, {one.department_id for one in body.departments})
        kept = {line["department_id"] for line in before["departments"]}
        _store(session, visit_id, body.departments, kept)
    claim_version(session, VISITS, before, changes)
    row = queries.get_visit(session, actor, visit_id)
    _record(session, "updated", row)
    return row


def _refuse_orphans(session: Session, visit_id: int, department_ids: set[int]) -> None:
    statement = (
        sa.select(DEPARTMENTS.c.name)
        .join(FINDINGS, FINDINGS.c.department_id == DEPARTMENTS.c.id)
        .where(FINDINGS.c.visit_id == visit_id, FINDINGS.c.department_id.not_in(department_ids))
        .limit(1)
    )
    name = session.execute(statement).scalar_one_or_none()
    if name is not None:
        raise conflict(f"这次检查中发现过“{name}”的问题，不能去掉这个部门。", "has-findings")
