"""Reads of a risk point's course, in three statements."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.adjustments.queries import RECHECKS
from backend.adjustments.rules import RecheckKind, RecheckState
from backend.kit.problems import not_found
from backend.measures.controls.queries import overdue
from backend.measures.queries import MEASURES, visible_measures
from backend.measures.queries import RISKS as MEASURE_RISKS
from backend.measures.rules import MeasureState
from backend.organization.history.queries import as_then
from backend.organization.queries import POSITIONS
from backend.overview.courses.rules import Facts, course
from backend.overview.courses.schemas import CourseMeasure
from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS, peer_sheets, visible_points

Found = dict[str, Any]
_MEASURE = ("id", "title", "kind", "state", "due_on", "year", "department_id", "position_id")


def risk_course(session: Session, actor: Actor, point_id: int) -> Found:
    """`RiskCourse` of a point the caller may see, or 404. What he may not see of its measures counts nevertheless:
    the stage is the risk's, not the reader's.
    """
    point = _point(session, actor, point_id)
    measures = _measures(session, actor, point_id)
    rechecks = _open_rechecks(session, point_id)
    facts = Facts(
        is_signed=point["state"] == ReviewState.approved and not point["is_stale"],
        is_assessed=point["level"] is not None,
        measures=[MeasureState(row["state"]) for row in measures],
        open_rechecks=rechecks,
    )
    stages = [{"stage": stage, "state": state} for stage, state in course(facts).items()]
    shown = [row for row in measures if row.pop("is_visible")]
    return {
        "risk_point_id": point_id,
        "stages": stages,
        "measures": [{name: row[name] for name in CourseMeasure.model_fields} for row in shown],
        "open_rechecks": rechecks,
    }


def _point(session: Session, actor: Actor, point_id: int) -> sa.RowMapping:
    """Whoever may open the point: a colleague who judges it (互相查) as well."""
    statement = (
        sa.select(
            POINTS.c.level,
            REVIEWS.c.state,
            sa.func.coalesce(REVIEWS.c.is_stale, sa.false()).label("is_stale"),
        )
        .join_from(POINTS, INVENTORIES, INVENTORIES.c.id == POINTS.c.inventory_id)
        .outerjoin(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(
            POINTS.c.id == point_id,
            sa.or_(visible_points(actor), POINTS.c.inventory_id.in_(peer_sheets(actor.user_id))),
        )
    )
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这个风险点")
    return row


def _measures(session: Session, actor: Actor, point_id: int) -> list[Found]:
    readable = visible_measures(actor) if actor.reach(Permission.measures_read) else sa.false()
    columns = (
        MEASURES.c[name]
        for name in ("id", "title", "kind", "state", "due_on", "year", "department_id", "position_id")
    )
    statement = (
        sa.select(
            *columns,
            POSITIONS.c.name.label("position_name"),
            overdue().label("is_overdue"),
            readable.label("is_visible"),
        )
        .join_from(MEASURE_RISKS, MEASURES, MEASURES.c.id == MEASURE_RISKS.c.measure_id)
        .outerjoin(POSITIONS, POSITIONS.c.id == MEASURES.c.position_id)
        .where(MEASURE_RISKS.c.risk_point_id == point_id, MEASURES.c.retired_at.is_(None))
        .order_by(MEASURES.c.due_on.asc().nulls_last(), MEASURES.c.id)
    )
    rows = [
        dict(row) | {name: bool(row[name]) for name in ("is_overdue", "is_visible")}
        for row in session.execute(statement).mappings()
    ]
    return as_then(session, rows)


def _open_rechecks(session: Session, point_id: int) -> int:
    """Of the point and of the measures against it."""
    against = sa.select(MEASURE_RISKS.c.measure_id).where(MEASURE_RISKS.c.risk_point_id == point_id)
    of_point = sa.and_(RECHECKS.c.kind == RecheckKind.risk_point, RECHECKS.c.object_id == point_id)
    of_measure = sa.and_(RECHECKS.c.kind == RecheckKind.measure, RECHECKS.c.object_id.in_(against))
    statement = sa.select(sa.func.count()).where(
        RECHECKS.c.state == RecheckState.open, sa.or_(of_point, of_measure)
    )
    return int(session.execute(statement).scalar_one())
