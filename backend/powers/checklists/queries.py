"""Reads of checklists. What was never adopted is the office's own draft."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import rows_of
from backend.kit.table import table_of
from backend.powers.checklists.rules import MACHINE, ChecklistState
from backend.powers.checklists.schemas import (
    FlowChecklistItem,
    FlowChecklistOut,
    FlowChecklistQuery,
    FlowCriterionOut,
)
from backend.powers.models import FlowCheck, FlowChecklist, FlowCriterion

CHECKLISTS, CRITERIA, CHECKS = (table_of(model) for model in (FlowChecklist, FlowCriterion, FlowCheck))
Found = dict[str, Any]
_JOINED = {
    "criteria_count": sa.select(sa.func.count())
    .where(CRITERIA.c.checklist_id == CHECKLISTS.c.id)
    .scalar_subquery()
    .label("criteria_count"),
    "checks_count": sa.select(sa.func.count())
    .where(CHECKS.c.checklist_id == CHECKLISTS.c.id)
    .scalar_subquery()
    .label("checks_count"),
}
_ADDED = frozenset({"criteria", "allowed_actions"})


def _visible(actor: Actor, out: type[FlowChecklistItem]) -> sa.Select[Any]:
    actor.need(Permission.powers_read)
    names = [name for name in out.model_fields if name not in _ADDED]
    statement = sa.select(*(_JOINED[name] if name in _JOINED else CHECKLISTS.c[name] for name in names))
    if actor.reach(Permission.flow_checklists_write):
        return statement
    return statement.where(CHECKLISTS.c.adopted_at.is_not(None))


def search_checklists(session: Session, actor: Actor, query: FlowChecklistQuery) -> tuple[list[Found], int]:
    """One page of checklists, the newest first."""
    statement = _visible(actor, FlowChecklistItem).order_by(CHECKLISTS.c.edition.desc())
    if query.state:
        statement = statement.where(CHECKLISTS.c.state == query.state)
    return fetch(session, statement, query)


def get_checklist(session: Session, actor: Actor, checklist_id: int) -> Found:
    """The whole checklist, or 404."""
    statement = _visible(actor, FlowChecklistOut).where(CHECKLISTS.c.id == checklist_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这份审查清单")
    writes = bool(actor.reach(Permission.flow_checklists_write))
    steps = MACHINE.actions(ChecklistState(row["state"])) if writes else []
    return dict(row) | {
        "criteria": criteria_of(session, checklist_id),
        "allowed_actions": [step.action for step in steps],
    }


def criteria_of(session: Session, checklist_id: int) -> list[Found]:
    """The criteria in their order."""
    return rows_of(session, CRITERIA, FlowCriterionOut, CRITERIA.c.checklist_id == checklist_id)


def adopted_checklist(session: Session) -> int | None:
    """The id of the checklist in use."""
    statement = sa.select(CHECKLISTS.c.id).where(CHECKLISTS.c.state == ChecklistState.adopted)
    return session.execute(statement).scalar_one_or_none()
