"""Reads of closures: what is unfinished, and what was filed when the year was closed."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.announcements.queries import ANNOUNCEMENTS
from backend.announcements.rules import AnnouncementState
from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.kit.paging import count
from backend.kit.problems import not_found
from backend.measures.queries import MEASURES, PLANS
from backend.measures.rules import SETTLED
from backend.organization.queries import APPOINTMENTS, POSITIONS, current
from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS
from backend.risks.rules import InventoryKind
from backend.years.closures.schemas import ArchiveOut
from backend.years.queries import ARCHIVES
from backend.years.rules import Blocker

Found = dict[str, Any]


def readiness(session: Session, actor: Actor, year: int) -> Found:
    """`ReadinessOut`."""
    actor.need(Permission.years_write)
    blockers = [
        {"blocker": blocker, "count": number}
        for blocker, statement in _unfinished(year).items()
        if (number := count(session, statement))
    ]
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
        .where(
            POSITIONS.c.retired_on.is_(None),
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
    }


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
