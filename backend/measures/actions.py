"""What all writes of measures share, and what follows from the review of their plan."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit import journal
from backend.kit.rows import claim_version
from backend.kit.table import now
from backend.measures.comparisons.queries import copied_measures
from backend.measures.queries import MEASURES, PLANS, live_measures
from backend.measures.rules import MACHINE, MeasureAction, MeasureState, content_hash
from backend.reviews.actions import note_content
from backend.reviews.comparisons.actions import keep_reconfirmed
from backend.reviews.decisions.queries import latest_decision
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewState, ReviewSubject

APPROVALS = frozenset({"review.approved", "review.reconfirmed"})


def record(
    session: Session, action: str, measure: Mapping[str, Any], details: dict[str, Any] | None = None
) -> None:
    """Journals something about one measure."""
    subject = journal.Subject("measure", measure["id"], measure["version"], measure["department_id"])
    kept = {"plan_id": measure["plan_id"], "state": measure["state"]}
    journal.record(session, f"measure.{action}", subject, kept | (details or {}))


def note_change(session: Session, plan: Mapping[str, Any]) -> None:
    """Tells the plan's review what the plan holds now; an approval of something else goes stale."""
    note_content(session, plan["review_id"], content_hash(plan, live_measures(session, plan["id"])))


def follow(session: Session, happenings: Sequence[journal.Happening]) -> None:
    """Planned measures become approved with their plan: when the leadership approves it, or stands by it anew. When the
    approval is sent back, those nobody has begun are planned again; what is being carried out goes on (opinion.txt
    line 55 has the plan made anew, not the work stopped).
    """
    for happening in happenings:
        is_ours = happening.details.get("subject_kind") == ReviewSubject.measure_plan
        if happening.action in APPROVALS and is_ours:
            _move(session, happening.subject.id, MeasureState.planned, MeasureAction.approve)
            if happening.action == "review.reconfirmed":
                _keep(session, happening.subject.id)
        elif (
            happening.action == "review.sent_back"
            and is_ours
            and _was_approved(session, happening.subject.id)
        ):
            _move(session, happening.subject.id, MeasureState.approved, MeasureAction.revoke)


def _keep(session: Session, review_id: int) -> None:
    """What was reconfirmed: the next amendment is compared with it."""
    statement = sa.select(PLANS.c.id, PLANS.c.note).where(PLANS.c.review_id == review_id)
    for plan in session.execute(statement).all():
        rows = copied_measures(session, live_measures(session, plan.id))
        keep_reconfirmed(session, review_id, rows, plan.note)


def _was_approved(session: Session, review_id: int) -> bool:
    """Whether what was sent back had been approved as a whole."""
    decision = latest_decision(session, review_id)
    return decision is not None and decision["state"] == ReviewState.approved


def _move(session: Session, review_id: int, source: MeasureState, action: MeasureAction) -> None:
    """All live measures of a plan that stand at `source`."""
    standing = (
        sa.select(MEASURES)
        .join(PLANS, PLANS.c.id == MEASURES.c.plan_id)
        .join(REVIEWS, REVIEWS.c.id == PLANS.c.review_id)
        .where(
            REVIEWS.c.id == review_id,
            MEASURES.c.state == source,
            MEASURES.c.retired_at.is_(None),
        )
        .order_by(MEASURES.c.id)
    )
    target = MACHINE.find(source, action).target
    is_approved = target is MeasureState.approved
    for row in [dict(found) for found in session.execute(standing).mappings()]:
        changes = {"state": target, "approved_at": now() if is_approved else None}
        claim_version(session, MEASURES, row, changes)
        record(
            session,
            "approved" if is_approved else "revoked",
            {**row, **changes, "version": row["version"] + 1},
        )
