"""Reads of what is done about measures."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.problems import not_found
from backend.measures.queries import EVIDENCE, MEASURES, PROGRESS, visible_measures


def find_entry(session: Session, actor: Actor, progress_id: int) -> dict[str, Any]:
    """One entry of progress of a measure the actor may see, or 404."""
    statement = (
        sa.select(PROGRESS)
        .join(MEASURES, MEASURES.c.id == PROGRESS.c.measure_id)
        .where(PROGRESS.c.id == progress_id, visible_measures(actor))
    )
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这条进展")
    return dict(row)


def find_file(session: Session, actor: Actor, evidence_id: int) -> dict[str, Any]:
    """One file of a measure the actor may see, or 404."""
    statement = (
        sa.select(EVIDENCE)
        .join(MEASURES, MEASURES.c.id == EVIDENCE.c.measure_id)
        .where(EVIDENCE.c.id == evidence_id, visible_measures(actor))
    )
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这份凭据")
    return dict(row)


def count_files(session: Session, *clauses: sa.ColumnElement[bool]) -> int:
    """How many files there are."""
    return int(session.execute(sa.select(sa.func.count()).select_from(EVIDENCE).where(*clauses)).scalar_one())
