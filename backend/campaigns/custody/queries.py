"""Reads of the ledger."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.custody.schemas import CustodyOut, CustodyQuery, CustodySort
from backend.campaigns.queries import CAMPAIGNS, CUSTODY, DELIVERABLES, SUBMISSIONS, WORK_YEARS, Row
from backend.campaigns.rules import CustodyAction
from backend.kit.batches import among
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains
from backend.organization.history.queries import as_then
from backend.organization.queries import DEPARTMENTS, subtree, within

_year_of: sa.ColumnElement[int] = sa.func.coalesce(
    CAMPAIGNS.c.year, sa.cast(sa.extract("year", CUSTODY.c.handled_on), sa.Integer)
)
"""The year a line belongs to: that of what was handed in, otherwise the one in which it was done."""
_IS_AFTER = sa.func.coalesce(CUSTODY.c.created_at > WORK_YEARS.c.closed_at, sa.false())
"""Papers are put in order and archived when a year is over (opinion.txt line 33): such lines are added to a closed
year, and are none of what was closed."""
_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "deliverable_name": DELIVERABLES.c.name.label("deliverable_name"),
    "year": _year_of.label("year"),
    "is_after_closing": _IS_AFTER.label("is_after_closing"),
}
_COLUMNS = tuple(_JOINED[name] if name in _JOINED else CUSTODY.c[name] for name in CustodyOut.model_fields)
_SOURCE = (
    sa.join(CUSTODY, DEPARTMENTS, DEPARTMENTS.c.id == CUSTODY.c.department_id)
    .outerjoin(SUBMISSIONS, SUBMISSIONS.c.id == CUSTODY.c.submission_id)
    .outerjoin(DELIVERABLES, DELIVERABLES.c.id == SUBMISSIONS.c.deliverable_id)
    .outerjoin(CAMPAIGNS, CAMPAIGNS.c.id == DELIVERABLES.c.campaign_id)
    .outerjoin(WORK_YEARS, WORK_YEARS.c.year == _year_of)
)
_ORDER = {
    CustodySort.newest: (CUSTODY.c.handled_on.desc(), CUSTODY.c.id.desc()),
    CustodySort.oldest: (CUSTODY.c.handled_on, CUSTODY.c.id),
}


def search_custody(session: Session, actor: Actor, query: CustodyQuery) -> tuple[list[Row], int]:
    """One page of the ledger."""
    statement = sa.select(*_COLUMNS).select_from(_SOURCE).where(_visible(actor), *_filters(query))
    rows, total = fetch(session, statement.order_by(*_ORDER[query.sort]), query)
    return as_then(session, rows), total


def _visible(actor: Actor) -> sa.ColumnElement[bool]:
    return within(actor.need(Permission.submissions_read), CUSTODY.c.department_id)


def _filters(query: CustodyQuery) -> Iterable[sa.ColumnElement[bool]]:
    if query.department_id:
        yield CUSTODY.c.department_id.in_(subtree([query.department_id]))
    if query.submission_id:
        yield CUSTODY.c.submission_id == query.submission_id
    if query.year:
        yield CUSTODY.c.handled_on.between(date(query.year, 1, 1), date(query.year, 12, 31))
    if query.action:
        yield CUSTODY.c.action == query.action
    if query.q:
        yield contains(query.q, CUSTODY.c.item, CUSTODY.c.handler_name, CUSTODY.c.place)
    if not query.include_retired:
        yield CUSTODY.c.retired_on.is_(None)


def get_custody(session: Session, actor: Actor, record_id: int) -> Row:
    """One line, or 404."""
    statement = sa.select(*_COLUMNS).select_from(_SOURCE)
    found = session.execute(statement.where(CUSTODY.c.id == record_id, _visible(actor)))
    row = found.mappings().one_or_none()
    if row is None:
        raise not_found("这条台账")
    return as_then(session, [dict(row)])[0]


def copies_by_action(
    session: Session, actor: Actor, year: int, department_ids: Sequence[int]
) -> dict[tuple[int, CustodyAction], int]:
    """Copies of the year by department and action; lines taken back do not count."""
    statement = (
        sa.select(CUSTODY.c.department_id, CUSTODY.c.action, sa.func.sum(CUSTODY.c.copies))
        .select_from(_SOURCE)
        .where(
            _visible(actor),
            _year_of == year,
            CUSTODY.c.retired_on.is_(None),
            among(session, CUSTODY.c.department_id, department_ids),
        )
        .group_by(CUSTODY.c.department_id, CUSTODY.c.action)
    )
    return {
        (unit, CustodyAction(action)): int(copies) for unit, action, copies in session.execute(statement)
    }


def closed_lines(year: int) -> sa.ColumnElement[bool]:
    """The lines that were there when a year was closed; all of the year's while it is open."""
    lines = sa.select(CUSTODY.c.id).select_from(_SOURCE).where(_year_of == year, sa.not_(_IS_AFTER))
    return CUSTODY.c.id.in_(lines.correlate(None))
