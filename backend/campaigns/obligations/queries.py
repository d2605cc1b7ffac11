"""Reads of obligations: computed from programme, departments, submissions and extensions; nothing is stored."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.deliverables.rules import late_minutes, minute_of
from backend.campaigns.obligations.schemas import (
    ObligationFilter,
    ObligationOut,
    ObligationQuery,
    ObligationSort,
    ObligationSummaryQuery,
    SummaryBy,
)
from backend.campaigns.queries import (
    CAMPAIGNS,
    CUSTODY,
    DELIVERABLES,
    OWED_BY,
    SUBMISSIONS,
    Row,
    effective_due,
    extended_due,
)
from backend.campaigns.rules import CampaignState, CustodyAction, Standing, SubmissionState
from backend.kit.batches import among
from backend.kit.paging import fetch
from backend.kit.table import now
from backend.organization.history.queries import as_then, existed_in, unit_names
from backend.organization.queries import DEPARTMENTS, subtree, within

_DUE = effective_due(DEPARTMENTS.c.id)
_COLLECTED = (
    sa.select(sa.func.coalesce(sa.func.sum(CUSTODY.c.copies), 0))
    .where(
        CUSTODY.c.submission_id == SUBMISSIONS.c.id,
        CUSTODY.c.action == CustodyAction.collect,
        CUSTODY.c.retired_on.is_(None),
    )
    .correlate(SUBMISSIONS)
    .scalar_subquery()
)
_HANDED_IN = SUBMISSIONS.c.state.in_((SubmissionState.submitted, SubmissionState.received))
IS_LATE = sa.and_(SUBMISSIONS.c.id.is_not(None), _HANDED_IN, SUBMISSIONS.c.counted_at > _DUE)
LACKS_PAPER = DELIVERABLES.c.paper_copies > sa.func.coalesce(_COLLECTED, 0)
"""Fewer sheets of paper came than were asked for."""
_COUNTED = SUBMISSIONS.c.counted_at.label("counted_at")
_SOURCE = (
    sa.join(DELIVERABLES, CAMPAIGNS, CAMPAIGNS.c.id == DELIVERABLES.c.campaign_id)
    .join(OWED_BY, OWED_BY.c.deliverable_id == DELIVERABLES.c.id)
    .join(DEPARTMENTS, DEPARTMENTS.c.kind == OWED_BY.c.department_kind)
    .outerjoin(
        SUBMISSIONS,
        sa.and_(
            SUBMISSIONS.c.deliverable_id == DELIVERABLES.c.id,
            SUBMISSIONS.c.department_id == DEPARTMENTS.c.id,
        ),
    )
)


def standing_at(instant: datetime | sa.BindParameter[datetime]) -> sa.ColumnElement[Any]:
    """How each obligation stands at an instant, or at a bound minute; the due minute itself is still in time."""
    kind = DELIVERABLES.c.due_at.type
    minute = sa.literal(minute_of(instant), kind) if isinstance(instant, datetime) else instant
    return sa.case(
        (SUBMISSIONS.c.state == SubmissionState.received, Standing.received.value),
        (SUBMISSIONS.c.state == SubmissionState.submitted, Standing.submitted.value),
        (minute > _DUE, Standing.missing.value),
        else_=Standing.due.value,
    )


def obligations(*columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Every deliverable of campaigns that run or ran × every department that owes it.

    A department that was founded after the year owes nothing of it; one that was retired owes no more, but what it
    handed in stays; what it only began does not. Whoever reads adds its own reach.
    """
    return (
        sa.select(*columns)
        .select_from(_SOURCE)
        .where(
            CAMPAIGNS.c.state != CampaignState.draft,
            DELIVERABLES.c.retired_on.is_(None),
            sa.or_(DEPARTMENTS.c.retired_on.is_(None), _HANDED_IN),
            existed_in(CAMPAIGNS.c.year),
        )
    )


def _columns(instant: datetime) -> tuple[sa.ColumnElement[Any], ...]:
    computed: dict[str, sa.ColumnElement[Any]] = {
        "deliverable_id": DELIVERABLES.c.id.label("deliverable_id"),
        "deliverable_name": DELIVERABLES.c.name.label("deliverable_name"),
        "deliverable_kind": DELIVERABLES.c.kind.label("deliverable_kind"),
        "campaign_id": DELIVERABLES.c.campaign_id,
        "campaign_name": CAMPAIGNS.c.name.label("campaign_name"),
        "year": CAMPAIGNS.c.year,
        "stage_id": DELIVERABLES.c.stage_id,
        "department_id": DEPARTMENTS.c.id.label("department_id"),
        "department_code": DEPARTMENTS.c.code.label("department_code"),
        "department_name": DEPARTMENTS.c.name.label("department_name"),
        "department_kind": DEPARTMENTS.c.kind.label("department_kind"),
        "due_at": _DUE.label("due_at"),
        "is_extended": extended_due(DEPARTMENTS.c.id).is_not(None).label("is_extended"),
        "standing": standing_at(instant).label("standing"),
        "is_late": sa.func.coalesce(IS_LATE, sa.false()).label("is_late"),
        "late_minutes": _COUNTED,
        "submission_id": SUBMISSIONS.c.id.label("submission_id"),
        "state": SUBMISSIONS.c.state,
        "round": sa.func.coalesce(SUBMISSIONS.c.round, 0).label("round"),
        "submitted_at": SUBMISSIONS.c.submitted_at,
        "paper_copies": DELIVERABLES.c.paper_copies,
        "copies_collected": _COLLECTED.label("copies_collected"),
    }
    return tuple(computed[name] for name in ObligationOut.model_fields)


_ORDER: dict[ObligationSort, tuple[Any, ...]] = {
    ObligationSort.due: (_DUE, DELIVERABLES.c.id, DEPARTMENTS.c.code),
    ObligationSort.department: (DEPARTMENTS.c.code, DELIVERABLES.c.campaign_id, DELIVERABLES.c.sort),
    ObligationSort.submitted: (SUBMISSIONS.c.submitted_at.desc().nulls_last(), DEPARTMENTS.c.code),
}


def search_obligations(session: Session, actor: Actor, query: ObligationQuery) -> tuple[list[Row], int]:
    """One page of obligations of the departments in reach."""
    instant = now()
    statement = obligations(*_columns(instant)).where(*filters_of(actor, query))
    if query.standing:
        statement = statement.where(standing_at(instant) == query.standing.value)
    if query.is_late is not None:
        statement = statement.where(sa.func.coalesce(IS_LATE, sa.false()) == query.is_late)
    ordered = statement.order_by(*_ORDER[query.sort], DELIVERABLES.c.id, DEPARTMENTS.c.id)
    rows, total = fetch(session, ordered, query)
    return [_shown(row, instant) for row in as_then(session, rows)], total


def owed_by(
    session: Session, actor: Actor, query: ObligationFilter, department_ids: Sequence[int]
) -> list[Row]:
    """Everything some departments owe, unpaged: as many rows as they have deliverables."""
    instant = now()
    statement = obligations(*_columns(instant)).where(
        *filters_of(actor, query), among(session, DEPARTMENTS.c.id, department_ids)
    )
    rows = session.execute(statement.order_by(*_ORDER[ObligationSort.due])).mappings()
    return [_shown(dict(row), instant) for row in rows]


def _shown(row: Row, instant: datetime) -> Row:
    counted = row.pop("counted_at")
    until = instant if row["standing"] == Standing.missing else counted
    is_over = row["standing"] != Standing.due and until is not None
    return row | {
        "is_late": bool(row["is_late"]),
        "is_extended": bool(row["is_extended"]),
        "late_minutes": late_minutes(until, row["due_at"]) if is_over else 0,
    }


def filters_of(actor: Actor, query: ObligationFilter) -> Iterable[sa.ColumnElement[bool]]:
    """The departments in reach, and what is asked about; 403 for whoever reads no submissions."""
    yield within(actor.need(Permission.submissions_read), DEPARTMENTS.c.id)
    wanted = (
        (DELIVERABLES.c.campaign_id, query.campaign_id),
        (DELIVERABLES.c.id, query.deliverable_id),
        (DELIVERABLES.c.stage_id, query.stage_id),
        (CAMPAIGNS.c.year, query.year),
        (DEPARTMENTS.c.kind, query.department_kind),
    )
    for column, value in wanted:
        if value is not None:
            yield column == value
    if query.department_id:
        yield DEPARTMENTS.c.id.in_(subtree([query.department_id]))


_BY = {
    SummaryBy.deliverable: DELIVERABLES,
    SummaryBy.department: DEPARTMENTS,
    SummaryBy.campaign: CAMPAIGNS,
}


def summarize_obligations(
    session: Session, actor: Actor, query: ObligationSummaryQuery
) -> tuple[list[Row], int]:
    """One page of counts, for each deliverable, department or campaign."""
    table = _BY[query.by]
    rows = obligations(
        table.c.id.label("id"),
        table.c.name.label("name"),
        standing_at(now()).label("standing"),
        IS_LATE.label("is_late"),
        _DUE.label("due_at"),
    ).where(*filters_of(actor, query))
    each = rows.subquery()
    counts = [
        sa.func.count().filter(each.c.standing == standing.value).label(f"{standing.value}_count")
        for standing in Standing
    ]
    statement = (
        sa.select(
            each.c.id.label("id"),
            each.c.name.label("name"),
            sa.func.count().label("owed_count"),
            *counts,
            sa.func.count().filter(each.c.is_late).label("late_count"),
            sa.func.min(each.c.due_at).label("first_due_at"),
            sa.func.max(each.c.due_at).label("last_due_at"),
        )
        .group_by(each.c.id, each.c.name)
        .order_by(sa.func.min(each.c.due_at), each.c.id)
    )
    found, total = fetch(session, statement, query)
    if query.by is SummaryBy.department and query.year:
        names = unit_names(session, (row["id"] for row in found), query.year)
        found = [row | {"name": names[row["id"]]} for row in found]
    return found, total
