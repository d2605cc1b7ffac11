"""Findings to be corrected and self-scores to be handed in, before they are due: to the department's officers."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.inspections.findings.rules import FindingState
from backend.inspections.queries import FINDINGS, INSPECTIONS
from backend.inspections.scores.rules import InspectionState
from backend.notifications.recipients import officers
from backend.risks.queries import is_year_closed

Due = tuple[tuple[str, int], int, date, str, str, set[int]]
"""The fields of a `Reminder`."""


def findings_due(session: Session, day: date) -> Iterator[Due]:
    """Findings the department has not answered."""
    columns = [FINDINGS.c[name] for name in ("id", "department_id", "due_on", "title")]
    open_ones = sa.select(*columns).where(FINDINGS.c.state == FindingState.open)
    for row in _until(session, open_ones, FINDINGS.c.due_on, day):
        what, body = f"整改“{row['title']}”", "请整改并答复；需要凭据的，请一并上传。"
        yield _due(session, "finding", row, row["due_on"], what, body)


def self_scores_due(session: Session, day: date) -> Iterator[Due]:
    """Departments that have not handed in their self-score."""
    columns = [INSPECTIONS.c[name] for name in ("id", "department_id", "self_due_on", "year")]
    open_ones = sa.select(*columns).where(
        INSPECTIONS.c.state == InspectionState.open, sa.not_(is_year_closed(INSPECTIONS.c.year))
    )
    for row in _until(session, open_ones, INSPECTIONS.c.self_due_on, day):
        what, body = f"{row['year']} 年检查考核自评", "请对照检查评估标准逐项自评并提交。"
        yield _due(session, "inspection", row, row["self_due_on"], what, body)


def _until(
    session: Session, statement: sa.Select[Any], due: sa.ColumnElement[date], day: date
) -> list[sa.RowMapping]:
    near = statement.where(due.between(day, day + timedelta(days=3)))
    return list(session.execute(near).mappings())


def _due(session: Session, kind: str, row: sa.RowMapping, due_on: date, what: str, body: str) -> Due:
    department = row["department_id"]
    return (kind, row["id"]), department, due_on, what, body, officers(session, [department])
