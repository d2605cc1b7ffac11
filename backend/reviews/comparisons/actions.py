"""Keeps what was handed in, and what was reconfirmed: one copy each, in that transaction, never changed afterwards."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.rows import insert_row
from backend.reviews.comparisons.queries import COPIES
from backend.reviews.decisions.queries import latest_decision


def keep_copy(
    session: Session, actor: Actor, review: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], note: str
) -> None:
    """Stores the rows as they are handed in with this round; their hash is the review's. `rows` are plain values."""
    values = {name: review[name] for name in ("round", "content_hash", "submitted_by_id", "submitted_at")} | {
        "review_id": review["id"],
        "edition": 0,
        "note": note,
        "rows": list(rows),
        "submitted_by_name": actor.principal.label,
    }
    insert_row(session, COPIES, values)


def keep_reconfirmed(session: Session, review_id: int, rows: Sequence[Mapping[str, Any]], note: str) -> None:
    """Stores the rows as the last signature stood by them: the next amendment is compared with these."""
    decision = latest_decision(session, review_id)
    if decision is None:
        raise ValueError("nothing was signed")
    number = decision["round"]
    before = sa.select(sa.func.coalesce(sa.func.max(COPIES.c.edition), 0)).where(
        COPIES.c.review_id == review_id, COPIES.c.round == number
    )
    values = {
        "review_id": review_id,
        "round": number,
        "edition": session.execute(before).scalar_one() + 1,
        "content_hash": decision["content_hash"],
        "note": note,
        "rows": list(rows),
        "submitted_by_id": decision["decided_by_id"],
        "submitted_by_name": decision["decided_by_name"],
        "submitted_at": decision["decided_at"],
    }
    insert_row(session, COPIES, values)
