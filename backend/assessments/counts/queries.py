"""The risk points a post's level depends on, counted by year."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.assessments.rules import PointCounts
from backend.kit.batches import among_packed, dialect_of, packed
from backend.organization.rules import LEVEL_RANK
from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS

LAST_YEAR = 9999
UNTIL = sa.bindparam("until", type_=sa.Integer)
"""Points of later years are not counted."""


def points_by_year(
    session: Session, ids: Sequence[int], until: int | None = None
) -> dict[int, tuple[PointCounts, ...]]:
    """Named points by position and year, oldest first; years before the last approved one no longer count.

    Several holders who found the same point count it once, with its worst level (requirements D12).
    """
    given = {"ids": packed(session, ids), "until": until or LAST_YEAR}
    rows = session.execute(_counts(dialect_of(session)), given).all()
    if not rows:
        return {}
    since = _approved_years(session, given)
    by_rank = {rank: level.value if level else "unrated" for level, rank in LEVEL_RANK.items()}
    counts = defaultdict[int, dict[int, dict[str, int]]](lambda: defaultdict(dict))
    for position_id, year, rank, number in rows:
        if year >= since.get(position_id, year):
            counts[position_id][year][by_rank[rank]] = number
    return {
        position_id: tuple(PointCounts(year, **years[year]) for year in sorted(years))
        for position_id, years in counts.items()
    }


@cache
def _counts(dialect: str) -> sa.Select[Any]:
    key = (POINTS.c.position_id, POINTS.c.year, POINTS.c.name)
    listed = among_packed(dialect, POINTS.c.position_id, "ids")
    named = (
        sa.select(*key, sa.func.max(POINTS.c.level_rank).label("rank"))
        .where(listed, POINTS.c.retired_at.is_(None), POINTS.c.name != "", POINTS.c.year <= UNTIL)
        .group_by(*key)
        .subquery()
    )
    groups = (named.c.position_id, named.c.year, named.c.rank)
    return sa.select(*groups, sa.func.count()).group_by(*groups)


def _approved_years(session: Session, given: Mapping[str, Any]) -> dict[int, int]:
    """Position → the newest year with an approved sheet, which replaces all earlier ones."""
    return dict(session.execute(_newest(dialect_of(session)), given).all())


@cache
def _newest(dialect: str) -> sa.Select[Any]:
    return (
        sa.select(INVENTORIES.c.position_id, sa.func.max(INVENTORIES.c.year))
        .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(
            among_packed(dialect, INVENTORIES.c.position_id, "ids"),
            INVENTORIES.c.retired_on.is_(None),
            INVENTORIES.c.year <= UNTIL,
            REVIEWS.c.state == ReviewState.approved,
        )
        .group_by(INVENTORIES.c.position_id)
    )
