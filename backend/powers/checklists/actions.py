"""Writes of checklists. An adopted one never changes; a new edition copies it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, conflict, invalid, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.powers.checklists import queries
from backend.powers.checklists.queries import CHECKLISTS, CHECKS, CRITERIA
from backend.powers.checklists.rules import (
    MACHINE,
    STARTER,
    ChecklistAction,
    ChecklistStart,
    ChecklistState,
)
from backend.powers.checklists.schemas import (
    FlowChecklistAdoption,
    FlowChecklistCreate,
    FlowChecklistRetirement,
    FlowChecklistUpdate,
    FlowCriterionBody,
)

Found = dict[str, Any]
CONTENT = tuple(FlowCriterionBody.model_fields)


def _record(session: Session, action: str, row: Found, details: Found | None = None) -> None:
    subject = journal.Subject("flow_checklist", row["id"], row["version"])
    journal.record(session, f"flow_checklist.{action}", subject, details)


def _store(session: Session, checklist_id: int, criteria: Sequence[Found]) -> None:
    session.execute(sa.delete(CRITERIA).where(CRITERIA.c.checklist_id == checklist_id))
    rows = [{"checklist_id": checklist_id, "ordinal": at, **one} for at, one in enumerate(criteria, 1)]
    if rows:
        session.execute(sa.insert(CRITERIA), rows)


def create_checklist(session: Session, actor: Actor, body: FlowChecklistCreate) -> Found:
    """A draft from the starter, another checklist or nothing."""
    actor.need(Permission.flow_checklists_write)
    criteria: list[Found] = []
    if body.start is ChecklistStart.starter:
        criteria = [one._asdict() for one in STARTER]
    elif body.start is ChecklistStart.copy:
        if body.copy_of_id is None:
            raise invalid("/copy_of_id", "missing", "请选择要沿用的清单。")
        source = queries.get_checklist(session, actor, body.copy_of_id)
        criteria = [{name: one[name] for name in CONTENT} for one in source["criteria"]]
    newest = session.execute(sa.select(sa.func.max(CHECKLISTS.c.edition))).scalar_one()
    values = {
        "edition": (newest or 0) + 1,
        "title": body.title,
        "note": "",
        "state": ChecklistState.draft,
        "copied_from_id": body.copy_of_id if body.start is ChecklistStart.copy else None,
        "adopted_by_name": "",
        "adoption_note": "",
        "retire_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    checklist_id = insert_row(session, CHECKLISTS, values)
    _store(session, checklist_id, criteria)
    row = queries.get_checklist(session, actor, checklist_id)
    _record(session, "created", row, {"start": body.start})
    return row


def _begin(
    session: Session, actor: Actor, checklist_id: int, action: ChecklistAction, expected: Expected
) -> tuple[Found, ChecklistState]:
    before = queries.get_checklist(session, actor, checklist_id)
    actor.need(Permission.flow_checklists_write)
    target = MACHINE.find(ChecklistState(before["state"]), action).target
    expected.check(before["version"])
    return before, target


def _end(
    session: Session, actor: Actor, before: Found, changes: Found, event: str, details: Found | None = None
) -> Found:
    claim_version(session, CHECKLISTS, before, changes)
    row = queries.get_checklist(session, actor, before["id"])
    _record(session, event, row, details)
    return row


def update_checklist(
    session: Session, actor: Actor, checklist_id: int, body: FlowChecklistUpdate, expected: Expected
) -> Found:
    """Edits a draft; the criteria are given as a whole. 422 names every one that is there twice."""
    before, _ = _begin(session, actor, checklist_id, ChecklistAction.edit, expected)
    changes = body.model_dump(exclude_unset=True, exclude={"criteria"})
    if "criteria" in body.model_fields_set:
        _refuse_repeated([one.name for one in body.criteria])
        _store(session, checklist_id, [one.model_dump() for one in body.criteria])
    return _end(session, actor, before, changes, "updated", {"fields": sorted(body.model_fields_set)})


def _refuse_repeated(names: Sequence[str]) -> None:
    errors = [
        FieldError(f"/criteria/{at}/name", "duplicate", f"第 {at + 1} 项“{name}”与前面的项目重复。")
        for at, name in enumerate(names)
        if name in names[:at]
    ]
    if errors:
        raise invalid_fields(errors)


def adopt_checklist(
    session: Session, actor: Actor, checklist_id: int, body: FlowChecklistAdoption, expected: Expected
) -> Found:
    """Puts a draft into use; the former one is retired, reviews that were begun by it go on."""
    before, target = _begin(session, actor, checklist_id, ChecklistAction.adopt, expected)
    if not before["criteria"]:
        raise conflict("清单里还没有审查项目，请先填写。", "empty")
    former = queries.adopted_checklist(session)
    if former is not None:
        values = {"state": ChecklistState.retired, "retired_on": today(), "retire_reason": "由新版替代"}
        old = queries.get_checklist(session, actor, former)
        claim_version(session, CHECKLISTS, old, values)
        _record(session, "retired", old | {"version": old["version"] + 1}, {"replaced_by_id": checklist_id})
    changes = {
        "state": target,
        "adopted_at": now(),
        "adopted_by_name": actor.principal.label,
        "adoption_note": body.note,
    }
    return _end(session, actor, before, changes, "adopted", {"criteria": len(before["criteria"])})


def retire_checklist(
    session: Session, actor: Actor, checklist_id: int, body: FlowChecklistRetirement, expected: Expected
) -> Found:
    """Discards a draft, or takes the checklist out of use; what was reviewed by it stays as it was reviewed."""
    before, target = _begin(session, actor, checklist_id, ChecklistAction.retire, expected)
    changes = {"state": target, "retired_on": today(), "retire_reason": body.reason}
    used = session.execute(sa.select(sa.func.count()).where(CHECKS.c.checklist_id == checklist_id))
    return _end(session, actor, before, changes, "retired", {"checks": used.scalar_one()})
