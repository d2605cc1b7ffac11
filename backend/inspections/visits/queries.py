"""Reads of discipline inspections: a department sees that it was inspected and what was said of it, not of others."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.inspections.findings.rules import FindingState
from backend.inspections.queries import FINDINGS, VISITED, VISITS, settles_any
from backend.inspections.visits.schemas import DisciplineInspectionOut, DisciplineInspectionQuery
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains
from backend.organization.queries import DEPARTMENTS, subtree, within

Found = dict[str, Any]
_ADDED = frozenset({"departments", "findings_count", "may_edit"})


def _reached(actor: Actor, department: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return within(actor.need(Permission.findings_read), department)


def _visible(actor: Actor) -> sa.Select[Any]:
    names = [name for name in DisciplineInspectionOut.model_fields if name not in _ADDED]
    seen = sa.select(VISITED.c.visit_id).where(_reached(actor, VISITED.c.department_id))
    columns = (*(VISITS.c[name] for name in names), VISITS.c.recorded_by_id)
    return sa.select(*columns).where(VISITS.c.id.in_(seen))


def search_visits(
    session: Session, actor: Actor, query: DisciplineInspectionQuery
) -> tuple[list[Found], int]:
    """One page of records, the newest first."""
    statement = _visible(actor).order_by(VISITS.c.checked_on.desc(), VISITS.c.id.desc())
    if query.q:
        statement = statement.where(contains(query.q, VISITS.c.subject, VISITS.c.inspectors))
    if query.way:
        statement = statement.where(VISITS.c.way == query.way)
    if query.department_id:
        there = VISITED.c.department_id.in_(subtree([query.department_id]))
        mine = sa.select(VISITED.c.visit_id).where(there, _reached(actor, VISITED.c.department_id))
        statement = statement.where(VISITS.c.id.in_(mine))
    if query.checked_from:
        statement = statement.where(VISITS.c.checked_on >= query.checked_from)
    if query.checked_to:
        statement = statement.where(VISITS.c.checked_on <= query.checked_to)
    rows, total = fetch(session, statement, query)
    return _completed(session, actor, rows), total


def get_visit(session: Session, actor: Actor, visit_id: int) -> Found:
    """One record, or 404."""
    row = session.execute(_visible(actor).where(VISITS.c.id == visit_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这次监督检查记录")
    return _completed(session, actor, [dict(row)])[0]


def _completed(session: Session, actor: Actor, rows: Sequence[Found]) -> list[Found]:
    """With the departments in reach; the overall result is cut from what a department reads."""
    ids = [row["id"] for row in rows]
    of_finding = sa.and_(
        FINDINGS.c.visit_id == VISITED.c.visit_id,
        FINDINGS.c.department_id == VISITED.c.department_id,
        FINDINGS.c.state != FindingState.withdrawn,
    )
    count = sa.select(sa.func.count()).where(of_finding).scalar_subquery().label("findings_count")
    statement = (
        sa.select(VISITED.c.visit_id, VISITED.c.department_id, DEPARTMENTS.c.name, VISITED.c.result, count)
        .join_from(VISITED, DEPARTMENTS, DEPARTMENTS.c.id == VISITED.c.department_id)
        .where(VISITED.c.visit_id.in_(ids), _reached(actor, VISITED.c.department_id))
        .order_by(VISITED.c.id)
    )
    departments: dict[int, list[Found]] = {row_id: [] for row_id in ids}
    for visit_id, department_id, name, result, number in session.execute(statement) if ids else ():
        line = {"department_id": department_id, "department_name": name, "result": result}
        departments[visit_id].append(line | {"findings_count": number})
    is_wide = actor.reach(Permission.findings_read).school
    writes = actor.reach(Permission.findings_raise).school
    found = []
    for row in rows:
        mine = row.pop("recorded_by_id") == actor.user_id or settles_any(actor)
        lines = departments[row["id"]]
        total = sum(line["findings_count"] for line in lines)
        shown = row | {"result": row["result"] if is_wide else "", "departments": lines}
        found.append(shown | {"findings_count": total, "may_edit": bool(writes and mine)})
    return found
