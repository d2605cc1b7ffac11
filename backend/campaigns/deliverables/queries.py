"""Reads of deliverables."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.calendar.queries import load_calendar
from backend.campaigns.calendar.rules import working_days_between
from backend.campaigns.deliverables.rules import campus_day
from backend.campaigns.deliverables.schemas import DeliverableOut, DeliverableQuery, DeliverableSort
from backend.campaigns.queries import CAMPAIGNS, DELIVERABLES, OWED_BY, STAGES, Row, visible_campaigns
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.table import today

_COMPUTED = {"department_kinds", "due_on", "is_due_on_working_day", "working_days_left"}
_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "campaign_name": CAMPAIGNS.c.name.label("campaign_name"),
    "year": CAMPAIGNS.c.year,
    "stage_name": STAGES.c.name.label("stage_name"),
}
_COLUMNS = tuple(
    _JOINED[name] if name in _JOINED else DELIVERABLES.c[name]
    for name in DeliverableOut.model_fields
    if name not in _COMPUTED
)
_SOURCE = sa.join(DELIVERABLES, CAMPAIGNS, CAMPAIGNS.c.id == DELIVERABLES.c.campaign_id).outerjoin(
    STAGES, STAGES.c.id == DELIVERABLES.c.stage_id
)
_PROGRAMME = (DELIVERABLES.c.campaign_id.desc(), DELIVERABLES.c.sort, DELIVERABLES.c.id)
_ORDER = {
    DeliverableSort.due: (DELIVERABLES.c.due_at, DELIVERABLES.c.id),
    DeliverableSort.programme: _PROGRAMME,
}


def search_deliverables(session: Session, actor: Actor, query: DeliverableQuery) -> tuple[list[Row], int]:
    """One page of deliverables."""
    statement = sa.select(*_COLUMNS).select_from(_SOURCE).where(visible_campaigns(actor))
    for column in (
        DELIVERABLES.c.campaign_id,
        DELIVERABLES.c.stage_id,
        CAMPAIGNS.c.year,
        DELIVERABLES.c.kind,
    ):
        wanted = getattr(query, column.name)
        if wanted is not None:
            statement = statement.where(column == wanted)
    if query.department_kind:
        owed = sa.select(OWED_BY.c.deliverable_id).where(OWED_BY.c.department_kind == query.department_kind)
        statement = statement.where(DELIVERABLES.c.id.in_(owed))
    if not query.include_retired:
        statement = statement.where(DELIVERABLES.c.retired_on.is_(None))
    rows, total = fetch(session, statement.order_by(*_ORDER[query.sort]), query)
    return _completed(session, rows), total


def deliverables_of(session: Session, campaign_id: int) -> list[Row]:
    """The deliverables of one campaign, in order."""
    live = (DELIVERABLES.c.campaign_id == campaign_id, DELIVERABLES.c.retired_on.is_(None))
    statement = sa.select(*_COLUMNS).select_from(_SOURCE).where(*live).order_by(*_PROGRAMME)
    return _completed(session, [dict(row) for row in session.execute(statement).mappings()])


def get_deliverable(session: Session, actor: Actor, deliverable_id: int) -> Row:
    """One deliverable, or 404."""
    statement = sa.select(*_COLUMNS).select_from(_SOURCE)
    found = session.execute(statement.where(DELIVERABLES.c.id == deliverable_id, visible_campaigns(actor)))
    row = found.mappings().one_or_none()
    if row is None:
        raise not_found("这项报送材料")
    return _completed(session, [dict(row)])[0]


def _completed(session: Session, rows: Sequence[Row]) -> list[Row]:
    """Adds who owes each of them, and what the calendar says about its due day."""
    ids = [row["id"] for row in rows]
    kinds: dict[int, list[str]] = {row_id: [] for row_id in ids}
    owed = sa.select(OWED_BY.c.deliverable_id, OWED_BY.c.department_kind)
    for row_id, kind in session.execute(owed.where(OWED_BY.c.deliverable_id.in_(ids)).order_by(OWED_BY.c.id)):
        kinds[row_id].append(kind)
    calendar, day = load_calendar(session), today()
    found = []
    for row in rows:
        due_on = campus_day(row["due_at"])
        found.append(
            row
            | {
                "department_kinds": kinds[row["id"]],
                "due_on": due_on,
                "is_due_on_working_day": calendar.is_working(due_on),
                "working_days_left": working_days_between(calendar, day, due_on),
            }
        )
    return found
