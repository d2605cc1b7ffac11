"""What a department handed in stays its own; what it was preparing goes on in the one it became part of."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session

from backend.campaigns.queries import CAMPAIGNS, DELIVERABLES, OWED_BY, SUBMISSIONS
from backend.campaigns.rules import EDITABLE, CampaignState
from backend.campaigns.years.queries import closed_years
from backend.kit import journal
from backend.organization.actions import move_rows
from backend.organization.queries import DEPARTMENTS


def follow(session: Session, happenings: Sequence[journal.Happening]) -> None:
    """Unfinished submissions of running campaigns of open years follow a merged department."""
    for item in happenings:
        if item.action == "department.merged":
            _take_over(session, item.subject.id, item.details["into_id"])


def _take_over(session: Session, from_id: int, into_id: int) -> None:
    """Only where the new department owes the same and has begun nothing itself; its own work is not touched."""
    theirs = SUBMISSIONS.alias("theirs")
    begun = sa.select(theirs.c.deliverable_id).where(theirs.c.department_id == into_id)
    owed = (
        sa.select(DELIVERABLES.c.id)
        .join(CAMPAIGNS, CAMPAIGNS.c.id == DELIVERABLES.c.campaign_id)
        .join(OWED_BY, OWED_BY.c.deliverable_id == DELIVERABLES.c.id)
        .join(DEPARTMENTS, DEPARTMENTS.c.kind == OWED_BY.c.department_kind)
        .where(
            DEPARTMENTS.c.id == into_id,
            DELIVERABLES.c.retired_on.is_(None),
            CAMPAIGNS.c.state == CampaignState.running,
            CAMPAIGNS.c.year.not_in(closed_years(session)),
        )
    )
    unfinished = sa.and_(
        SUBMISSIONS.c.state.in_(EDITABLE),
        SUBMISSIONS.c.deliverable_id.in_(owed),
        SUBMISSIONS.c.deliverable_id.not_in(begun),
    )
    move_rows(session, "submission", SUBMISSIONS, unfinished, from_id, into_id)
