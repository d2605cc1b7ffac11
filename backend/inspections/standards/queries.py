"""Reads of standards. What was never adopted is the office's own draft."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.inspections.queries import INSPECTIONS, ITEMS, STANDARDS
from backend.inspections.standards.rules import MACHINE, StandardState
from backend.inspections.standards.schemas import (
    CheckItemOut,
    CheckStandardItem,
    CheckStandardOut,
    CheckStandardQuery,
)
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import rows_of

Found = dict[str, Any]
_OF = ITEMS.c.standard_id == STANDARDS.c.id
_JOINED = {
    "items_count": sa.select(sa.func.count()).where(_OF).scalar_subquery().label("items_count"),
    "total": sa.select(sa.func.coalesce(sa.func.sum(ITEMS.c.points), 0.0))
    .where(_OF)
    .scalar_subquery()
    .label("total"),
    "inspections_count": sa.select(sa.func.count())
    .where(INSPECTIONS.c.standard_id == STANDARDS.c.id)
    .scalar_subquery()
    .label("inspections_count"),
}
_ADDED = frozenset({"items", "allowed_actions"})


def _visible(actor: Actor, out: type[CheckStandardItem]) -> sa.Select[Any]:
    actor.need(Permission.inspections_read)
    names = [name for name in out.model_fields if name not in _ADDED]
    statement = sa.select(*(_JOINED[name] if name in _JOINED else STANDARDS.c[name] for name in names))
    if actor.reach(Permission.inspections_write):
        return statement
    return statement.where(STANDARDS.c.adopted_at.is_not(None))


def search_standards(session: Session, actor: Actor, query: CheckStandardQuery) -> tuple[list[Found], int]:
    """One page of standards."""
    statement = _visible(actor, CheckStandardItem)
    statement = statement.order_by(STANDARDS.c.year.desc(), STANDARDS.c.edition.desc())
    if query.year:
        statement = statement.where(STANDARDS.c.year == query.year)
    if query.state:
        statement = statement.where(STANDARDS.c.state == query.state)
    return fetch(session, statement, query)


def get_standard(session: Session, actor: Actor, standard_id: int) -> Found:
    """The whole standard, or 404."""
    statement = _visible(actor, CheckStandardOut).where(STANDARDS.c.id == standard_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这份检查标准")
    writes = bool(actor.reach(Permission.inspections_write))
    steps = MACHINE.actions(StandardState(row["state"])) if writes else []
    return dict(row) | {
        "items": items_of(session, standard_id),
        "allowed_actions": [step.action for step in steps],
    }


def items_of(session: Session, standard_id: int) -> list[Found]:
    """The items in their order."""
    return rows_of(session, ITEMS, CheckItemOut, ITEMS.c.standard_id == standard_id)


def adopted_standard(session: Session, year: int, *, keep: bool = False) -> int | None:
    """The id of the year's standard. `keep`: nobody replaces or retires it while this transaction lasts."""
    statement = sa.select(STANDARDS.c.id).where(
        STANDARDS.c.year == year, STANDARDS.c.state == StandardState.adopted
    )
    return session.execute(statement.with_for_update(read=True) if keep else statement).scalar_one_or_none()
