"""The confirmation of single powers (opinion.txt line 42: 全面清理，逐项确认)."""

from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid_fields
from backend.kit.rows import claim_version
from backend.kit.table import now
from backend.powers import queries
from backend.powers.confirmations.rules import Confirmation, unready_parts
from backend.powers.confirmations.schemas import PowerConfirmation
from backend.powers.queries import POWERS


def confirm_power(
    session: Session, actor: Actor, power_id: int, body: PowerConfirmation, expected: Expected
) -> dict[str, Any]:
    """Confirms one power as it is written. 422 names what is missing, 409 when it is confirmed already."""
    before = queries.writable_power(session, actor, power_id)
    expected.check(before["version"])
    queries.refuse_retired(before)
    queries.refuse_in_review(session, before["department_id"])
    if before["confirmed_at"]:
        raise conflict("这项职权已经确认，确认后没有改动过。", "already-confirmed")
    if errors := list(unready_parts(before, body.note)):
        raise invalid_fields(errors)
    confirmation = Confirmation(now(), actor.principal.label, body.note)
    return _confirm(session, actor, before, confirmation, "confirmed")


def _confirm(
    session: Session, actor: Actor, before: dict[str, Any], confirmation: Confirmation, verb: str
) -> dict[str, Any]:
    changes = {
        "confirmed_at": confirmation.at,
        "confirmed_by_name": confirmation.by_name,
        "confirm_note": confirmation.note,
    }
    claim_version(session, POWERS, before, changes)
    row = queries.get_power(session, actor, before["id"])
    subject = journal.Subject("power", before["id"], row["version"], row["department_id"])
    journal.record(session, f"power.{verb}", subject)
    return row


def restore_confirmation(
    session: Session, actor: Actor, power_id: int, confirmation: Confirmation
) -> dict[str, Any]:
    """Gives a power back the confirmation it had, for whoever has just given it back the words that were confirmed.

    Nothing happens to one that is confirmed.
    """
    before = queries.writable_power(session, actor, power_id)
    if before["confirmed_at"]:
        return before
    return _confirm(session, actor, before, confirmation, "confirmation_restored")
