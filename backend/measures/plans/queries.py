"""Reads of plans."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import count, fetch
from backend.kit.table import today
from backend.measures.carryings.queries import unfinished_before
from backend.measures.plans.schemas import (
    GapQuery,
    MeasurePlanOut,
    MeasurePlanQuery,
    PlanAction,
    PlanSort,
)
from backend.measures.queries import (
    MEASURES,
    PLAN_STATE,
    PLANS,
    RISKS,
    WRITE,
    find_plan,
    keeps_plan,
    live_measures,
    visible_plans,
)
from backend.measures.rules import UNFINISHED, MeasureState, content_hash, suggested_kinds
from backend.organization.history.queries import as_then
from backend.organization.queries import DEPARTMENTS, POSITIONS, absorbed, reaches, subtree
from backend.reviews.decisions.queries import latest_decision
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import CHAINS, ReviewAction, ReviewState
from backend.risks.queries import POINTS, visible_points

_LIVE = sa.and_(MEASURES.c.plan_id == PLANS.c.id, MEASURES.c.retired_at.is_(None))
_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "measures_count": sa.select(sa.func.count()).where(_LIVE).scalar_subquery().label("measures_count"),
} | {column.name: column for column in PLAN_STATE}
_COLUMNS = tuple(_JOINED[name] if name in _JOINED else PLANS.c[name] for name in MeasurePlanOut.model_fields)
_ORDER = {
    PlanSort.newest: (PLANS.c.id.desc(),),
    PlanSort.by_department: (DEPARTMENTS.c.path, PLANS.c.year.desc(), PLANS.c.id),
}


def _visible(actor: Actor) -> sa.Select[Any]:
    return (
        sa.select(*_COLUMNS)
        .join_from(PLANS, DEPARTMENTS, DEPARTMENTS.c.id == PLANS.c.department_id)
        .join(REVIEWS, REVIEWS.c.id == PLANS.c.review_id)
        .where(visible_plans(actor))
    )


def search_plans(session: Session, actor: Actor, query: MeasurePlanQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of plans and the total."""
    statement = _visible(actor).order_by(*_ORDER[query.sort])
    if query.department_id:
        statement = statement.where(PLANS.c.department_id.in_(subtree([query.department_id])))
    if query.year:
        statement = statement.where(PLANS.c.year == query.year)
    if query.state:
        statement = statement.where(REVIEWS.c.state == query.state)
    if query.is_stale is not None:
        statement = statement.where(REVIEWS.c.is_stale == query.is_stale)
    rows, total = fetch(session, statement, query)
    return as_then(session, rows), total


def get_plan(session: Session, actor: Actor, plan_id: int) -> dict[str, Any]:
    """One plan with everything its page needs (`MeasurePlanDetail`), or 404."""
    (plan,) = as_then(session, [find_plan(session, actor, plan_id)])
    measures, day = live_measures(session, plan_id), today()
    body = {name: plan.get(name) for name in MeasurePlanOut.model_fields}
    actions = _allowed_actions(session, actor, plan)
    standing = [row["state"] for row in measures]
    overdue = [
        row for row in measures if row["state"] in UNFINISHED and row["due_on"] and row["due_on"] < day
    ]
    return body | {
        "measures_count": len(measures),
        "states": [{"state": state, "count": standing.count(state)} for state in MeasureState],
        "overdue_count": len(overdue),
        "points_count": count(session, _points(session, actor, plan)),
        "uncovered_count": count(session, _uncovered(session, actor, plan)),
        "content_hash": content_hash(plan, measures),
        "unfinished_before": unfinished_before(session, actor, plan) if PlanAction.edit in actions else [],
        "latest_decision": latest_decision(session, plan["review_id"]) if plan["round"] else None,
        "allowed_actions": actions,
    }


def _allowed_actions(session: Session, actor: Actor, plan: dict[str, Any]) -> list[PlanAction]:
    """Handing in, and taking back, is for those who do not sign first themselves (requirements D8)."""
    if plan["is_closed"]:
        return []
    found = [PlanAction.edit] if keeps_plan(session, actor, plan) else []
    if plan["is_ended"] or not reaches(session, actor, WRITE, plan["department_id"]):
        return found
    chain, state = CHAINS[plan["chain"]], ReviewState(plan["state"])
    offered = {step.action for step in chain.actions(state, is_stale=plan["is_stale"])}
    if not signs_first(session, actor, plan):
        steps = ((ReviewAction.submit, PlanAction.submit), (ReviewAction.withdraw, PlanAction.withdraw))
        found += [mine for step, mine in steps if step in offered]
    return found


def signs_first(session: Session, actor: Actor, plan: dict[str, Any]) -> bool:
    """Whether the actor holds the first step of the plan's chain: he would wait for himself."""
    return reaches(session, actor, Permission.reviews_department, plan["department_id"])


def _points(session: Session, actor: Actor, plan: dict[str, Any]) -> sa.Select[Any]:
    """Live risk points of the year, of the department and what became part of it."""
    department_id = plan["department_id"]
    columns = (POINTS.c[name] for name in ("name", "position_id", "level", "measures", "categories"))
    return (
        sa.select(POINTS.c.id.label("risk_point_id"), *columns, POSITIONS.c.name.label("position_name"))
        .join_from(POINTS, POSITIONS, POSITIONS.c.id == POINTS.c.position_id, isouter=True)
        .where(
            POINTS.c.department_id.in_([department_id, *absorbed(session, department_id)]),
            POINTS.c.year == plan["year"],
            POINTS.c.retired_at.is_(None),
            visible_points(actor),
        )
    )


def _uncovered(session: Session, actor: Actor, plan: dict[str, Any]) -> sa.Select[Any]:
    """Those that no live measure answers."""
    answered = (
        sa.select(RISKS.c.risk_point_id)
        .join(MEASURES, MEASURES.c.id == RISKS.c.measure_id)
        .where(MEASURES.c.retired_at.is_(None))
    )
    return _points(session, actor, plan).where(POINTS.c.id.not_in(answered))


def search_gaps(
    session: Session, actor: Actor, plan_id: int, query: GapQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of the risk points the plan has no measure for, the gravest first."""
    plan = find_plan(session, actor, plan_id)
    statement = _uncovered(session, actor, plan).order_by(POINTS.c.level_rank.desc(), POINTS.c.id)
    rows, total = fetch(session, statement, query)
    return [row | {"suggested_kinds": suggested_kinds(row.pop("categories"))} for row in rows], total
