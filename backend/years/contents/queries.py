"""The year's content in one canonical order: what its digest covers, and what it refers to.

`layout` is what an archive was written by. Years closed before keep theirs, or their digests would no longer agree.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from backend.adjustments.queries import ADJUSTMENTS, RECHECKS
from backend.announcements.queries import ANNOUNCEMENTS, OBJECTIONS
from backend.announcements.queries import ROWS as ANNOUNCED
from backend.assessments.models import Assessment, LeadershipDecision, Opinion, OpinionDrive, OpinionRisk
from backend.campaigns.custody.queries import closed_lines
from backend.campaigns.models import (
    Campaign,
    Deliverable,
    DeliverableExtension,
    Submission,
    SubmissionFile,
    SubmissionVersion,
)
from backend.campaigns.queries import CUSTODY
from backend.kit.table import table_of
from backend.measures.queries import BASES, CHECKS, EVIDENCE, MEASURES, PLANS, PROGRESS
from backend.measures.queries import RISKS as MEASURE_RISKS
from backend.organization.queries import DEPARTMENTS, POSITIONS, YEAR_LEVELS
from backend.powers.models import FlowStep, Power, PowerCatalogue
from backend.reviews.comparisons.queries import COPIES
from backend.reviews.queries import COMMENTS, DECISIONS, MEETINGS, REVIEWS
from backend.reviews.rules import ReviewSubject
from backend.risks.queries import INVENTORIES, POINTS
from backend.risks.suggestions.queries import SUGGESTIONS
from backend.years.queries import CARRYINGS

Source = tuple[str, sa.Select[Any]]
Ids = sa.Select[Any]


def _table(model: type[SQLModel]) -> sa.Table:
    return table_of(model)


ASSESSMENTS, LEADERSHIP = _table(Assessment), _table(LeadershipDecision)
OPINIONS, DRIVES, OPINION_RISKS = _table(Opinion), _table(OpinionDrive), _table(OpinionRisk)
CATALOGUES, POWERS, STEPS = _table(PowerCatalogue), _table(Power), _table(FlowStep)
_WHO = ("submitted_by_id", "submitted_by_name", "submitted_at")
CAMPAIGNS, DELIVERABLES, EXTENSIONS = _table(Campaign), _table(Deliverable), _table(DeliverableExtension)
SUBMISSIONS, FILES, VERSIONS = _table(Submission), _table(SubmissionFile), _table(SubmissionVersion)


def _of(table: sa.Table, year: int) -> Ids:
    return sa.select(table.c.id).where(table.c.year == year)


def _reviews(kind: ReviewSubject, subjects: Ids) -> sa.ColumnElement[bool]:
    return sa.and_(REVIEWS.c.subject_kind == kind, REVIEWS.c.subject_id.in_(subjects))


def _rows(table: sa.Table, clause: sa.ColumnElement[bool], *later: str) -> Source:
    """Every column but those that came `later` than the layout, in order of id."""
    columns = (column for column in table.c if column.name not in later)
    return table.name, sa.select(*columns).where(clause).order_by(table.c.id)


def _frozen(year: int, layout: int) -> Iterator[Source]:
    """What belongs to the year alone and never changes once it is closed."""
    points = _of(POINTS, year)
    sheets = _reviews(ReviewSubject.risk_inventory, _of(INVENTORIES, year))
    plans = _reviews(ReviewSubject.measure_plan, _of(PLANS, year))
    reviews = sa.select(REVIEWS.c.id).where(sa.or_(sheets, plans))
    yield _rows(INVENTORIES, INVENTORIES.c.year == year)
    yield _rows(POINTS, POINTS.c.year == year)
    rounds = () if layout > 2 else ("round",)
    yield _rows(ASSESSMENTS, ASSESSMENTS.c.risk_point_id.in_(points), *rounds)
    yield _rows(PLANS, PLANS.c.year == year)
    yield _rows(MEASURES, MEASURES.c.year == year)
    yield _rows(REVIEWS, REVIEWS.c.id.in_(reviews))
    yield _rows(DECISIONS, DECISIONS.c.review_id.in_(reviews))
    if layout > 1:
        yield from _signed(year, reviews)
        yield from _deeds(year)
        yield from _heard(year, points)
        yield from _handed_in(year)
    if layout > 2:
        yield _copies(year) if layout > 3 else _copied_sheets(year)
        yield _rows(CUSTODY, closed_lines(year))
    if layout > 3:
        yield from _announced(year)


def _copies(year: int) -> Source:
    """Everything as it was handed in each time, and as it was reconfirmed."""
    return _rows(COPIES, COPIES.c.review_id.in_(sa.select(REVIEWS.c.id).where(REVIEWS.c.year == year)))


def _copied_sheets(year: int) -> Source:
    """The sheets alone, in the words of the time when only they were copied."""
    columns = (COPIES.c[name] for name in ("id", "round", "content_hash", "rows", *_WHO))
    statement = (
        sa.select(*columns, INVENTORIES.c.id.label("inventory_id"), COPIES.c.note.label("no_risk_reason"))
        .join_from(COPIES, INVENTORIES, INVENTORIES.c.review_id == COPIES.c.review_id)
        .where(INVENTORIES.c.year == year, COPIES.c.edition == 0)
        .order_by(COPIES.c.id)
    )
    return "risk_inventory_copy", statement


def _signed(year: int, reviews: Ids) -> Iterator[Source]:
    """附件一 with its signatures, the words on all sheets, what was carried on, and the levels of the posts."""
    catalogues = _reviews(ReviewSubject.power_catalogue, _of(CATALOGUES, year))
    theirs = sa.select(REVIEWS.c.id).where(catalogues)
    yield _rows(CATALOGUES, CATALOGUES.c.year == year)
    yield _rows(REVIEWS, catalogues)
    yield _rows(DECISIONS, DECISIONS.c.review_id.in_(theirs))
    yield _rows(COMMENTS, sa.or_(COMMENTS.c.review_id.in_(reviews), COMMENTS.c.review_id.in_(theirs)))
    yield _rows(CARRYINGS, CARRYINGS.c.year == year)
    yield _rows(YEAR_LEVELS, YEAR_LEVELS.c.year == year)


def _deeds(year: int) -> Iterator[Source]:
    """What the measures answer and rest on, and what was done about them. Of files the digest stands in their row."""
    for table in (MEASURE_RISKS, BASES, PROGRESS, EVIDENCE, CHECKS):
        yield _rows(table, table.c.measure_id.in_(_of(MEASURES, year)))


def _heard(year: int, points: Ids) -> Iterator[Source]:
    """What those outside said, what others pointed out, and what the leadership decided about the year's points."""
    decisions = sa.select(ASSESSMENTS.c.decision_id).where(ASSESSMENTS.c.risk_point_id.in_(points))
    yield _rows(DRIVES, DRIVES.c.year == year)
    yield _rows(OPINIONS, OPINIONS.c.year == year)
    yield _rows(OPINION_RISKS, OPINION_RISKS.c.opinion_id.in_(_of(OPINIONS, year)))
    yield _rows(SUGGESTIONS, SUGGESTIONS.c.year == year)
    yield _rows(LEADERSHIP, LEADERSHIP.c.id.in_(decisions))


def _announced(year: int) -> Iterator[Source]:
    """What was announced of the year's registers, and what was said against it."""
    theirs = _of(ANNOUNCEMENTS, year)
    yield _rows(ANNOUNCEMENTS, ANNOUNCEMENTS.c.year == year)
    yield _rows(ANNOUNCED, ANNOUNCED.c.announcement_id.in_(theirs))
    yield _rows(OBJECTIONS, OBJECTIONS.c.announcement_id.in_(theirs))


def _handed_in(year: int) -> Iterator[Source]:
    """The year's campaigns, what departments owed and handed in; sealed scans by the digest of their file."""
    owed = sa.select(DELIVERABLES.c.id).where(DELIVERABLES.c.campaign_id.in_(_of(CAMPAIGNS, year)))
    sent = sa.select(SUBMISSIONS.c.id).where(SUBMISSIONS.c.deliverable_id.in_(owed))
    yield _rows(CAMPAIGNS, CAMPAIGNS.c.year == year)
    yield _rows(DELIVERABLES, DELIVERABLES.c.id.in_(owed))
    yield _rows(EXTENSIONS, EXTENSIONS.c.deliverable_id.in_(owed))
    yield _rows(SUBMISSIONS, SUBMISSIONS.c.id.in_(sent))
    yield _rows(FILES, FILES.c.submission_id.in_(sent))
    yield _rows(VERSIONS, VERSIONS.c.submission_id.in_(sent))


def _surroundings(year: int) -> Iterator[Source]:
    """What the year's content refers to, as it is on the day of closing; it lives on and may change later.

    So do adjustments: their tasks are settled and they are filed after the year as well.
    """
    for table in (DEPARTMENTS, POSITIONS, POWERS, STEPS):
        yield _rows(table, sa.true())
    yield _rows(MEETINGS, MEETINGS.c.id.in_(_meetings(year)))
    opened = ADJUSTMENTS.c.effective_on.between(date(year, 1, 1), date(year, 12, 31))
    yield _rows(ADJUSTMENTS, opened)
    yield _rows(RECHECKS, RECHECKS.c.adjustment_id.in_(sa.select(ADJUSTMENTS.c.id).where(opened)))


def _meetings(year: int) -> sa.CompoundSelect[Any]:
    """Those in which something of the year was decided."""
    judged = sa.select(ASSESSMENTS.c.meeting_id).where(ASSESSMENTS.c.risk_point_id.in_(_of(POINTS, year)))
    signed = sa.select(DECISIONS.c.meeting_id).join(REVIEWS, REVIEWS.c.id == DECISIONS.c.review_id)
    return sa.union(judged, signed.where(REVIEWS.c.year == year))


def _lines(session: Session, sources: Iterator[Source]) -> Iterator[bytes]:
    for kind, statement in sources:
        result = session.execute(statement.execution_options(yield_per=1_000))
        for row in result.mappings():
            line = {"kind": kind, "data": dict(row)}
            yield orjson.dumps(line, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z) + b"\n"


def content_lines(session: Session, year: int, layout: int) -> Iterator[bytes]:
    """The year's own content as NDJSON, in bounded memory."""
    return _lines(session, _frozen(year, layout))


def surrounding_lines(session: Session, year: int) -> Iterator[bytes]:
    """What it refers to."""
    return _lines(session, _surroundings(year))


def content_digest(session: Session, year: int, layout: int) -> str:
    """SHA-256 of `content_lines`."""
    hasher = hashlib.sha256()
    for line in content_lines(session, year, layout):
        hasher.update(line)
    return hasher.hexdigest()
