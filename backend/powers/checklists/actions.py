"""Writes of checklists. An adopted one never changes; a new edition copies it."""

from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.editions import Editions, refuse_repeated
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid
from backend.kit.rows import next_edition
from backend.powers.checklists import queries
from backend.powers.checklists.queries import CHECKLISTS, CRITERIA
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


LISTS = Editions[Actor, ChecklistState](
    subject="flow_checklist",
    table=CHECKLISTS,
    machine=MACHINE,
    states=ChecklistState,
    read=queries.get_checklist,
    parts=CRITERIA,
    owner="checklist_id",
)


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
    values = {
        "edition": next_edition(session, CHECKLISTS.c.edition),
        "title": body.title,
        "state": ChecklistState.draft,
        "copied_from_id": body.copy_of_id if body.start is ChecklistStart.copy else None,
    }
    return LISTS.draft(session, actor, values, criteria, body.start)


def update_checklist(
    session: Session, actor: Actor, checklist_id: int, body: FlowChecklistUpdate, expected: Expected
) -> Found:
    """Edits a draft; the criteria are given as a whole. 422 names every one that is there twice."""
    before, _ = LISTS.start(session, actor, checklist_id, ChecklistAction.edit, expected)
    changes = body.model_dump(exclude_unset=True, exclude={"criteria"})
    if "criteria" in body.model_fields_set:
        refuse_repeated([one.name for one in body.criteria], "/criteria")
        LISTS.fill(session, checklist_id, [one.model_dump() for one in body.criteria])
    return LISTS.finish(session, actor, before, changes, "updated", {"fields": sorted(body.model_fields_set)})


def adopt_checklist(
    session: Session, actor: Actor, checklist_id: int, body: FlowChecklistAdoption, expected: Expected
) -> Found:
    """Puts a draft into use; the former one is retired, reviews that were begun by it go on."""
    before, _ = LISTS.start(session, actor, checklist_id, ChecklistAction.adopt, expected)
    if not before["criteria"]:
        raise conflict("清单里还没有审查项目，请先填写。", "empty")
    former = queries.adopted_checklist(session)
    adoption = {"adopted_by_name": actor.principal.label, "adoption_note": body.note}
    return LISTS.adopt(session, actor, before, former, adoption, {"criteria": len(before["criteria"])})


def retire_checklist(
    session: Session, actor: Actor, checklist_id: int, body: FlowChecklistRetirement, expected: Expected
) -> Found:
    """Discards a draft, or takes the checklist out of use; what was reviewed by it stays as it was reviewed."""
    before, _ = LISTS.start(session, actor, checklist_id, ChecklistAction.retire, expected)
    return LISTS.retire(session, actor, before, body.reason, {"checks": before["checks_count"]})
