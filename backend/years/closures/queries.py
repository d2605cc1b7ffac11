"""Reads of closures: what is unfinished, and what was filed when the year was closed."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.announcements.queries import ANNOUNCEMENTS
from backend.announcements.rules import AnnouncementState
from backend.assessments.progress.queries import count_open_steps
from backend.assessments.rules import AssessmentStep
from backend.campaigns.obligations.queries import obligations, standing_at
from backend.campaigns.queries import CAMPAIGNS, DELIVERABLES, WORK_YEARS
from backend.campaigns.rules import Standing, YearState
from backend.kit.paging import count
from backend.kit.problems import not_found
from backend.kit.table import now
from backend.measures.queries import MEASURES, PLANS
from backend.measures.rules import SETTLED
from backend.organization.history.queries import existed
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    PEOPLE,
    POSITIONS,
    current,
    holds_post,
    takes_part,
)
from backend.powers.queries import CATALOGUES, POWERS
from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS
from backend.risks.rules import InventoryKind
from backend.years.closures.schemas import ArchiveOut
from backend.years.queries import ARCHIVES
from backend.years.rules import Blocker

Found = dict[str, Any]
STEPS = {
    Blocker.peer_check: AssessmentStep.peer_check,
    Blocker.public_comment: AssessmentStep.public_comment,
    Blocker.leadership_decision: AssessmentStep.leadership_decision,
}
"""Of the five steps (opinion.txt line 55); 个人找 and 部门审 show in the sheets themselves."""


def readiness(session: Session, actor: Actor, year: int) -> Found:
    """`ReadinessOut`."""
    actor.need(Permission.years_write)
    found = {blocker: count(session, statement) for blocker, statement in _unfinished(year).items()}
    steps = count_open_steps(session, actor, year)
    found |= {blocker: steps[step] for blocker, step in STEPS.items()}
    blockers = [{"blocker": blocker, "count": found[blocker]} for blocker in Blocker if found[blocker]]
    return {
        "year": year,
        "is_closed": is_closed(session, year),
        "sheets": count(session, _sheets(year)),
        "points": count(session, _points(year)),
        "measures": count(session, sa.select(MEASURES.c.id).where(MEASURES.c.year == year)),
        "blockers": blockers,
    }


def is_closed(session: Session, year: int) -> bool:
    """Whether the year is closed."""
    statement = sa.select(WORK_YEARS.c.state).where(WORK_YEARS.c.year == year)
    return session.execute(statement).scalar_one_or_none() == YearState.closed


def _sheets(year: int) -> sa.Select[Any]:
    return sa.select(INVENTORIES.c.id).where(INVENTORIES.c.year == year, INVENTORIES.c.retired_on.is_(None))


def _points(year: int) -> sa.Select[Any]:
    return sa.select(POINTS.c.id).where(POINTS.c.year == year, POINTS.c.retired_at.is_(None))


def _unfinished(year: int) -> dict[Blocker, sa.Select[Any]]:
    reviewed = sa.select(REVIEWS.c.id).where(REVIEWS.c.state == ReviewState.approved)
    sheet = sa.exists().where(
        INVENTORIES.c.position_id == APPOINTMENTS.c.position_id,
        INVENTORIES.c.filler_id == APPOINTMENTS.c.person_id,
        INVENTORIES.c.kind == InventoryKind.position,
        INVENTORIES.c.year == year,
        INVENTORIES.c.retired_on.is_(None),
    )
    held = (
        sa.select(APPOINTMENTS.c.id)
        .join(POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .where(
            POSITIONS.c.retired_on.is_(None),
            PEOPLE.c.exempt_reason.is_(None),
            current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on),
            sa.not_(sheet),
        )
    )
    return {
        Blocker.sheets: _sheets(year).where(
            sa.or_(INVENTORIES.c.review_id.is_(None), INVENTORIES.c.review_id.not_in(reviewed))
        ),
        Blocker.unassessed: _points(year).where(POINTS.c.level.is_(None)),
        Blocker.plans: sa.select(PLANS.c.id).where(
            PLANS.c.year == year,
            sa.or_(PLANS.c.review_id.is_(None), PLANS.c.review_id.not_in(reviewed)),
        ),
        Blocker.measures: sa.select(MEASURES.c.id).where(
            MEASURES.c.year == year, MEASURES.c.retired_at.is_(None), MEASURES.c.state.not_in(SETTLED)
        ),
        Blocker.announcements: sa.select(ANNOUNCEMENTS.c.id).where(
            ANNOUNCEMENTS.c.year == year, ANNOUNCEMENTS.c.state == AnnouncementState.open
        ),
        Blocker.missing_sheets: held,
        Blocker.postless: sa.select(PEOPLE.c.id).where(takes_part(), ~holds_post()),
        Blocker.catalogues: _units_without_catalogue(year),
        Blocker.submissions: obligations(DELIVERABLES.c.id).where(
            CAMPAIGNS.c.year == year, standing_at(now()).not_in(_HANDED_IN)
        ),
    }


_HANDED_IN = (Standing.submitted.value, Standing.received.value)


def _units_without_catalogue(year: int) -> sa.Select[Any]:
    """Departments whose 附件一 of the year nobody has approved: begun or not, wherever there are powers to list.

    One that ended in a merger is listed by the department it became part of.
    """
    listed = sa.select(CATALOGUES.c.department_id).join(REVIEWS, REVIEWS.c.id == CATALOGUES.c.review_id)
    of_the_year = CATALOGUES.c.year == year
    signed = listed.where(of_the_year, REVIEWS.c.state == ReviewState.approved)
    open_ones = listed.where(
        of_the_year, REVIEWS.c.state != ReviewState.approved, REVIEWS.c.retired_on.is_(None)
    )
    powers = sa.select(POWERS.c.department_id).where(
        POWERS.c.retired_on.is_(None), DEPARTMENTS.c.id == POWERS.c.department_id
    )
    owes = sa.or_(
        DEPARTMENTS.c.id.in_(open_ones), sa.and_(DEPARTMENTS.c.retired_on.is_(None), powers.exists())
    )
    return sa.select(DEPARTMENTS.c.id).where(existed(year), owes, DEPARTMENTS.c.id.not_in(signed))


def get_archive(session: Session, actor: Actor, year: int) -> Found:
    """`ArchiveOut` of a closed year, or 404."""
    row = find_archive(session, actor, year)
    return {name: row[name] for name in ArchiveOut.model_fields}


def find_archive(session: Session, actor: Actor, year: int) -> Found:
    """All columns of the archive of a closed year, and the digest of its content; or 404."""
    actor.need(Permission.years_write)
    statement = (
        sa.select(ARCHIVES, WORK_YEARS.c.digest.label("content_digest"))
        .join(WORK_YEARS, WORK_YEARS.c.year == ARCHIVES.c.year)
        .where(ARCHIVES.c.year == year)
    )
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这个年度的归档")
    return dict(row)
