"""Reads of one's own posts, in four statements."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.handovers.queries import HANDOVERS
from backend.handovers.rules import HandoverState
from backend.kit.table import today
from backend.measures.controls.queries import overdue
from backend.measures.queries import MEASURES
from backend.organization.queries import APPOINTMENTS, DEPARTMENTS, PEOPLE, POSITIONS, current
from backend.overview.posts.schemas import LatestDecision, OwnPostQuery
from backend.overview.queries import INVENTORIES, POINTS, REVIEWS
from backend.reviews.queries import COMMENTS, DECISIONS
from backend.reviews.rules import ReviewState

Found = dict[str, Any]
_SHEET = ("id", "position_id", "review_id")
_REVIEW = ("submitted_at", "decided_at", "redo_due_on", "is_stale")


def list_own_posts(session: Session, actor: Actor, query: OwnPostQuery) -> list[Found]:
    """Posts the caller holds today."""
    year = query.year or today().year
    posts = _posts(session, actor)
    ids = [post["position_id"] for post in posts]
    sheets, measures = _sheets(session, actor, year, ids), _measures(session, year, ids)
    return [
        post
        | {"sheet": sheets.get(post["position_id"])}
        | measures.get(post["position_id"], {"measures": 0, "overdue_measures": 0})
        for post in posts
    ]


def _posts(session: Session, actor: Actor) -> list[Found]:
    waiting = sa.and_(
        HANDOVERS.c.appointment_id == APPOINTMENTS.c.id, HANDOVERS.c.state == HandoverState.waiting
    )
    statement = (
        sa.select(
            POSITIONS.c.id.label("position_id"),
            POSITIONS.c.name.label("position_name"),
            DEPARTMENTS.c.name.label("department_name"),
            APPOINTMENTS.c.started_on,
            HANDOVERS.c.id.label("handover_id"),
        )
        .join_from(APPOINTMENTS, PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .join(POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == POSITIONS.c.department_id)
        .outerjoin(HANDOVERS, waiting)
        .where(
            PEOPLE.c.user_id == actor.user_id,
            POSITIONS.c.retired_on.is_(None),
            current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on),
        )
        .order_by(APPOINTMENTS.c.started_on, APPOINTMENTS.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def _sheets(session: Session, actor: Actor, year: int, ids: list[int]) -> dict[int, Found]:
    points = (
        sa.select(sa.func.count())
        .where(POINTS.c.inventory_id == INVENTORIES.c.id, POINTS.c.retired_at.is_(None))
        .scalar_subquery()
    )
    comments = (
        sa.select(sa.func.count())
        .where(COMMENTS.c.review_id == REVIEWS.c.id, COMMENTS.c.resolved_at.is_(None))
        .scalar_subquery()
    )
    statement = (
        sa.select(
            *(INVENTORIES.c[name] for name in _SHEET),
            *(REVIEWS.c[name] for name in _REVIEW),
            sa.func.coalesce(REVIEWS.c.state, ReviewState.draft).label("state"),
            points.label("points"),
            comments.label("open_comments"),
        )
        .join_from(INVENTORIES, PEOPLE, PEOPLE.c.id == INVENTORIES.c.filler_id)
        .outerjoin(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(
            PEOPLE.c.user_id == actor.user_id,
            INVENTORIES.c.position_id.in_(ids),
            INVENTORIES.c.year == year,
            INVENTORIES.c.retired_on.is_(None),
        )
    )
    rows = [dict(row) for row in session.execute(statement).mappings()]
    decisions = _decisions(session, [row["review_id"] for row in rows if row["review_id"]])
    return {
        row.pop("position_id"): row
        | {"is_stale": bool(row["is_stale"]), "latest_decision": decisions.get(row["review_id"])}
        for row in rows
    }


def _decisions(session: Session, review_ids: list[int]) -> dict[int, Found]:
    """The newest decision of each review."""
    columns = (DECISIONS.c[name] for name in LatestDecision.model_fields)
    statement = (
        sa.select(DECISIONS.c.review_id, *columns)
        .where(DECISIONS.c.review_id.in_(review_ids))
        .order_by(DECISIONS.c.id)
    )
    found: dict[int, Found] = {}
    for row in session.execute(statement).mappings():
        decision = dict(row)
        found[decision.pop("review_id")] = decision
    return found


def _measures(session: Session, year: int, ids: list[int]) -> dict[int, Found]:
    statement = (
        sa.select(
            MEASURES.c.position_id,
            sa.func.count().label("measures"),
            sa.func.count().filter(overdue()).label("overdue_measures"),
        )
        .where(MEASURES.c.position_id.in_(ids), MEASURES.c.year == year, MEASURES.c.retired_at.is_(None))
        .group_by(MEASURES.c.position_id)
    )
    found: dict[int, Found] = {}
    for row in session.execute(statement).mappings():
        counts = dict(row)
        found[counts.pop("position_id")] = counts
    return found
