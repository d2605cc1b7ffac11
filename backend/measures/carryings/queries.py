"""Reads of carryings: what an earlier plan left unfinished."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.measures.carryings.schemas import UnfinishedMeasure
from backend.measures.queries import MEASURES, PLANS, linked, visible_measures
from backend.measures.rules import SETTLED
from backend.organization.queries import POSITIONS, absorbed
from backend.reviews.queries import REVIEWS
from backend.risks.queries import POINTS

Found = dict[str, Any]


def earlier_plan(session: Session, plan: Mapping[str, Any]) -> int | None:
    """The department's newest plan before this one's year; that of a unit it took over where it had none itself."""
    department_id = plan["department_id"]
    statement = (
        sa.select(PLANS.c.id)
        .where(
            PLANS.c.department_id.in_([department_id, *absorbed(session, department_id)]),
            PLANS.c.year < plan["year"],
        )
        .order_by(PLANS.c.year.desc(), PLANS.c.department_id != department_id, PLANS.c.id)
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def _unfinished(
    session: Session, actor: Actor, plan: Mapping[str, Any], *columns: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    """Live measures of the newest year planned before this plan's, of the department and what became part of it.

    What was carried once is not offered again, whatever became of it since. A plan that ended in a merger has left
    its live measures to another one.
    """
    units = [plan["department_id"], *absorbed(session, plan["department_id"])]
    last = sa.select(sa.func.max(PLANS.c.year)).where(
        PLANS.c.department_id.in_(units), PLANS.c.year < plan["year"]
    )
    carried = sa.select(MEASURES.c.carried_from_id).where(MEASURES.c.carried_from_id.is_not(None))
    return (
        sa.select(*columns)
        .join_from(MEASURES, PLANS, PLANS.c.id == MEASURES.c.plan_id)
        .join(REVIEWS, REVIEWS.c.id == PLANS.c.review_id)
        .outerjoin(POSITIONS, POSITIONS.c.id == MEASURES.c.position_id)
        .where(
            MEASURES.c.department_id.in_(units),
            MEASURES.c.year == last.scalar_subquery(),
            MEASURES.c.retired_at.is_(None),
            MEASURES.c.state.not_in(SETTLED),
            MEASURES.c.id.not_in(carried),
            REVIEWS.c.retired_on.is_(None),
            visible_measures(actor),
        )
        .order_by(MEASURES.c.plan_id, MEASURES.c.ordinal, MEASURES.c.id)
    )


def unfinished_before(session: Session, actor: Actor, plan: Mapping[str, Any]) -> list[Found]:
    """`UnfinishedMeasure` of each measure that may be carried into the plan."""
    joined = {"position_name": POSITIONS.c.name.label("position_name")}
    columns = [joined.get(name, MEASURES.c.get(name)) for name in UnfinishedMeasure.model_fields]
    found = session.execute(_unfinished(session, actor, plan, *(one for one in columns if one is not None)))
    return [dict(row) for row in found.mappings()]


def carried_measures(
    session: Session, actor: Actor, plan: Mapping[str, Any], ids: Iterable[int]
) -> list[Found]:
    """Those of `ids` that may be carried, with their links, in the order of their plan."""
    statement = _unfinished(session, actor, plan, *MEASURES.c).where(MEASURES.c.id.in_(sorted(ids)))
    return linked(session, [dict(row) for row in session.execute(statement).mappings()])


def points_now(session: Session, year: int, before: Iterable[int]) -> dict[int, int]:
    """Earlier risk point → the live one of `year` it goes on as."""
    statement = sa.select(POINTS.c.carried_from_id, POINTS.c.id).where(
        POINTS.c.carried_from_id.in_(sorted(before)), POINTS.c.year == year, POINTS.c.retired_at.is_(None)
    )
    return {row.carried_from_id: row.id for row in session.execute(statement.order_by(POINTS.c.id))}
