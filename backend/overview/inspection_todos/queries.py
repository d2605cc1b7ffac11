"""To-dos of inspections: findings to answer, answers to judge, self-scores and objections."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.inspections.findings.queries import waits_for
from backend.inspections.findings.rules import FindingState
from backend.inspections.queries import FINDINGS, INSPECTIONS
from backend.inspections.scores.queries import waits_for as scores_wait_for
from backend.inspections.scores.rules import InspectionState
from backend.kit.table import today
from backend.organization.queries import DEPARTMENTS
from backend.overview.rules import TodoKind, todo
from backend.risks.queries import is_year_closed

EACH = 20
Found = list[dict[str, Any]]


def inspection_todos(session: Session, actor: Actor) -> Found:
    """What inspections ask of the caller."""
    return [*_findings(session, actor), *_scores(session, actor)]


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


def _scores(session: Session, actor: Actor) -> Found:
    """Self-scores the caller's departments owe, and objections the office has to answer."""
    if not actor.reach(Permission.inspections_read):
        return []
    columns = [INSPECTIONS.c[name] for name in ("id", "year", "department_name", "state")]
    days = [INSPECTIONS.c[name] for name in ("self_due_on", "return_reason", "objected_at")]
    statement = (
        sa.select(*columns, *days)
        .where(scores_wait_for(actor), sa.not_(is_year_closed(INSPECTIONS.c.year)))
        .order_by(INSPECTIONS.c.self_due_on, INSPECTIONS.c.id)
        .limit(EACH)
    )
    return [_score(row) for row in session.execute(statement).mappings()]


def _score(row: sa.RowMapping) -> dict[str, Any]:
    target, title = ("inspection", row["id"]), f"{row['department_name']} {row['year']} 年检查考核"
    if row["state"] == InspectionState.objected:
        detail = "部门提出了异议，请复核并答复"
        return todo(TodoKind.answer_objection, title, detail, target, since=row["objected_at"])
    said = "已经逾期，请尽快自查自评" if row["self_due_on"] < today() else "请对照标准自查自评"
    detail = "自评被退回，请修改后重新提交" if row["return_reason"] else said
    return todo(TodoKind.score_oneself, title, detail, target, due_on=row["self_due_on"])
