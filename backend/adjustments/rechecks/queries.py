"""Reads of tasks. One's own are those of the posts one holds."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.adjustments.queries import ADJUSTMENTS, RECHECKS, STEPS
from backend.adjustments.rechecks.schemas import RecheckFilter, RecheckOut, RecheckQuery, RecheckSort
from backend.adjustments.rules import MACHINE, RecheckKind, RecheckState
from backend.kit.paging import count, fetch
from backend.kit.problems import not_found
from backend.kit.table import today
from backend.organization.queries import DEPARTMENTS, POSITIONS, own_positions, subtree, within

Found = dict[str, Any]
_ORDER = {
    RecheckSort.due: (RECHECKS.c.due_on, RECHECKS.c.id),
    RecheckSort.newest: (RECHECKS.c.id.desc(),),
}
_EXACT = ("kind", "adjustment_id", "position_id")


def _reach(actor: Actor, permission: Permission) -> sa.ColumnElement[bool]:
    own = sa.func.coalesce(RECHECKS.c.position_id.in_(own_positions(actor.user_id)), sa.false())
    return within(actor.reach(permission), RECHECKS.c.department_id, own)


def _mine(actor: Actor) -> sa.ColumnElement[bool]:
    return RECHECKS.c.position_id.in_(own_positions(actor.user_id))


def _overdue() -> sa.ColumnElement[bool]:
    return sa.and_(RECHECKS.c.state == RecheckState.open, RECHECKS.c.due_on < today())


def _visible(actor: Actor) -> sa.Select[Any]:
    actor.need(Permission.rechecks_read)
    joined: dict[str, sa.ColumnElement[Any]] = {
        "trigger": ADJUSTMENTS.c.trigger,
        "reason": ADJUSTMENTS.c.title.label("reason"),
        "department_name": DEPARTMENTS.c.name.label("department_name"),
        "position_name": POSITIONS.c.name.label("position_name"),
        "is_overdue": _overdue().label("is_overdue"),
        "power_id": STEPS.c.power_id,
    }
    is_step = sa.and_(RECHECKS.c.kind == RecheckKind.flow_step, STEPS.c.id == RECHECKS.c.object_id)
    names = [name for name in RecheckOut.model_fields if name != "allowed_actions"]
    may = _reach(actor, Permission.rechecks_write).label("may_write")
    return (
        sa.select(*(joined[name] if name in joined else RECHECKS.c[name] for name in names), may)
        .join_from(RECHECKS, ADJUSTMENTS, ADJUSTMENTS.c.id == RECHECKS.c.adjustment_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == RECHECKS.c.department_id)
        .outerjoin(POSITIONS, POSITIONS.c.id == RECHECKS.c.position_id)
        .outerjoin(STEPS, is_step)
        .where(_reach(actor, Permission.rechecks_read))
    )


def _narrowed(query: RecheckFilter) -> Iterator[sa.ColumnElement[bool]]:
    for name in _EXACT:
        if (wanted := getattr(query, name)) is not None:
            yield RECHECKS.c[name] == wanted
    if query.trigger:
        yield ADJUSTMENTS.c.trigger == query.trigger
    if query.department_id:
        yield RECHECKS.c.department_id.in_(subtree([query.department_id]))


def _filters(actor: Actor, query: RecheckQuery) -> Iterator[sa.ColumnElement[bool]]:
    yield from _narrowed(query)
    if query.state:
        yield RECHECKS.c.state.in_(query.state)
    if query.mine:
        yield _mine(actor)
    if query.is_overdue:
        yield _overdue()


def search_rechecks(session: Session, actor: Actor, query: RecheckQuery) -> tuple[list[Found], int]:
    """One page and the total."""
    statement = _visible(actor).where(*_filters(actor, query)).order_by(*_ORDER[query.sort])
    rows, total = fetch(session, statement, query)
    return [_shown(row) for row in rows], total


def count_rechecks(session: Session, actor: Actor, query: RecheckFilter) -> dict[str, int]:
    """How many tasks stand where (`RecheckCounts`)."""
    statement = _visible(actor).where(*_narrowed(query))
    is_open = RECHECKS.c.state == RecheckState.open
    groups = {
        "mine": sa.and_(is_open, _mine(actor)),
        "overdue": _overdue(),
        **{state.value: RECHECKS.c.state == state for state in RecheckState},
    }
    return {name: count(session, statement.where(group)) for name, group in groups.items()}


def get_recheck(session: Session, actor: Actor, recheck_id: int) -> Found:
    """One task, or 404."""
    row = session.execute(_visible(actor).where(RECHECKS.c.id == recheck_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这项复核任务")
    return _shown(dict(row))


def _shown(row: Found) -> Found:
    may = bool(row.pop("may_write"))
    steps = MACHINE.actions(RecheckState(row["state"])) if may else []
    return row | {"is_overdue": bool(row["is_overdue"]), "allowed_actions": [step.action for step in steps]}
