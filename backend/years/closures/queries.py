"""Reads of closures: what is unfinished, and the year's content in one canonical order."""

import hashlib
from collections.abc import Iterator
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.assessments.models import Assessment
from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.kit.paging import count
from backend.kit.problems import not_found
from backend.kit.table import table_of
from backend.measures.models import ControlMeasure, MeasurePlan
from backend.measures.rules import SETTLED
from backend.organization.queries import APPOINTMENTS, DEPARTMENTS, POSITIONS, current
from backend.powers.models import FlowStep, Power
from backend.reviews.queries import DECISIONS
from backend.reviews.rules import ReviewState, ReviewSubject
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS
from backend.risks.rules import InventoryKind
from backend.years.closures.schemas import ArchiveOut
from backend.years.queries import ARCHIVES
from backend.years.rules import Blocker

ASSESSMENTS, MEASURES, PLANS, POWERS, STEPS = (
    table_of(model) for model in (Assessment, ControlMeasure, MeasurePlan, Power, FlowStep)
)
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
        Blocker.missing_sheets: held,
    }


def _frozen(year: int) -> Iterator[tuple[str, sa.Select[Any]]]:
    """What belongs to the year alone and never changes once it is closed: every column, in order of id."""
    sheets = sa.select(INVENTORIES.c.id).where(INVENTORIES.c.year == year)
    points = sa.select(POINTS.c.id).where(POINTS.c.year == year)
    plans = sa.select(PLANS.c.id).where(PLANS.c.year == year)
    reviews = sa.select(REVIEWS.c.id).where(
        sa.or_(
            sa.and_(REVIEWS.c.subject_kind == ReviewSubject.risk_inventory, REVIEWS.c.subject_id.in_(sheets)),
            sa.and_(REVIEWS.c.subject_kind == ReviewSubject.measure_plan, REVIEWS.c.subject_id.in_(plans)),
        )
    )
    for table, clause in (
        (INVENTORIES, INVENTORIES.c.year == year),
        (POINTS, POINTS.c.year == year),
        (ASSESSMENTS, ASSESSMENTS.c.risk_point_id.in_(points)),
        (PLANS, PLANS.c.year == year),
        (MEASURES, MEASURES.c.year == year),
        (REVIEWS, REVIEWS.c.id.in_(reviews)),
        (DECISIONS, DECISIONS.c.review_id.in_(reviews)),
    ):
        yield table.name, sa.select(table).where(clause).order_by(table.c.id)


def _surroundings() -> Iterator[tuple[str, sa.Select[Any]]]:
    """What the year's content refers to, as it is on the day of closing; it lives on and may change later."""
    for table in (DEPARTMENTS, POSITIONS, POWERS, STEPS):
        yield table.name, sa.select(table).order_by(table.c.id)


def _lines(session: Session, sources: Iterator[tuple[str, sa.Select[Any]]]) -> Iterator[bytes]:
    for kind, statement in sources:
        result = session.execute(statement.execution_options(yield_per=1_000))
        for row in result.mappings():
            line = {"kind": kind, "data": dict(row)}
            yield orjson.dumps(line, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z) + b"\n"


def content_lines(session: Session, year: int) -> Iterator[bytes]:
    """The year's own content as NDJSON, in bounded memory."""
    return _lines(session, _frozen(year))


def surrounding_lines(session: Session) -> Iterator[bytes]:
    """What it refers to."""
    return _lines(session, _surroundings())


def content_digest(session: Session, year: int) -> str:
    """SHA-256 of `content_lines`."""
    hasher = hashlib.sha256()
    for line in content_lines(session, year):
        hasher.update(line)
    return hasher.hexdigest()


def get_archive(session: Session, actor: Actor, year: int) -> Found:
    """`ArchiveOut` of a closed year, or 404."""
    actor.need(Permission.years_write)
    statement = (
        sa.select(ARCHIVES, WORK_YEARS.c.digest.label("content_digest"))
        .join(WORK_YEARS, WORK_YEARS.c.year == ARCHIVES.c.year)
        .where(ARCHIVES.c.year == year)
    )
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这个年度的归档")
    return {name: row[name] for name in ArchiveOut.model_fields}
