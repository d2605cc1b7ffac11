"""Reads of adjustments: seen where one of their tasks is seen."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.adjustments.queries import ADJUSTMENTS, RECHECKS
from backend.adjustments.records.schemas import AdjustmentOut, AdjustmentQuery
from backend.adjustments.rules import RecheckState
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.organization.queries import own_positions, within

Found = dict[str, Any]


def _tasks(actor: Actor) -> sa.ColumnElement[bool]:
    own = sa.func.coalesce(RECHECKS.c.position_id.in_(own_positions(actor.user_id)), sa.false())
    return within(actor.need(Permission.rechecks_read), RECHECKS.c.department_id, own)


def _counted(actor: Actor, state: RecheckState) -> sa.Label[int]:
    """How many of its tasks the caller sees in one state."""
    statement = sa.select(sa.func.count()).where(
        RECHECKS.c.adjustment_id == ADJUSTMENTS.c.id, RECHECKS.c.state == state, _tasks(actor)
    )
    return statement.correlate(ADJUSTMENTS).scalar_subquery().label(f"{state.value}_count")


def _visible(actor: Actor) -> sa.Select[Any]:
    counts = {f"{state.value}_count": _counted(actor, state) for state in RecheckState}
    columns = (counts[name] if name in counts else ADJUSTMENTS.c[name] for name in AdjustmentOut.model_fields)
    seen = sa.exists().where(RECHECKS.c.adjustment_id == ADJUSTMENTS.c.id, _tasks(actor))
    return sa.select(*columns).where(seen)


def search_adjustments(session: Session, actor: Actor, query: AdjustmentQuery) -> tuple[list[Found], int]:
    """One page and the total."""
    statement = _visible(actor).order_by(ADJUSTMENTS.c.id.desc())
    if query.trigger:
        statement = statement.where(ADJUSTMENTS.c.trigger == query.trigger)
    for name in ("source_kind", "source_id"):
        if (wanted := getattr(query, name)) is not None:
            statement = statement.where(ADJUSTMENTS.c[name] == wanted)
    if query.is_filed is not None:
        filed = ADJUSTMENTS.c.filed_on
        statement = statement.where(filed.is_not(None) if query.is_filed else filed.is_(None))
    if query.is_open:
        waits = sa.exists().where(
            RECHECKS.c.adjustment_id == ADJUSTMENTS.c.id,
            RECHECKS.c.state == RecheckState.open,
            _tasks(actor),
        )
        statement = statement.where(waits)
    return fetch(session, statement, query)


def get_adjustment(session: Session, actor: Actor, adjustment_id: int) -> Found:
    """One change, or 404."""
    statement = _visible(actor).where(ADJUSTMENTS.c.id == adjustment_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这项调整")
    return dict(row)
