"""Keeps what was reconfirmed: the next amendment is compared with it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit import journal
from backend.reviews.comparisons.actions import keep_reconfirmed
from backend.reviews.rules import ReviewSubject
from backend.risks.comparisons.queries import copied_rows
from backend.risks.queries import INVENTORIES, live_rows


def follow(session: Session, happenings: Sequence[journal.Happening]) -> None:
    """A copy of each sheet whose approval was stood by after it was changed."""
    for item in happenings:
        is_sheet = item.details.get("subject_kind") == ReviewSubject.risk_inventory
        if is_sheet and item.action == "review.reconfirmed":
            _keep(session, item.subject.id)


def _keep(session: Session, review_id: int) -> None:
    statement = sa.select(INVENTORIES.c.id, INVENTORIES.c.no_risk_reason).where(
        INVENTORIES.c.review_id == review_id
    )
    for sheet in session.execute(statement).all():
        rows = copied_rows(session, live_rows(session, sheet.id))
        keep_reconfirmed(session, review_id, rows, sheet.no_risk_reason)
