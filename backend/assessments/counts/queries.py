"""The risk points a post's level depends on, counted by year."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.assessments.rules import PointCounts
from backend.kit.batches import among_packed, dialect_of, packed
from backend.organization.rules import LEVEL_RANK
from backend.reviews.queries import DECISIONS
from backend.reviews.rules import Decision, ReviewState
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS

LAST_YEAR = 9999
UNTIL = sa.bindparam("until", type_=sa.Integer)
"""Points of later years are not counted."""


class Approval(NamedTuple):
    """The newest year with an approved sheet of a post, which replaces all earlier ones, and when that was approved.

    Whoever stands by it afterwards (复核确认) approves nothing anew.
    """

    year: int
    at: datetime | None


def points_by_year(
    session: Session, ids: Sequence[int], approved: Mapping[int, Approval], until: int | None = None
) -> dict[int, tuple[PointCounts, ...]]:
    """Named points by position and year, oldest first; years before the last approved one no longer count.

    Several holders who found the same point count it once, with its worst level (requirements D12).
    """
    given = {"ids": packed(session, ids), "until": until or LAST_YEAR}
    rows = session.execute(_counts(dialect_of(session)), given).all()
    if not rows:
        return {}
    by_rank = {rank: level.value if level else "unrated" for level, rank in LEVEL_RANK.items()}
    counts = defaultdict[int, dict[int, dict[str, int]]](lambda: defaultdict(dict))
    for position_id, year, rank, number in rows:
        if position_id not in approved or year >= approved[position_id].year:
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


def approvals(session: Session, ids: Sequence[int], until: int | None = None) -> dict[int, Approval]:
    """By position; none for those without an approved sheet."""
    given = {"ids": packed(session, ids), "until": until or LAST_YEAR}
    rows = session.execute(_approved(dialect_of(session)), given).all()
    return {position_id: Approval(year, at) for position_id, year, at in rows}


@cache
def _approved(dialect: str) -> sa.Select[Any]:
    """Of each position the newest year comes last."""
    signed = sa.and_(DECISIONS.c.review_id == REVIEWS.c.id, DECISIONS.c.decision == Decision.approve)
    at = sa.func.coalesce(DECISIONS.c.decided_at, REVIEWS.c.decided_at)
    key = (INVENTORIES.c.position_id, INVENTORIES.c.year)
    return (
        sa.select(*key, sa.func.max(at, type_=REVIEWS.c.decided_at.type))
        .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .outerjoin(DECISIONS, signed)
        .where(
            among_packed(dialect, INVENTORIES.c.position_id, "ids"),
            INVENTORIES.c.retired_on.is_(None),
            INVENTORIES.c.year <= UNTIL,
            REVIEWS.c.state == ReviewState.approved,
        )
        .group_by(*key)
        .order_by(*key)
    )
