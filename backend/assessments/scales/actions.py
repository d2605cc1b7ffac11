"""Writes of the college's own scale. Adopting one belongs to the rules for position levels."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.assessments.scales import queries
from backend.assessments.scales.queries import SCALES, parsed
from backend.assessments.scales.rules import MACHINE, ScaleState, flaws
from backend.assessments.scales.schemas import LevelScaleCreate, LevelScaleUpdate
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now

Row = dict[str, Any]
PARTS = ("scores", "grades", "vetoes")


def _record(session: Session, action: str, row: Row) -> None:
    subject = journal.Subject("level_scale", row["id"], row["version"])
    journal.record(session, f"level_scale.{action}", subject, {"number": row["number"]})


def _check(definition: Row) -> None:
    """422 for a scale by which more power could mean less risk, or by which a post would have no grade."""
    scores, grades, _ = parsed(definition)
    if errors := [FieldError(*flaw) for flaw in flaws(scores, grades)]:
        raise invalid_fields(errors)


def create_scale(session: Session, actor: Actor, body: LevelScaleCreate) -> Row:
    """Prepares the next version."""
    definition = body.model_dump(mode="json", include=set(PARTS))
    _check(definition)
    last = session.execute(sa.select(sa.func.coalesce(sa.func.max(SCALES.c.number), 0))).scalar_one()
    instant = now()
    values = {
        "number": last + 1,
        "name": body.name,
        "note": body.note,
        "definition": definition,
        "state": ScaleState.draft,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    row = queries.get_scale(session, actor, insert_row(session, SCALES, values))
    _record(session, "created", row)
    return row


def update_scale(
    session: Session, actor: Actor, scale_id: int, body: LevelScaleUpdate, expected: Expected
) -> Row:
    """Edits a version nobody has adopted."""
    before = queries.find_scale(session, scale_id)
    MACHINE.find(before["state"], "edit")
    expected.check(before["version"])
    changes = body.model_dump(mode="json", exclude_unset=True)
    definition = before["definition"] | {name: changes.pop(name) for name in PARTS if name in changes}
    _check(definition)
    claim_version(session, SCALES, before, changes | {"definition": definition})
    row = queries.get_scale(session, actor, scale_id)
    _record(session, "updated", row)
    return row


def retire_scale(session: Session, actor: Actor, scale_id: int, expected: Expected) -> Row:
    """Drops a version nobody has adopted; it stays readable."""
    before = queries.find_scale(session, scale_id)
    step = MACHINE.find(before["state"], "retire")
    expected.check(before["version"])
    claim_version(session, SCALES, before, {"state": step.target})
    row = queries.get_scale(session, actor, scale_id)
    _record(session, "retired", row)
    return row


def adopt_scale(session: Session, row: Row) -> None:
    """Freezes a version because it decides from now on."""
    step = MACHINE.find(row["state"], "adopt")
    if step.target != row["state"]:
        claim_version(session, SCALES, row, {"state": step.target})
        _record(session, "adopted", row | {"version": row["version"] + 1})
