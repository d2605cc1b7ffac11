"""Reads of years, and the one check that keeps a closed year as it was."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.campaigns.years.schemas import WorkYearOut, WorkYearQuery, WorkYearSort
from backend.kit.paging import fetch
from backend.kit.problems import conflict, not_found

_COLUMNS = tuple(WORK_YEARS.c[name] for name in WorkYearOut.model_fields)
_ORDER = {WorkYearSort.newest: WORK_YEARS.c.year.desc(), WorkYearSort.oldest: WORK_YEARS.c.year.asc()}

_STATE = (
    sa.select(WORK_YEARS.c.state)
    .where(WORK_YEARS.c.year == sa.bindparam("of_year"))
    .with_for_update(read=True)
)


def refuse_closed(session: Session, year: int) -> None:
    """409 `year-closed` once the year is closed; for every write to what belongs to a year.

    On PostgreSQL the row stays locked for sharing until the end of the transaction: a year cannot be closed, and its
    digest not be taken, while a write to it is under way. A year nobody opened is not closed.
    """
    if session.execute(_STATE, {"of_year": year}).scalar_one_or_none() == YearState.closed:
        raise conflict(f"{year} 年度已经封存，其中的内容不能再改动。", "year-closed")


def closed_years(session: Session) -> frozenset[int]:
    """The years nothing may be written to any more; like `refuse_closed`, none is closed while this goes on."""
    statement = sa.select(WORK_YEARS.c.year, WORK_YEARS.c.state).order_by(WORK_YEARS.c.year)
    rows = session.execute(statement.with_for_update(read=True)).all()
    return frozenset(year for year, state in rows if state == YearState.closed)


def search_years(session: Session, actor: Actor, query: WorkYearQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of years."""
    actor.need(Permission.campaigns_read)
    statement = sa.select(*_COLUMNS).order_by(_ORDER[query.sort])
    if query.state:
        statement = statement.where(WORK_YEARS.c.state == query.state)
    return fetch(session, statement, query)


def get_year(session: Session, actor: Actor, year: int) -> dict[str, Any]:
    """One year by its number, or 404."""
    actor.need(Permission.campaigns_read)
    row = session.execute(sa.select(*_COLUMNS).where(WORK_YEARS.c.year == year)).mappings().one_or_none()
    if row is None:
        raise not_found("这个年度")
    return dict(row)
