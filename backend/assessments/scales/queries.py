"""Reads of the college's own scale."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.assessments.models import LevelScale
from backend.assessments.scales.rules import MACHINE, WRITE, Grade, Scale, Scores, Veto
from backend.assessments.scales.schemas import LevelScaleQuery, ScaleSort
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.table import table_of
from backend.organization.rules import RiskLevel

SCALES = table_of(LevelScale)
Row = dict[str, Any]
_ORDER = {ScaleSort.newest: SCALES.c.number.desc(), ScaleSort.oldest: SCALES.c.number}


def parsed(definition: Mapping[str, Any]) -> tuple[Scores, tuple[Grade, ...], tuple[Veto, ...]]:
    """A stored definition as the rules take it."""
    scores: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in definition["scores"].items()
    }
    grades = (
        Grade(one["label"], one["at_least"], RiskLevel(one["counts_as"])) for one in definition["grades"]
    )
    return Scores(**scores), tuple(grades), tuple(Veto(name) for name in definition["vetoes"])


def scale_of(row: Mapping[str, Any]) -> Scale:
    """A row as the rules take it."""
    return Scale(row["number"], row["name"], *parsed(row["definition"]))


def _shown(actor: Actor, row: Mapping[str, Any]) -> Row:
    scale, found = scale_of(row), dict(row)
    definition: Row = found.pop("definition")
    offered = MACHINE.actions(row["state"]) if actor.reach(WRITE) else []
    return {
        **found,
        **definition,
        "rule": scale.rule,
        "clauses": list(scale.clauses),
        "allowed_actions": [step.action for step in offered],
    }


def search_scales(session: Session, actor: Actor, query: LevelScaleQuery) -> tuple[list[Row], int]:
    """One page of versions and the total."""
    statement = sa.select(SCALES).order_by(_ORDER[query.sort])
    if query.state:
        statement = statement.where(SCALES.c.state == query.state)
    rows, total = fetch(session, statement, query)
    return [_shown(actor, row) for row in rows], total


def find_scale(session: Session, scale_id: int) -> Row:
    """The row as stored, or 404."""
    row = session.execute(sa.select(SCALES).where(SCALES.c.id == scale_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这一版量表")
    return dict(row)


def get_scale(session: Session, actor: Actor, scale_id: int) -> Row:
    """One version, or 404."""
    return _shown(actor, find_scale(session, scale_id))
