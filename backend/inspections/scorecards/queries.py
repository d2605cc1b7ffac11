"""Reads of the scorecard (opinion.txt line 18). Scores that are not published are in none of its figures."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.inspections.queries import INSPECTIONS, ITEMS, SCORES
from backend.inspections.scorecards.schemas import ScorecardQuery, ScorecardRow, ScorecardSort
from backend.inspections.scores.rules import HIDDEN, results_by_goal
from backend.inspections.standards.rules import QualityGoal
from backend.kit.paging import fetch
from backend.kit.table import today
from backend.organization.queries import subtree, within

Found = dict[str, Any]
_ORDER = {
    ScorecardSort.department: (INSPECTIONS.c.department_id, INSPECTIONS.c.id),
    ScorecardSort.best: (INSPECTIONS.c.percent.desc(), INSPECTIONS.c.department_id, INSPECTIONS.c.id),
}


def _published(actor: Actor, query: ScorecardQuery) -> Iterator[sa.ColumnElement[bool]]:
    """Both the rows and the averages: what the reader may see of the year."""
    yield within(actor.need(Permission.inspections_read), INSPECTIONS.c.department_id)
    yield INSPECTIONS.c.year == (query.year or today().year)
    yield INSPECTIONS.c.state.not_in(HIDDEN)
    if query.department_id:
        yield INSPECTIONS.c.department_id.in_(subtree([query.department_id]))


def read_scorecard(session: Session, actor: Actor, query: ScorecardQuery) -> Found:
    """One page of departments and the averages over all (`ScorecardOut`)."""
    published = list(_published(actor, query))
    columns = [INSPECTIONS.c[name] for name in ScorecardRow.model_fields if name != "goals"]
    statement = sa.select(*columns).where(*published).order_by(*_ORDER[query.sort])
    rows, total = fetch(session, statement, query)
    goals = goals_of(session, [row["id"] for row in rows])
    items = [row | {"goals": goals[row["id"]]} for row in rows]
    return {"items": items, "total": total, "averages": _averages(session, published)}


def goals_of(session: Session, inspections: Sequence[int]) -> dict[int, list[Found]]:
    """Each inspection's results by goal."""
    statement = (
        sa.select(SCORES.c.inspection_id, SCORES.c.score, ITEMS.c.points, ITEMS.c.goal)
        .join(ITEMS, ITEMS.c.id == SCORES.c.item_id)
        .where(SCORES.c.inspection_id.in_(inspections), ITEMS.c.goal.is_not(None))
    )
    found: dict[int, list[Found]] = {one: [] for one in inspections}
    for row in session.execute(statement).mappings():
        found[row["inspection_id"]].append(dict(row))
    return {one: results_by_goal(scores) for one, scores in found.items()}


def _averages(session: Session, published: Sequence[sa.ColumnElement[bool]]) -> list[Found]:
    """The mean of the departments' percents, rounded once at the end."""
    percent = (100 * sa.func.sum(SCORES.c.score) / sa.func.sum(ITEMS.c.points)).label("percent")
    shares = (
        sa.select(INSPECTIONS.c.id, ITEMS.c.goal, percent)
        .join_from(INSPECTIONS, SCORES, SCORES.c.inspection_id == INSPECTIONS.c.id)
        .join(ITEMS, ITEMS.c.id == SCORES.c.item_id)
        .where(*published, ITEMS.c.goal.is_not(None))
        .group_by(INSPECTIONS.c.id, ITEMS.c.goal)
        .subquery("shares")
    )
    statement = sa.select(shares.c.goal, sa.func.avg(shares.c.percent), sa.func.count()).group_by(
        shares.c.goal
    )
    found = {goal: (mean, count) for goal, mean, count in session.execute(statement)}
    return [
        {"goal": goal, "percent": round(found[goal][0], 2), "departments_count": found[goal][1]}
        for goal in QualityGoal
        if goal in found
    ]
