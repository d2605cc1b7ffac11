"""To-dos of inspections: findings to answer and answers to judge."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.inspections.findings.queries import waits_for
from backend.inspections.findings.rules import FindingState
from backend.inspections.queries import FINDINGS
from backend.kit.table import today
from backend.organization.queries import DEPARTMENTS
from backend.overview.rules import TodoKind, todo

EACH = 20
Found = list[dict[str, Any]]


def inspection_todos(session: Session, actor: Actor) -> Found:
    """What inspections ask of the caller."""
    return _findings(session, actor)


def _findings(session: Session, actor: Actor) -> Found:
    """Findings the caller's departments have to answer, and answers he has to judge, the first due first."""
    if not actor.reach(Permission.findings_read):
        return []
    columns = [FINDINGS.c[name] for name in ("id", "title", "state", "due_on", "updated_at")]
    statement = (
        sa.select(*columns, DEPARTMENTS.c.name)
        .join_from(FINDINGS, DEPARTMENTS, DEPARTMENTS.c.id == FINDINGS.c.department_id)
        .where(waits_for(actor))
        .order_by(FINDINGS.c.due_on, FINDINGS.c.id)
        .limit(EACH)
    )
    return [_finding(row) for row in session.execute(statement).mappings()]


def _finding(row: sa.RowMapping) -> dict[str, Any]:
    target, since = ("finding", row["id"]), row["updated_at"]
    if row["state"] == FindingState.answered:
        detail = f"{row['name']}已答复，请核实后认可或退回"
        return todo(TodoKind.judge_finding, row["title"], detail, target, since=since)
    said = "已经逾期，请尽快整改并答复" if row["due_on"] < today() else "请整改并答复"
    detail = f"{row['name']}：{said}"
    return todo(TodoKind.answer_finding, row["title"], detail, target, due_on=row["due_on"], since=since)
