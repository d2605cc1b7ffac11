"""Reads of wordings. They are the college's, and open to whoever may read pledges at all."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.education.models import PledgeText
from backend.education.rules import BUILT_IN, PLEDGE, PledgeRenewal, in_force
from backend.education.wordings.schemas import PledgeTextQuery
from backend.kit.paging import fetch
from backend.kit.table import table_of
from backend.organization.rules import PositionTier

WORDINGS = table_of(PledgeText)
Found = dict[str, Any]
_KEPT = ("number", "tier", "renewal", "text", "published_by_name", "published_at")
_COLUMNS = tuple(WORDINGS.c[name] for name in _KEPT)
_BUILT_IN = dict(zip(_KEPT, (BUILT_IN, None, PledgeRenewal.yearly, PLEDGE, "", None), strict=True))


def wordings_in_force(session: Session) -> dict[PositionTier, Mapping[str, Any]]:
    """Tier → `number`, `tier` and `renewal` of the wording its holders are asked to sign; none before the first."""
    columns = (WORDINGS.c.number, WORDINGS.c.tier, WORDINGS.c.renewal)
    return in_force(dict(row) for row in session.execute(sa.select(*columns)).mappings())


def search_wordings(session: Session, query: PledgeTextQuery) -> tuple[list[Found], int]:
    """One page of `PledgeTextOut`."""
    statement = sa.select(*_COLUMNS).order_by(WORDINGS.c.number.desc(), WORDINGS.c.id.desc())
    if query.tier:
        statement = statement.where(sa.or_(WORDINGS.c.tier.is_(None), WORDINGS.c.tier == query.tier))
    rows, total = fetch(session, statement, query)
    return [_told(session, row) for row in rows], total


def wording_for(session: Session, tier: PositionTier | None) -> Found:
    """`PledgeTextOut` a holder of this tier signs; without a tier the newest that is for all."""
    fits = (
        WORDINGS.c.tier.is_(None)
        if tier is None
        else sa.or_(WORDINGS.c.tier.is_(None), WORDINGS.c.tier == tier)
    )
    statement = sa.select(*_COLUMNS).where(fits).order_by(WORDINGS.c.number.desc()).limit(1)
    row = session.execute(statement).mappings().one_or_none()
    return _told(session, dict(row or _BUILT_IN))


def get_wording(session: Session, number: int) -> Found:
    """The wording with this number, which exists."""
    statement = sa.select(*_COLUMNS).where(WORDINGS.c.number == number)
    return _told(session, dict(session.execute(statement).mappings().one()))


def newest_number(session: Session) -> int:
    """The number published last; 0 before the first."""
    return int(
        session.execute(sa.select(sa.func.coalesce(sa.func.max(WORDINGS.c.number), BUILT_IN))).scalar_one()
    )


def _told(session: Session, row: Found) -> Found:
    held = wordings_in_force(session)
    return row | {"in_force_for": [tier for tier, one in held.items() if one["number"] == row["number"]]}
