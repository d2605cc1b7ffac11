"""Reads of a plan beside what it was. Whoever may read the plan may compare it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.measures.comparisons.schemas import ComparedMeasure
from backend.measures.queries import MEASURES, PLANS, find_plan, linked, live_measures, visible_plans
from backend.measures.rules import CONTENT
from backend.organization.queries import POSITIONS, absorbed
from backend.powers.queries import POWERS
from backend.regulations.queries import REGULATIONS
from backend.reviews.comparisons.queries import (
    Found,
    RowKind,
    laid_beside,
    last_submission,
    nothing,
    year_base,
)
from backend.reviews.comparisons.rules import BaseGap, ComparisonBase, plain
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewState
from backend.risks.queries import POINTS

Row = dict[str, Any]
_NAMED = {
    "position_name": ("position_id", POSITIONS.c.name),
    "power_name": ("power_id", POWERS.c.name),
    "regulation_title": ("regulation_id", REGULATIONS.c.title),
}
"""Name kept by a copy → what it names, and where the name stands."""


def copied_measures(session: Session, measures: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Measures with their links as a copy keeps them, in the order given; plain values."""
    names = {
        name: _names(session, column, (row[link] for row in measures))
        for name, (link, column) in _NAMED.items()
    }
    points = _names(session, POINTS.c.name, (one for row in measures for one in row["risk_point_ids"]))
    rules = _names(
        session, REGULATIONS.c.title, (one["regulation_id"] for row in measures for one in row["basis"])
    )
    return [
        {"id": row["id"]}
        | {name: row[name] for name in CONTENT}
        | {"due_on": row["due_on"] and row["due_on"].isoformat()}
        | {name: names[name].get(row[link]) for name, (link, _) in _NAMED.items()}
        | {
            "risk_points": [{"id": one, "name": points[one]} for one in row["risk_point_ids"]],
            "basis": [one | {"title": rules[one["regulation_id"]]} for one in row["basis"]],
        }
        for row in measures
    ]


def _names(session: Session, column: sa.Column[Any], ids: Iterable[int | None]) -> dict[int | None, str]:
    known = sorted({one for one in ids if one is not None})
    if not known:
        return {}
    number = column.table.c["id"]
    return dict(session.execute(sa.select(number, column).where(number.in_(known))).all())


def compare_plan(session: Session, actor: Actor, plan_id: int, against: ComparisonBase) -> Row:
    """`Comparison` of a plan the actor may see, or 404."""
    plan = find_plan(session, actor, plan_id)
    measures = live_measures(session, plan_id)
    if against is ComparisonBase.last_year:
        found = _last_year(session, actor, plan, measures)
    else:
        found = last_submission(session, plan, plan, measures)
    return laid_beside(actor, plan, found, copied_measures(session, measures), _MEASURES, against)


def _last_year(session: Session, actor: Actor, plan: Row, measures: Sequence[Row]) -> Found:
    """The plans it and its measures were carried from, or the newest approved one of the department before."""
    carried = {row["carried_from_id"]: row["id"] for row in measures if row["carried_from_id"]}
    theirs = sa.select(MEASURES.c.plan_id).where(MEASURES.c.id.in_(carried))
    origins = sa.or_(PLANS.c.id == plan["carried_from_id"], PLANS.c.id.in_(theirs))
    former = session.execute(_earlier(actor, plan, origins)).mappings().all()
    if not former:
        units = [plan["department_id"], *absorbed(session, plan["department_id"])]
        newest = _earlier(actor, plan, PLANS.c.department_id.in_(units)).limit(1)
        former = session.execute(newest).mappings().all()
    if not former:
        return nothing(BaseGap.no_sheet)
    first = former[0]
    statement = (
        sa.select(MEASURES)
        .where(MEASURES.c.plan_id.in_([one["id"] for one in former]), MEASURES.c.retired_at.is_(None))
        .order_by(MEASURES.c.plan_id, MEASURES.c.ordinal, MEASURES.c.id)
    )
    before = linked(session, [dict(row) for row in session.execute(statement).mappings()])
    base = year_base(first["id"], first["year"], first["note"])
    return Found(base, None, copied_measures(session, before), carried)


def _earlier(actor: Actor, plan: Row, *which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Approved plans of earlier years the actor may see, the newest first, and of one year the department's own."""
    return (
        sa.select(PLANS.c.id, PLANS.c.year, PLANS.c.note)
        .join(REVIEWS, REVIEWS.c.id == PLANS.c.review_id)
        .where(
            *which, PLANS.c.year < plan["year"], REVIEWS.c.state == ReviewState.approved, visible_plans(actor)
        )
        .order_by(PLANS.c.year.desc(), PLANS.c.department_id != plan["department_id"], PLANS.c.id)
    )


def _cells(row: Row, exactly: bool) -> Row:
    """A new year has other due dates and other rows of the same risks: these alone are no change."""
    bases = [f"{one['regulation_id']} {one['clause']}" for one in row["basis"]]
    if exactly:
        cells = {name: row.get(name) for name in CONTENT}
        return cells | {"risk_points": [one["id"] for one in row["risk_points"]], "basis": bases}
    cells = {name: row.get(name) for name in CONTENT if name != "due_on"}
    return cells | {"risk_points": [plain(one["name"]) for one in row["risk_points"]], "basis": bases}


_MEASURES = RowKind(frozenset(ComparedMeasure.model_fields), _cells, lambda row: str(row["title"]))
