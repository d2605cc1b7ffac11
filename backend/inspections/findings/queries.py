"""Reads of findings. One's own are those about the posts one holds."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.inspections.findings.rules import MACHINE, FindingAction, FindingState
from backend.inspections.findings.schemas import (
    FindingAnswerOut,
    FindingFileOut,
    FindingFilter,
    FindingItem,
    FindingOut,
    FindingQuery,
    FindingSort,
)
from backend.inspections.queries import ANSWERS, FILES, FINDINGS, VISITS, answers_for, settles_any
from backend.kit.paging import count, fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains, rows_of
from backend.kit.table import table_of, today
from backend.organization.queries import DEPARTMENTS, POSITIONS, own_positions, subtree, within
from backend.powers.models import FlowStep, Power
from backend.risks.queries import POINTS

POWERS, STEPS = table_of(Power), table_of(FlowStep)
Found = dict[str, Any]
_ORDER = {
    FindingSort.due: (FINDINGS.c.due_on, FINDINGS.c.id),
    FindingSort.newest: (FINDINGS.c.id.desc(),),
}
_ADDED = frozenset({"answers", "files", "allowed_actions"})


def readable(actor: Actor) -> sa.ColumnElement[bool]:
    """The clause for lists and single rows alike."""
    own = sa.func.coalesce(FINDINGS.c.position_id.in_(own_positions(actor.user_id)), sa.false())
    return within(actor.need(Permission.findings_read), FINDINGS.c.department_id, own)


def overdue() -> sa.ColumnElement[bool]:
    """Not answered though its day has passed."""
    return sa.and_(FINDINGS.c.state == FindingState.open, FINDINGS.c.due_on < today())


def answerable(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the actor answers this finding."""
    return within(actor.reach(Permission.findings_reply), FINDINGS.c.department_id)


def _reached(actor: Actor) -> sa.ColumnElement[bool]:
    return within(actor.reach(Permission.findings_raise), FINDINGS.c.department_id)


def _raised(actor: Actor) -> sa.ColumnElement[bool]:
    return FINDINGS.c.raised_by_id == (actor.user_id or 0)


def judgeable(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the actor judges this finding: he raised it or is the office, and does not answer for the department."""
    settles = sa.true() if settles_any(actor) else _raised(actor)
    return sa.and_(_reached(actor), settles, sa.not_(answers_for(actor, FINDINGS.c.department_id)))


def managed(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the actor words and withdraws it; who raised it about his own department does that too."""
    return sa.or_(judgeable(actor), sa.and_(_reached(actor), _raised(actor)))


def waits_for(actor: Actor) -> sa.ColumnElement[bool]:
    """What the actor has to answer for his departments, and the answers he has to judge."""
    return sa.or_(
        sa.and_(FINDINGS.c.state == FindingState.open, answers_for(actor, FINDINGS.c.department_id)),
        sa.and_(FINDINGS.c.state == FindingState.answered, judgeable(actor)),
    )


def _visible(actor: Actor, out: type[FindingItem]) -> sa.Select[Any]:
    joined: dict[str, sa.ColumnElement[Any]] = {
        "department_name": DEPARTMENTS.c.name.label("department_name"),
        "position_name": POSITIONS.c.name.label("position_name"),
        "power_name": POWERS.c.name.label("power_name"),
        "step_name": STEPS.c.name.label("step_name"),
        "risk_point_name": POINTS.c.name.label("risk_point_name"),
        "visit_subject": VISITS.c.subject.label("visit_subject"),
        "is_overdue": overdue().label("is_overdue"),
    }
    names = [name for name in out.model_fields if name not in _ADDED]
    statement = (
        sa.select(*(joined[name] if name in joined else FINDINGS.c[name] for name in names))
        .join_from(FINDINGS, DEPARTMENTS, DEPARTMENTS.c.id == FINDINGS.c.department_id)
        .outerjoin(POSITIONS, POSITIONS.c.id == FINDINGS.c.position_id)
        .where(readable(actor))
    )
    if out is FindingItem:
        return statement
    return (
        statement.outerjoin(POWERS, POWERS.c.id == FINDINGS.c.power_id)
        .outerjoin(STEPS, STEPS.c.id == FINDINGS.c.step_id)
        .outerjoin(POINTS, POINTS.c.id == FINDINGS.c.risk_point_id)
        .outerjoin(VISITS, VISITS.c.id == FINDINGS.c.visit_id)
    )


def _narrowed(query: FindingFilter) -> Iterator[sa.ColumnElement[bool]]:
    if query.q:
        yield contains(query.q, FINDINGS.c.number, FINDINGS.c.title, FINDINGS.c.facts)
    if query.kind:
        yield FINDINGS.c.kind.in_(query.kind)
    if query.department_id:
        yield FINDINGS.c.department_id.in_(subtree([query.department_id]))
    if query.visit_id:
        yield FINDINGS.c.visit_id == query.visit_id
    if query.found_from:
        yield FINDINGS.c.found_on >= query.found_from
    if query.found_to:
        yield FINDINGS.c.found_on <= query.found_to


def _filters(actor: Actor, query: FindingQuery) -> Iterator[sa.ColumnElement[bool]]:
    yield from _narrowed(query)
    if query.state:
        yield FINDINGS.c.state.in_(query.state)
    if query.is_overdue:
        yield overdue()
    if query.awaiting:
        yield waits_for(actor)
    if query.is_mine:
        yield FINDINGS.c.raised_by_id == (actor.user_id or 0)


def search_findings(session: Session, actor: Actor, query: FindingQuery) -> tuple[list[Found], int]:
    """One page and the total."""
    statement = _visible(actor, FindingItem).where(*_filters(actor, query)).order_by(*_ORDER[query.sort])
    rows, total = fetch(session, statement, query)
    return [row | {"is_overdue": bool(row["is_overdue"])} for row in rows], total


def count_findings(session: Session, actor: Actor, query: FindingFilter) -> dict[str, int]:
    """How many stand where (`FindingCounts`)."""
    statement = _visible(actor, FindingItem).where(*_narrowed(query))
    groups = {state.value: FINDINGS.c.state == state for state in FindingState}
    groups |= {"overdue": overdue(), "awaiting": waits_for(actor)}
    return {name: count(session, statement.where(group)) for name, group in groups.items()}


def get_finding(session: Session, actor: Actor, finding_id: int) -> Found:
    """One finding with its answers and files, or 404."""
    rights = (
        answerable(actor).label("answers_it"),
        judgeable(actor).label("judges_it"),
        managed(actor).label("manages_it"),
    )
    statement = _visible(actor, FindingOut).add_columns(*rights).where(FINDINGS.c.id == finding_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这个问题")
    found = dict(row)
    answers_it, judges_it, manages_it = (bool(found.pop(right.name)) for right in rights)
    return found | {
        "is_overdue": bool(found["is_overdue"]),
        "answers": rows_of(session, ANSWERS, FindingAnswerOut, ANSWERS.c.finding_id == finding_id),
        "files": files_of(session, finding_id),
        "allowed_actions": _allowed(found["state"], answers_it, judges_it, manages_it),
    }


def _allowed(state: str, answers_it: bool, judges_it: bool, manages_it: bool) -> list[FindingAction]:
    may = {
        FindingAction.edit: manages_it,
        FindingAction.withdraw: manages_it,
        FindingAction.answer: answers_it,
        FindingAction.accept: judges_it,
        FindingAction.send_back: judges_it,
    }
    steps = (FindingAction(step.action) for step in MACHINE.actions(FindingState(state)))
    return [action for action in steps if may[action]]


def files_of(session: Session, finding_id: int) -> list[Found]:
    """The files of a finding, oldest first."""
    return rows_of(session, FILES, FindingFileOut, FILES.c.finding_id == finding_id)


def find_file(session: Session, actor: Actor, finding_id: int, file_id: int) -> Found:
    """One file of a finding the actor may see, or 404."""
    statement = (
        sa.select(FILES)
        .join(FINDINGS, FINDINGS.c.id == FILES.c.finding_id)
        .where(FILES.c.id == file_id, FINDINGS.c.id == finding_id, readable(actor))
    )
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这个附件")
    return dict(row)
