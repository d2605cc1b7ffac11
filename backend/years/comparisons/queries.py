"""Reads two years and pairs their points. Only the columns compared are read: 24,000 rows are a matter of moments."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.batches import among
from backend.kit.table import table_of
from backend.organization.history.queries import post_names, unit_names
from backend.organization.queries import DEPARTMENTS, absorbed, subtree, within
from backend.organization.rules import RiskLevel
from backend.powers.models import Power
from backend.risks.queries import INVENTORIES, POINTS
from backend.years.comparisons.schemas import ComparisonQuery, DifferenceQuery, DifferenceSide
from backend.years.queries import CARRYINGS
from backend.years.rules import Difference, DifferenceKind, YearPoint, compare, tally

Found = dict[str, Any]
POWERS = table_of(Power)
_PLAIN = ("id", "year", "department_id", "name", "manifestation", "measures", "duty", "power_id", "causes")


def _place(table: sa.Table) -> sa.ColumnElement[int]:
    """The post of a point or a sheet, or its department negated."""
    return sa.func.coalesce(table.c.position_id, -table.c.department_id)


def _points(
    session: Session, actor: Actor, years: sa.ColumnElement[bool], query: ComparisonQuery
) -> list[YearPoint]:
    clause = within(actor.need(Permission.years_read), POINTS.c.department_id)
    if query.department_id:
        # What became part of the department is compared with it, whatever it was called then.
        units = [query.department_id, *absorbed(session, query.department_id)]
        clause = sa.and_(clause, POINTS.c.department_id.in_(subtree(units)))
    columns = (POINTS.c[name] for name in _PLAIN)
    statement = (
        sa.select(_place(POINTS), POINTS.c.level, POINTS.c.cause_kinds, *columns)
        .where(years, POINTS.c.retired_at.is_(None), POINTS.c.name != "", clause)
        .order_by(POINTS.c.id)
    )
    merged = _merged(session)
    return [
        YearPoint(
            **dict(zip(_PLAIN, plain, strict=True)),
            place=where if where > 0 else -merged.get(-where, -where),
            level=RiskLevel(level) if level else None,
            cause_kinds=frozenset(kinds),
        )
        for where, level, kinds, *plain in session.execute(statement)
    ]


def _merged(session: Session) -> dict[int, int]:
    """Department → the one it is part of by now: what it wrote goes on there."""
    into = DEPARTMENTS.c.merged_into_id
    found = sa.select(DEPARTMENTS.c.id, into).where(into.is_not(None))
    merged: dict[int, int] = dict(session.execute(found).all())
    for unit in merged:
        while merged[unit] in merged:
            merged[unit] = merged[merged[unit]]
    return merged


def _before(year: int, query: ComparisonQuery) -> sa.ColumnElement[bool]:
    """The points `year` is compared with: those of the year asked for; or, where a sheet was carried on from an
    earlier year, those of the sheet it was carried from, and of all other places those of the year before."""
    if query.base:
        return POINTS.c.year == query.base
    by_row = (
        sa.select(POINTS.c.inventory_id)
        .join(CARRYINGS, CARRYINGS.c.from_point_id == POINTS.c.id)
        .where(CARRYINGS.c.year == year)
    )
    by_sheet = sa.select(INVENTORIES.c.carried_from_id).where(
        INVENTORIES.c.year == year,
        INVENTORIES.c.retired_on.is_(None),
        INVENTORIES.c.carried_from_id.is_not(None),
    )
    origins = sa.union(by_row, by_sheet)
    # What such a place wrote last year was never approved, or it would have been carried on.
    older = sa.select(_place(INVENTORIES)).where(INVENTORIES.c.id.in_(origins), INVENTORIES.c.year < year - 1)
    is_last_year = sa.and_(POINTS.c.year == year - 1, _place(POINTS).not_in(older))
    return sa.or_(POINTS.c.inventory_id.in_(origins), is_last_year)


def _differences(session: Session, actor: Actor, year: int, query: ComparisonQuery) -> list[Difference]:
    carried = sa.select(CARRYINGS.c.from_point_id, CARRYINGS.c.to_point_id).where(
        CARRYINGS.c.year == year, CARRYINGS.c.to_point_id.is_not(None)
    )
    before = _points(session, actor, _before(year, query), query)
    after = _points(session, actor, POINTS.c.year == year, query)
    return list(compare(before, after, dict(session.execute(carried).all())))


def comparison(session: Session, actor: Actor, year: int, query: ComparisonQuery) -> Found:
    """`ComparisonOut`."""
    found = _differences(session, actor, year, query)
    by_department: dict[int, list[Difference]] = {}
    for difference in found:
        by_department.setdefault(difference.shown.department_id, []).append(difference)
    names = unit_names(session, by_department, year)
    departments = [
        {"department_id": key, "department_name": names[key], "bases": _bases(differences)}
        | {"counts": _counts(differences)}
        for key, differences in sorted(by_department.items(), key=lambda item: (-_changes(item[1]), item[0]))
    ]
    base = query.base or year - 1
    return {
        "year": year,
        "base": base,
        "bases": _bases(found) or [base],
        "counts": _counts(found),
        "departments": departments,
    }


def _bases(differences: Iterable[Difference]) -> list[int]:
    """The years that were compared with, the latest first."""
    return sorted({one.before.year for one in differences if one.before}, reverse=True)


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
    sides = (side for one in page for side in (one.before, one.after) if side)
    cited = sorted({side.power_id for side in sides if side.power_id})
    named = sa.select(POWERS.c.id, POWERS.c.name).where(among(session, POWERS.c.id, cited))
    powers: dict[int, str] = dict(session.execute(named).all())
    return [
        {
            "department_id": one.shown.department_id,
            "department_name": departments[one.shown.department_id],
            "position_name": posts.get(one.shown.place),
            "kinds": list(one.kinds),
            "before": _side(one.before, powers),
            "after": _side(one.after, powers),
        }
        for one in page
    ], len(found)


def _side(point: YearPoint | None, powers: dict[int, str]) -> Found | None:
    if point is None:
        return None
    known = {
        "risk_point_id": point.id,
        "power_name": powers.get(point.power_id or 0),
        "cause_kinds": sorted(point.cause_kinds),
    }
    return {
        name: known[name] if name in known else getattr(point, name) for name in DifferenceSide.model_fields
    }
