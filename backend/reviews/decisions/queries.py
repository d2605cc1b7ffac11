"""Reads of signatures."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.reviews.queries import COMMENTS, DECISIONS, MEETINGS, find_review
from backend.reviews.schemas import DecisionOut

_DECISION = tuple(
    MEETINGS.c.title.label(name) if name == "meeting_title" else DECISIONS.c[name]
    for name in DecisionOut.model_fields
)
_SIGNED = sa.select(*_DECISION).join_from(
    DECISIONS, MEETINGS, MEETINGS.c.id == DECISIONS.c.meeting_id, isouter=True
)


def get_review(session: Session, actor: Actor, review_id: int) -> dict[str, Any]:
    """One review with its decisions, oldest first (`ReviewDetail`)."""
    row = find_review(session, actor, review_id)
    statement = _SIGNED.where(DECISIONS.c.review_id == review_id).order_by(DECISIONS.c.id)
    decisions = [dict(decision) for decision in session.execute(statement).mappings()]
    unresolved = sa.select(sa.func.count()).where(
        COMMENTS.c.review_id == review_id, COMMENTS.c.resolved_at.is_(None)
    )
    return row | {"decisions": decisions, "open_comments": session.execute(unresolved).scalar_one()}


def latest_decision(session: Session, review_id: int) -> dict[str, Any] | None:
    """The newest signature, for the opinion box of the forms and for the rows sent back; None before the first."""
    statement = _SIGNED.where(DECISIONS.c.review_id == review_id).order_by(DECISIONS.c.id.desc())
    row = session.execute(statement.limit(1)).mappings().first()
    return dict(row) if row else None
