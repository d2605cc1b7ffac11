"""Keeps what was handed in: one copy a round, in the transaction of the submission, never changed afterwards."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.rows import insert_row
from backend.risks.comparisons.queries import COPIES, copied_rows


def keep_copy(
    session: Session,
    actor: Actor,
    sheet: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    review: Mapping[str, Any],
) -> None:
    """Stores the sheet's rows as they are handed in with this round of its review; their hash is the review's."""
    values = {name: review[name] for name in ("round", "content_hash", "submitted_by_id", "submitted_at")} | {
        "inventory_id": sheet["id"],
        "no_risk_reason": sheet["no_risk_reason"],
        "rows": copied_rows(session, rows),
        "submitted_by_name": actor.principal.label,
    }
    insert_row(session, COPIES, values)
