"""Opens a year's inspection for departments."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.years.queries import refuse_closed
from backend.inspections.openings.schemas import InspectionOpeningCreate
from backend.inspections.queries import INSPECTIONS, ITEMS, SCORES
from backend.inspections.scores.actions import COURSE, check_day
from backend.inspections.scores.rules import InspectionState
from backend.inspections.standards.queries import adopted_standard
from backend.kit.problems import FieldError, conflict, invalid_fields
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.queries import DEPARTMENTS, units, within


def open_inspections(session: Session, actor: Actor, body: InspectionOpeningCreate) -> dict[str, int]:
    """Opens the year for departments that have none yet. 409 without an adopted standard."""
    scope = actor.need(Permission.inspections_write)
    refuse_closed(session, body.year)
    check_day(body.self_due_on)
    standard_id = adopted_standard(session, body.year, keep=True)
    if standard_id is None:
        raise conflict(f"{body.year} 年度还没有发布检查评估标准，请先发布。", "no-standard")
    wanted = sa.select(DEPARTMENTS.c.id, DEPARTMENTS.c.name).where(within(scope, DEPARTMENTS.c.id))
    if body.department_ids:
        live = (DEPARTMENTS.c.id.in_(body.department_ids), DEPARTMENTS.c.retired_on.is_(None))
        wanted = wanted.where(*live, DEPARTMENTS.c.parent_id.is_not(None))
    else:
        wanted = wanted.where(units(include_subunits=False))
    found = session.execute(wanted.order_by(DEPARTMENTS.c.id)).all()
    known = {department_id for department_id, _ in found}
    errors = [
        FieldError(f"/department_ids/{at}", "unknown", "没有这个部门，或不参加考核。")
        for at, one in enumerate(body.department_ids)
        if one not in known
    ]
    if errors:
        raise invalid_fields(errors)
    there = sa.select(INSPECTIONS.c.department_id).where(INSPECTIONS.c.year == body.year)
    taken = set(session.execute(there).scalars())
    items = list(session.execute(sa.select(ITEMS.c.id).where(ITEMS.c.standard_id == standard_id)).scalars())
    fresh = [(department_id, name) for department_id, name in found if department_id not in taken]
    for department_id, name in fresh:
        _open(session, body, standard_id, items, department_id, name)
    return {"opened_count": len(fresh), "existing_count": len(found) - len(fresh)}


def _open(
    session: Session,
    body: InspectionOpeningCreate,
    standard_id: int,
    items: Sequence[int],
    department_id: int,
    name: str,
) -> None:
    texts = (
        "self_note",
        "self_scored_by_name",
        "waive_reason",
        "return_reason",
        "scored_by_name",
        "objection",
    )
    more = ("objected_by_name", "objection_reply", "replied_by_name", "decision", "confirmed_by_name")
    values = dict.fromkeys((*texts, *more), "") | {
        "year": body.year,
        "department_id": department_id,
        "department_name": name,
        "standard_id": standard_id,
        "state": InspectionState.open,
        "self_due_on": body.self_due_on,
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    inspection_id = insert_row(session, INSPECTIONS, values)
    rows = [{"inspection_id": inspection_id, "item_id": item_id} for item_id in items]
    texts_of_score = {"self_note": "", "remark": "", "evidence": ""}
    session.execute(sa.insert(SCORES), [row | texts_of_score for row in rows])
    COURSE.record(session, "opened", {"id": inspection_id, "version": 1, "department_id": department_id})
