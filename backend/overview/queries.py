"""The workbench: aggregates from the tally, progress of the sheets."""

from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor, Scope
from backend.access.policy import Permission
from backend.assessments.rules import assess
from backend.kit.table import table_of, today
from backend.organization.history.queries import is_past, unit_names
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    PEOPLE,
    POSITIONS,
    Who,
    current,
    holds_post,
    own_positions,
    subtree,
    takes_part,
    within,
)
from backend.organization.rules import RiskLevel
from backend.overview.schemas import YearQuery
from backend.reviews.models import Review
from backend.reviews.rules import ReviewState
from backend.risks.models import RiskInventory, RiskPoint, RiskTally
from backend.risks.rules import Consequence, Likelihood

INVENTORIES, POINTS, TALLY, REVIEWS = (
    table_of(model) for model in (RiskInventory, RiskPoint, RiskTally, Review)
)
BARS = 12
IN_REVIEW = (
    ReviewState.department_review,
    ReviewState.supervising_review,
    ReviewState.office_review,
    ReviewState.leadership_review,
)
Cells = Counter[tuple[int, str, str, str]]
"""(department, level, likelihood, consequence) → points; empty strings where not assessed."""


def year_of(query: YearQuery) -> int:
    """The asked year, or this one."""
    return query.year or today().year


def _narrowed(scope: Scope, column: sa.ColumnElement[Any], query: YearQuery) -> sa.ColumnElement[bool]:
    """The reach over departments, cut to the asked subtree."""
    clause = within(scope, column)
    return sa.and_(clause, column.in_(subtree([query.department_id]))) if query.department_id else clause


def own_sheets(user_id: Who) -> sa.ColumnElement[bool]:
    """Sheets of the caller: filled by his person, or of a post he holds. A union, so that each half has its index."""
    filler = sa.select(PEOPLE.c.id).where(PEOPLE.c.user_id == user_id)
    filled = sa.select(INVENTORIES.c.id).where(INVENTORIES.c.filler_id.in_(filler))
    vacant = sa.select(INVENTORIES.c.id).where(
        INVENTORIES.c.filler_id.is_(None), INVENTORIES.c.position_id.in_(own_positions(user_id))
    )
    return INVENTORIES.c.id.in_(filled.union(vacant))


def cells(session: Session, actor: Actor, query: YearQuery) -> Cells:
    """Counts per cell: from the tally for whole departments, from the rows for somebody who sees only his own."""
    scope = actor.reach(Permission.risks_read)
    if scope.school or scope.departments:
        statement = sa.select(
            TALLY.c.department_id, TALLY.c.level, TALLY.c.likelihood, TALLY.c.consequence, TALLY.c.points
        ).where(
            TALLY.c.year == year_of(query), TALLY.c.points > 0, _narrowed(scope, TALLY.c.department_id, query)
        )
    else:
        cell = [POINTS.c.level, POINTS.c.likelihood, POINTS.c.consequence]
        statement = (
            sa.select(POINTS.c.department_id, *cell, sa.func.count())
            .join_from(POINTS, INVENTORIES, INVENTORIES.c.id == POINTS.c.inventory_id)
            .where(POINTS.c.year == year_of(query), POINTS.c.retired_at.is_(None), own_sheets(actor.user_id))
            .group_by(POINTS.c.department_id, *cell)
        )
    found: Cells = Counter()
    for department_id, level, likelihood, consequence, points in session.execute(statement):
        found[department_id, str(level or ""), str(likelihood or ""), str(consequence or "")] += points
    return found


def levels(found: Cells) -> dict[str, int]:
    """Totals by level."""
    counts: Counter[str] = Counter()
    for (_, level, _, _), points in found.items():
        counts[level or "unassessed"] += points
    names = [*RiskLevel, "unassessed"]
    return {"total": sum(counts.values())} | {str(name): counts[str(name)] for name in names}


def matrix(found: Cells) -> list[dict[str, Any]]:
    """The nine cells of probability by consequence; the level of a cell is the official rule's."""
    counts: Counter[tuple[str, str]] = Counter()
    for (_, _, likelihood, consequence), points in found.items():
        counts[likelihood, consequence] += points
    return [
        {
            "likelihood": likelihood,
            "consequence": consequence,
            "level": assess(likelihood, consequence).level,
            "count": counts[likelihood, consequence],
        }
        for likelihood in Likelihood
        for consequence in Consequence
    ]


def bars(session: Session, found: Cells, year: int) -> list[dict[str, Any]]:
    """The departments with the most high risks first, under the names of the year."""
    rows: dict[int, Counter[str]] = {}
    for (department_id, level, _, _), points in found.items():
        rows.setdefault(department_id, Counter())[level or "unassessed"] += points
    order = sorted(rows, key=lambda key: (-rows[key]["high"], -rows[key].total(), key))[:BARS]
    names = unit_names(session, order, year)
    kinds = ("high", "medium", "low", "unassessed")
    return [
        {"department_id": key, "department_name": names[key]} | {kind: rows[key][kind] for kind in kinds}
        for key in order
    ]


def _expected(session: Session, scope: Scope, actor: Actor, query: YearQuery) -> int:
    """One sheet for each held post and person, for everybody still to get a post, and for each live department."""
    held = (
        sa.select(sa.func.count())
        .select_from(APPOINTMENTS)
        .join(POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .where(
            POSITIONS.c.retired_on.is_(None),
            current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on),
            PEOPLE.c.exempt_reason.is_(None),
        )
    )
    postless = sa.select(sa.func.count()).select_from(PEOPLE).where(takes_part(), ~holds_post())
    if not (scope.school or scope.departments):
        mine = PEOPLE.c.user_id == actor.user_id
        own = held.where(mine).scalar_subquery() + postless.where(mine).scalar_subquery()
        return int(session.execute(sa.select(own)).scalar_one())
    units = sa.select(sa.func.count()).where(
        DEPARTMENTS.c.retired_on.is_(None),
        DEPARTMENTS.c.parent_id.is_not(None),
        _narrowed(scope, DEPARTMENTS.c.id, query),
    )
    posts = held.where(_narrowed(scope, POSITIONS.c.department_id, query))
    if not is_past(year_of(query)):
        home = postless.where(_narrowed(scope, PEOPLE.c.department_id, query))
        return _sum(session, posts, units, home)
    return _sum(session, posts, units)


def _sum(session: Session, *counts: sa.Select[int]) -> int:
    total = sum((one.scalar_subquery() for one in counts), start=sa.literal(0))
    return int(session.execute(sa.select(total)).scalar_one())


def progress(session: Session, actor: Actor, query: YearQuery) -> dict[str, int]:
    """Sheets by state, within the caller's reach."""
    scope = actor.reach(Permission.risks_read)
    wide = scope.school or bool(scope.departments)
    clause = _narrowed(scope, INVENTORIES.c.department_id, query) if wide else own_sheets(actor.user_id)
    statement = (
        sa.select(REVIEWS.c.state, sa.func.count())
        .join_from(INVENTORIES, REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id, isouter=True)
        .where(INVENTORIES.c.year == year_of(query), INVENTORIES.c.retired_on.is_(None), clause)
        .group_by(REVIEWS.c.state)
    )
    states: Counter[str] = Counter()
    for state, number in session.execute(statement):
        states[str(state or ReviewState.draft)] += number
    return {
        "expected": max(_expected(session, scope, actor, query), states.total()),
        "started": states.total(),
        "in_review": sum(states[str(state)] for state in IN_REVIEW),
        "sent_back": states[str(ReviewState.sent_back)],
        "approved": states[str(ReviewState.approved)],
    }


def headline(progress_: dict[str, int], levels_: dict[str, int], todo_count: int) -> str:
    """One sentence for the first glance."""
    expected, approved = progress_["expected"], progress_["approved"]
    if not expected:
        return "这里还没有要填的排查表；请先载入部门、岗位和人员。"
    if approved >= expected:
        where = f"应填的 {expected} 份排查表已全部认定"
    else:
        where = f"应填 {expected} 份排查表，已认定 {approved} 份，审核中 {progress_['in_review']} 份"
    waiting = f"，还有 {levels_['unassessed']} 个风险点待评估" if levels_["unassessed"] else ""
    mine = f"您有 {todo_count} 件事待办。" if todo_count else "您现在没有待办。"
    return f"{where}{waiting}。{mine}"
