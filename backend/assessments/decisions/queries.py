"""Reads of leadership decisions and of the levels they set. One sees of a decision what one sees of its objects."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.assessments.decisions.schemas import (
    LeadershipDecisionItem,
    LeadershipDecisionQuery,
    LevelOverrideOut,
    LevelOverrideQuery,
)
from backend.assessments.levels.queries import OVERRIDES
from backend.assessments.models import LeadershipDecision
from backend.assessments.queries import ASSESSMENTS, assessments_within, shown, visible_assessments
from backend.communications.meetings.queries import MEETINGS
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.table import CAMPUS_ZONE, table_of
from backend.organization.history.queries import as_then
from backend.organization.queries import DEPARTMENTS, POSITIONS, own_positions, subtree, within
from backend.risks.queries import POINTS

DECISIONS = table_of(LeadershipDecision)
Row = dict[str, Any]
_COUNTS = frozenset({"points_count", "overrides_count", "endings_count"})
_MEETING = {"meeting_title": MEETINGS.c.title, "held_at": MEETINGS.c.held_at}


def _overrides_within(actor: Actor) -> sa.ColumnElement[bool]:
    own = OVERRIDES.c.position_id.in_(own_positions(actor.user_id))
    return within(actor.need(Permission.assessments_read), OVERRIDES.c.department_id, own)


def _visible(actor: Actor) -> sa.Select[Any]:
    """Decisions about anything within the actor's reach, newest first."""
    points = sa.and_(ASSESSMENTS.c.decision_id == DECISIONS.c.id, assessments_within(actor))
    begun = sa.and_(OVERRIDES.c.decision_id == DECISIONS.c.id, _overrides_within(actor))
    ended = sa.and_(OVERRIDES.c.ended_by_id == DECISIONS.c.id, _overrides_within(actor))
    counted = {"points_count": points, "overrides_count": begun, "endings_count": ended}
    plain = (name for name in LeadershipDecisionItem.model_fields if name not in _COUNTS)
    columns = [_MEETING[name].label(name) if name in _MEETING else DECISIONS.c[name] for name in plain]
    for name, clause in counted.items():
        table = ASSESSMENTS if name == "points_count" else OVERRIDES
        number = sa.select(sa.func.count()).select_from(table).where(clause)
        columns.append(number.correlate(DECISIONS).scalar_subquery().label(name))
    statement = sa.select(*columns).join_from(DECISIONS, MEETINGS, MEETINGS.c.id == DECISIONS.c.meeting_id)
    if not actor.need(Permission.assessments_read).school:
        seen = (
            sa.exists().where(points).correlate(DECISIONS),
            sa.exists().where(begun).correlate(DECISIONS),
            sa.exists().where(ended).correlate(DECISIONS),
        )
        statement = statement.where(sa.or_(*seen))
    return statement.order_by(DECISIONS.c.id.desc())


def _named(actor: Actor, rows: list[Row]) -> list[Row]:
    if not actor.sees_personal_data:
        for row in rows:
            row["recorded_by_name"] = ""
    return rows


def search_decisions(session: Session, actor: Actor, query: LeadershipDecisionQuery) -> tuple[list[Row], int]:
    """One page of decisions and the total."""
    statement = _visible(actor)
    about = sa.select(ASSESSMENTS.c.decision_id).where(ASSESSMENTS.c.decision_id.is_not(None))
    if query.meeting_id:
        statement = statement.where(DECISIONS.c.meeting_id == query.meeting_id)
    if query.risk_point_id:
        found = about.where(ASSESSMENTS.c.risk_point_id == query.risk_point_id, assessments_within(actor))
        statement = statement.where(DECISIONS.c.id.in_(found))
    if query.year:
        of_year = sa.select(POINTS.c.id).where(POINTS.c.year == query.year)
        statement = statement.where(DECISIONS.c.id.in_(about.where(ASSESSMENTS.c.risk_point_id.in_(of_year))))
    if query.department_id:
        tree = subtree([query.department_id])
        posts = sa.select(OVERRIDES.c.decision_id).where(OVERRIDES.c.department_id.in_(tree))
        ended = sa.select(OVERRIDES.c.ended_by_id).where(
            OVERRIDES.c.department_id.in_(tree), OVERRIDES.c.ended_by_id.is_not(None)
        )
        found = about.where(ASSESSMENTS.c.department_id.in_(tree))
        clauses = (DECISIONS.c.id.in_(one) for one in (found, posts, ended))
        statement = statement.where(sa.or_(*clauses))
    rows, total = fetch(session, statement, query)
    return _named(actor, rows), total


def get_decision(session: Session, actor: Actor, decision_id: int) -> Row:
    """The decision with its visible parts, or 404."""
    row = session.execute(_visible(actor).where(DECISIONS.c.id == decision_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这项班子决定")
    items = visible_assessments(actor)
    overrides = _visible_overrides(actor)
    return _named(actor, [dict(row)])[0] | {
        "items": shown(
            actor, _items(session, _placed(items).where(ASSESSMENTS.c.decision_id == decision_id))
        ),
        "overrides": _posts(session, _rows(session, overrides.where(OVERRIDES.c.decision_id == decision_id))),
        "endings": _posts(session, _rows(session, overrides.where(OVERRIDES.c.ended_by_id == decision_id))),
    }


def _items(session: Session, statement: sa.Select[Any]) -> list[Row]:
    """Under the names of the year the points are of."""
    rows = as_then(session, _rows(session, statement.add_columns(POINTS.c.position_id)))
    return [{name: value for name, value in row.items() if name != "position_id"} for row in rows]


def _placed(judgements: sa.Select[Any]) -> sa.Select[Any]:
    """Judgements with the name of their point and where it is, in the order of the minutes: by department and post."""
    return (
        judgements.add_columns(
            POINTS.c.name.label("risk_point_name"),
            POINTS.c.year,
            DEPARTMENTS.c.name.label("department_name"),
            POSITIONS.c.name.label("position_name"),
        )
        .join_from(ASSESSMENTS, POINTS, POINTS.c.id == ASSESSMENTS.c.risk_point_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == ASSESSMENTS.c.department_id)
        .outerjoin(POSITIONS, POSITIONS.c.id == POINTS.c.position_id)
        .order_by(None)
        .order_by(DEPARTMENTS.c.path, POSITIONS.c.name, ASSESSMENTS.c.id)
    )


def _rows(session: Session, statement: sa.Select[Any]) -> list[Row]:
    return [dict(row) for row in session.execute(statement).mappings()]


def _posts(session: Session, rows: list[Row]) -> list[Row]:
    """Posts and departments as they were called in the year of the decision."""
    dated = [row | {"year": row["started_at"].astimezone(CAMPUS_ZONE).year} for row in rows]
    return [{name: value for name, value in row.items() if name != "year"} for row in as_then(session, dated)]


def _visible_overrides(actor: Actor) -> sa.Select[Any]:
    joined = {
        "position_name": POSITIONS.c.name,
        "department_name": DEPARTMENTS.c.name,
    } | _MEETING
    columns = (
        joined[name].label(name) if name in joined else OVERRIDES.c[name]
        for name in LevelOverrideOut.model_fields
    )
    return (
        sa.select(*columns)
        .join_from(OVERRIDES, POSITIONS, POSITIONS.c.id == OVERRIDES.c.position_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == OVERRIDES.c.department_id)
        .join(DECISIONS, DECISIONS.c.id == OVERRIDES.c.decision_id)
        .join(MEETINGS, MEETINGS.c.id == DECISIONS.c.meeting_id)
        .where(_overrides_within(actor))
        .order_by(OVERRIDES.c.id.desc())
    )


def search_overrides(session: Session, actor: Actor, query: LevelOverrideQuery) -> tuple[list[Row], int]:
    """One page of levels set by the leadership, and the total."""
    statement = _visible_overrides(actor)
    if query.position_id:
        statement = statement.where(OVERRIDES.c.position_id == query.position_id)
    if query.department_id:
        statement = statement.where(OVERRIDES.c.department_id.in_(subtree([query.department_id])))
    if query.decision_id:
        statement = statement.where(OVERRIDES.c.decision_id == query.decision_id)
    if query.is_open is not None:
        ended = OVERRIDES.c.ended_at
        statement = statement.where(ended.is_(None) if query.is_open else ended.is_not(None))
    rows, total = fetch(session, statement, query)
    return _posts(session, rows), total
