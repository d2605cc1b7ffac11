"""Reads two years and pairs their points. Only the columns compared are read: 24,000 rows are a matter of moments."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.organization.history.queries import post_names, unit_names
from backend.organization.queries import subtree, within
from backend.organization.rules import RiskLevel
from backend.risks.queries import POINTS
from backend.years.comparisons.schemas import ComparisonQuery, DifferenceQuery
from backend.years.queries import CARRYINGS
from backend.years.rules import Difference, DifferenceKind, YearPoint, compare, tally

Found = dict[str, Any]


def _points(session: Session, actor: Actor, year: int, query: ComparisonQuery) -> list[YearPoint]:
    clause = within(actor.need(Permission.years_read), POINTS.c.department_id)
    if query.department_id:
        clause = sa.and_(clause, POINTS.c.department_id.in_(subtree([query.department_id])))
    place = sa.func.coalesce(POINTS.c.position_id, -POINTS.c.department_id)
    columns = (POINTS.c.id, POINTS.c.department_id, place, POINTS.c.name, POINTS.c.manifestation)
    statement = (
        sa.select(*columns, POINTS.c.level, POINTS.c.measures)
        .where(POINTS.c.year == year, POINTS.c.retired_at.is_(None), POINTS.c.name != "", clause)
        .order_by(POINTS.c.id)
    )
    return [
        YearPoint(point_id, department_id, where, name, shown, RiskLevel(level) if level else None, measures)
        for point_id, department_id, where, name, shown, level, measures in session.execute(statement)
    ]


def _differences(session: Session, actor: Actor, year: int, query: ComparisonQuery) -> list[Difference]:
    carried = sa.select(CARRYINGS.c.from_point_id, CARRYINGS.c.to_point_id).where(
        CARRYINGS.c.year == year, CARRYINGS.c.to_point_id.is_not(None)
    )
    before = _points(session, actor, query.base or year - 1, query)
    after = _points(session, actor, year, query)
    return list(compare(before, after, dict(session.execute(carried).all())))


def comparison(session: Session, actor: Actor, year: int, query: ComparisonQuery) -> Found:
    """`ComparisonOut`."""
    found = _differences(session, actor, year, query)
    by_department: dict[int, list[Difference]] = {}
    for difference in found:
        by_department.setdefault(difference.shown.department_id, []).append(difference)
    names = unit_names(session, by_department, year)
    departments = [
        {"department_id": key, "department_name": names[key], "counts": _counts(differences)}
        for key, differences in sorted(by_department.items(), key=lambda item: (-_changes(item[1]), item[0]))
    ]
    counts = _counts(found)
    return {"year": year, "base": query.base or year - 1, "counts": counts, "departments": departments}


def _changes(differences: Iterable[Difference]) -> int:
    return sum(DifferenceKind.unchanged not in difference.kinds for difference in differences)


def _counts(differences: Iterable[Difference]) -> list[Found]:
    return [{"kind": kind, "count": count} for kind, count in tally(differences).items()]


def search_differences(
    session: Session, actor: Actor, year: int, query: DifferenceQuery
) -> tuple[list[Found], int]:
    """One page of the points that differ, and their number."""
    found = [
        difference
        for difference in _differences(session, actor, year, query)
        if (
            query.kind in difference.kinds if query.kind else DifferenceKind.unchanged not in difference.kinds
        )
    ]
    found.sort(key=lambda one: (one.shown.department_id, one.shown.place, one.shown.id))
    page = found[query.offset : query.offset + query.size]
    departments = unit_names(session, {one.shown.department_id for one in page}, year)
    posts = post_names(session, {one.shown.place for one in page if one.shown.place > 0}, year)
    return [_shown(one, departments, posts) for one in page], len(found)


def _shown(difference: Difference, departments: dict[int, str], posts: dict[int, str]) -> Found:
    side = difference.shown
    return {
        "department_id": side.department_id,
        "department_name": departments[side.department_id],
        "position_name": posts.get(side.place),
        "kinds": list(difference.kinds),
        "before": _side(difference.before),
        "after": _side(difference.after),
    }


def _side(point: YearPoint | None) -> Found | None:
    if point is None:
        return None
    named = {name: getattr(point, name) for name in ("name", "manifestation", "level", "measures")}
    return {"risk_point_id": point.id} | named
