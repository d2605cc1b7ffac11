"""Writes of the college's own templates. Each is a sound flow, so that whoever begins with it begins well."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.powers.queries import as_step
from backend.powers.rules import flaws_of
from backend.powers.schemas import StepBody
from backend.powers.templates import queries
from backend.powers.templates.queries import TEMPLATES
from backend.powers.templates.schemas import FlowTemplateCreate, FlowTemplateRetirement, FlowTemplateUpdate

Found = dict[str, Any]


def _record(session: Session, action: str, row: Found, details: Found | None = None) -> None:
    subject = journal.Subject("flow_template", row["id"], row["version"])
    journal.record(session, f"flow_template.{action}", subject, details)


def _sound(steps: list[StepBody]) -> list[Found]:
    """The steps as stored; 422 with one error for each flaw."""
    if flaws := flaws_of([as_step(step.model_dump()) for step in steps]):
        raise invalid_fields(flaws)
    return [step.model_dump(mode="json") for step in steps]


def _refuse_taken(session: Session, name: str, own_id: int = 0) -> None:
    taken = sa.select(TEMPLATES.c.id).where(
        TEMPLATES.c.name == name, TEMPLATES.c.retired_on.is_(None), TEMPLATES.c.id != own_id
    )
    if session.execute(taken).first() is not None:
        raise conflict(f"已经有名为“{name}”的模板，请换一个名称，或更新那个模板。", "name-taken")


def create_template(session: Session, actor: Actor, body: FlowTemplateCreate) -> Found:
    """Keeps a flow as a template."""
    actor.need(Permission.flow_checklists_write)
    _refuse_taken(session, body.name)
    values = body.model_dump(exclude={"steps"}) | {
        "steps": _sound(body.steps),
        "created_by_name": actor.principal.label,
        "retire_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    row = queries.get_template(session, actor, insert_row(session, TEMPLATES, values))
    _record(session, "created", row)
    return row


def _begin(session: Session, actor: Actor, template_id: int, expected: Expected) -> Found:
    before = queries.get_template(session, actor, template_id)
    actor.need(Permission.flow_checklists_write)
    expected.check(before["version"])
    if before["retired_on"]:
        raise conflict("这个模板已经停用，不能再修改。", "already-retired")
    return before


def update_template(
    session: Session, actor: Actor, template_id: int, body: FlowTemplateUpdate, expected: Expected
) -> Found:
    """Changes what is given; flows that began with it stay as they are."""
    before = _begin(session, actor, template_id, expected)
    changes = body.model_dump(exclude_unset=True, exclude={"steps"})
    if "name" in changes:
        _refuse_taken(session, changes["name"], template_id)
    if "steps" in body.model_fields_set:
        changes["steps"] = _sound(body.steps)
    claim_version(session, TEMPLATES, before, changes)
    row = queries.get_template(session, actor, template_id)
    _record(session, "updated", row, {"fields": sorted(changes)})
    return row


def retire_template(
    session: Session, actor: Actor, template_id: int, body: FlowTemplateRetirement, expected: Expected
) -> Found:
    """No longer offered; it is never deleted."""
    before = _begin(session, actor, template_id, expected)
    claim_version(session, TEMPLATES, before, {"retired_on": today(), "retire_reason": body.reason})
    row = queries.get_template(session, actor, template_id)
    _record(session, "retired", row)
    return row
