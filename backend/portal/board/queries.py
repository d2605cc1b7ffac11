"""Reads for the public, from the table of frozen projections alone: no other table is ever joined to it."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.paging import fetch
from backend.kit.problems import Problem
from backend.kit.rows import contains
from backend.kit.table import table_of, today
from backend.portal.board.schemas import PublicPowerItem, PublicPowerOut, PublicPowerQuery
from backend.portal.models import PublicPower

POWERS = table_of(PublicPower)
_ITEM = [POWERS.c[name] for name in PublicPowerItem.model_fields if name != "has_flow"]
_WHOLE = [POWERS.c[name] for name in PublicPowerOut.model_fields]


def _is_public() -> sa.ColumnElement[bool]:
    return sa.and_(POWERS.c.is_live, sa.or_(POWERS.c.closes_on.is_(None), POWERS.c.closes_on >= today()))


def search_public_powers(session: Session, query: PublicPowerQuery) -> dict[str, Any]:
    """One page (`PublicPowerPage`)."""
    statement = sa.select(*_ITEM, (POWERS.c.picture != "").label("has_flow")).where(_is_public())
    if query.q:
        columns = ("name", "wording", "basis", "handling_body", "unit")
        statement = statement.where(contains(query.q, *(POWERS.c[name] for name in columns)))
    if query.unit:
        statement = statement.where(POWERS.c.unit == query.unit)
    if query.channel:
        statement = statement.where(POWERS.c.channel == query.channel)
    rows, total = fetch(session, statement.order_by(POWERS.c.unit, POWERS.c.code, POWERS.c.id), query)
    counted = sa.select(POWERS.c.unit, sa.func.count()).where(_is_public()).group_by(POWERS.c.unit)
    units = [{"name": name, "count": number} for name, number in session.execute(counted.order_by(POWERS.c.unit))]
    items = [row | {"has_flow": bool(row["has_flow"])} for row in rows]
    return {"items": items, "total": total, "units": units}


def find_public_power(session: Session, code: str, *more: str) -> dict[str, Any]:
    """What is public under a code (`PublicPowerOut`, and `more` columns); one and the same 404 for everything else."""
    columns = [*_WHOLE, *(POWERS.c[name] for name in more)]
    row = session.execute(sa.select(*columns).where(_is_public(), POWERS.c.code == code)).mappings().one_or_none()
    if row is None:
        raise Problem("not-found", "没有这项公开内容", 404, "它可能已经更新或撤下，请从公开目录重新查找。")
    return dict(row)
