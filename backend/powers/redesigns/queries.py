"""Reads of redesign tasks. Whoever sees the power sees what is asked of its flow."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor, Scope
from backend.access.policy import Permission
from backend.kit.paging import count, fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains, rows_of
from backend.kit.table import table_of, today
from backend.organization.queries import DEPARTMENTS, POSITIONS, subtree, within
from backend.powers.checklists.queries import CHECKS
from backend.powers.flowchecks.queries import DEFECTS, REDESIGNS
from backend.powers.flowchecks.schemas import FlowDefectOut
from backend.powers.models import FlowRedesignAnswer
from backend.powers.queries import POWERS, reach
from backend.powers.redesigns.rules import MACHINE, WAITING, RedesignAction, RedesignState
from backend.powers.redesigns.schemas import (
    FlowRedesignItem,
    FlowRedesignOut,
    FlowRedesignQuery,
    RedesignAnswerOut,
    RedesignFilter,
    RedesignSort,
)

ANSWERS = table_of(FlowRedesignAnswer)
Found = dict[str, Any]
_ORDER = {
    RedesignSort.due: (REDESIGNS.c.due_on, REDESIGNS.c.id),
    RedesignSort.newest: (REDESIGNS.c.id.desc(),),
}
_ADDED = frozenset({"defects", "answers", "allowed_actions"})


def overdue() -> sa.ColumnElement[bool]:
    """Nothing presented though its day has passed."""
    return sa.and_(REDESIGNS.c.state.in_(WAITING), REDESIGNS.c.due_on < today())


def keeps_powers(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the actor has the department in charge: he draws anew, and judges nothing."""
    return within(Scope(departments=actor.reach(Permission.powers_write).departments), POWERS.c.department_id)


def answerable(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the actor presents the new flow."""
    return within(actor.reach(Permission.powers_write), POWERS.c.department_id)


def judgeable(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the actor settles this task: he ordered it or is the office, and does not draw for the department."""
    scope = actor.reach(Permission.flow_checks_write)
    ordered = sa.true() if scope.school else REDESIGNS.c.ordered_by_id == (actor.user_id or 0)
    return sa.and_(within(scope, POWERS.c.department_id), ordered, sa.not_(keeps_powers(actor)))


def waits_for(actor: Actor) -> sa.ColumnElement[bool]:
    """What the actor has to have drawn anew for his departments, and the new flows he has to judge."""
    return sa.or_(
        sa.and_(REDESIGNS.c.state.in_(WAITING), keeps_powers(actor)),
        sa.and_(REDESIGNS.c.state == RedesignState.redesigned, judgeable(actor)),
    )


def _visible(actor: Actor, out: type[FlowRedesignItem]) -> sa.Select[Any]:
    joined: dict[str, sa.ColumnElement[Any]] = {
        "power_name": POWERS.c.name.label("power_name"),
        "department_id": POWERS.c.department_id,
        "department_name": DEPARTMENTS.c.name.label("department_name"),
        "position_name": POSITIONS.c.name.label("position_name"),
        "flow_version": POWERS.c.flow_version,
        "opinion": CHECKS.c.opinion,
        "is_overdue": overdue().label("is_overdue"),
        "defects_count": sa.select(sa.func.count())
        .where(DEFECTS.c.check_id == REDESIGNS.c.check_id)
        .scalar_subquery()
        .label("defects_count"),
    }
    names = [name for name in out.model_fields if name not in _ADDED]
    return (
        sa.select(*(joined[name] if name in joined else REDESIGNS.c[name] for name in names))
        .join_from(REDESIGNS, POWERS, POWERS.c.id == REDESIGNS.c.power_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == POWERS.c.department_id)
        .join(CHECKS, CHECKS.c.id == REDESIGNS.c.check_id)
        .outerjoin(POSITIONS, POSITIONS.c.id == REDESIGNS.c.position_id)
        .where(reach(actor))
    )


def _narrowed(query: RedesignFilter) -> Iterator[sa.ColumnElement[bool]]:
    if query.q:
        yield contains(query.q, REDESIGNS.c.number, POWERS.c.name, REDESIGNS.c.request)
    if query.power_id:
        yield REDESIGNS.c.power_id == query.power_id
    if query.department_id:
        yield POWERS.c.department_id.in_(subtree([query.department_id]))


def _filters(actor: Actor, query: FlowRedesignQuery) -> Iterator[sa.ColumnElement[bool]]:
    yield from _narrowed(query)
    if query.state:
        yield REDESIGNS.c.state.in_(query.state)
    if query.is_overdue:
        yield overdue()
    if query.awaiting:
        yield waits_for(actor)


def search_redesigns(session: Session, actor: Actor, query: FlowRedesignQuery) -> tuple[list[Found], int]:
    """One page and the total."""
    statement = _visible(actor, FlowRedesignItem).where(*_filters(actor, query))
    rows, total = fetch(session, statement.order_by(*_ORDER[query.sort]), query)
    return [row | {"is_overdue": bool(row["is_overdue"])} for row in rows], total


def count_redesigns(session: Session, actor: Actor, query: RedesignFilter) -> dict[str, int]:
    """How many stand where (`RedesignCounts`)."""
    statement = _visible(actor, FlowRedesignItem).where(*_narrowed(query))
    groups = {state.value: REDESIGNS.c.state == state for state in RedesignState}
    groups |= {"overdue": overdue(), "awaiting": waits_for(actor)}
    return {name: count(session, statement.where(group)) for name, group in groups.items()}


def get_redesign(session: Session, actor: Actor, redesign_id: int) -> Found:
    """One task with its defects and answers, or 404."""
    rights = (answerable(actor).label("answers_it"), judgeable(actor).label("judges_it"))
    statement = _visible(actor, FlowRedesignOut).add_columns(*rights).where(REDESIGNS.c.id == redesign_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这项流程再造任务")
    found = dict(row)
    answers_it, judges_it = (bool(found.pop(right.name)) for right in rights)
    steps = (RedesignAction(step.action) for step in MACHINE.actions(RedesignState(found["state"])))
    return found | {
        "is_overdue": bool(found["is_overdue"]),
        "defects": rows_of(session, DEFECTS, FlowDefectOut, DEFECTS.c.check_id == found["check_id"]),
        "answers": rows_of(session, ANSWERS, RedesignAnswerOut, ANSWERS.c.redesign_id == redesign_id),
        "allowed_actions": [
            action for action in steps if (answers_it if action is RedesignAction.answer else judges_it)
        ],
    }
