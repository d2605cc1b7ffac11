"""Timeline for readers of a department, audit for the audit administrator only."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.journal import Event
from backend.kit.paging import fetch
from backend.kit.table import table_of
from backend.organization.queries import own_positions, within
from backend.overview.queries import INVENTORIES, POINTS, own_sheets
from backend.overview.schemas import AuditOut, AuditQuery, EventOut, TimelineQuery, VerificationQuery
from backend.powers.models import Power
from backend.reviews.models import Review

EVENTS, POWERS, REVIEWS = table_of(Event), table_of(Power), table_of(Review)
TIMELINE: dict[str, Permission] = {
    "department": Permission.organization_read,
    "position": Permission.organization_read,
    "power": Permission.powers_read,
    "risk_inventory": Permission.risks_read,
    "risk_point": Permission.risks_read,
    "review": Permission.reviews_read,
    "assessment": Permission.assessments_read,
}
"""Kinds with a timeline; warnings and accounts have none."""


def _own(actor: Actor, kind: str) -> sa.ColumnElement[bool] | None:
    """Ids of one kind that are the caller's own."""
    sheets = sa.select(INVENTORIES.c.id).where(own_sheets(actor))
    own: dict[str, sa.Select[Any]] = {
        "position": own_positions(actor.user_id),
        "power": sa.select(POWERS.c.id).where(POWERS.c.position_id.in_(own_positions(actor.user_id))),
        "risk_inventory": sheets,
        "risk_point": sa.select(POINTS.c.id).where(POINTS.c.inventory_id.in_(sheets)),
        "review": sa.select(REVIEWS.c.id).where(REVIEWS.c.subject_id.in_(sheets)),
    }
    return EVENTS.c.subject_id.in_(own[kind]) if kind in own else None


def timeline(session: Session, actor: Actor, query: TimelineQuery) -> tuple[list[dict[str, Any]], int]:
    """Who did what when to one thing, newest first; empty for what the caller may not see."""
    permission = TIMELINE.get(query.subject_kind)
    if permission is None or not actor.reach(permission):
        return [], 0
    clause = within(actor.reach(permission), EVENTS.c.department_id, _own(actor, query.subject_kind))
    statement = (
        sa.select(*(EVENTS.c[name] for name in EventOut.model_fields))
        .where(EVENTS.c.subject_kind == query.subject_kind, EVENTS.c.subject_id == query.subject_id, clause)
        .order_by(EVENTS.c.id.desc())
    )
    return fetch(session, statement, query)


def audit(session: Session, query: AuditQuery) -> tuple[list[dict[str, Any]], int]:
    """The audit trail, newest first."""
    statement = sa.select(*(EVENTS.c[name] for name in AuditOut.model_fields)).order_by(EVENTS.c.id.desc())
    if query.action:
        statement = statement.where(EVENTS.c.action.startswith(query.action, autoescape=True))
    if query.since:
        statement = statement.where(EVENTS.c.occurred_at >= query.since)
    if query.until:
        statement = statement.where(EVENTS.c.occurred_at < query.until)
    for column in (EVENTS.c.subject_kind, EVENTS.c.subject_id, EVENTS.c.actor_id):
        wanted = getattr(query, column.name)
        if wanted is not None:
            statement = statement.where(column == wanted)
    return fetch(session, statement, query)


def numbered_events(session: Session, query: VerificationQuery) -> tuple[str, list[sa.RowMapping]]:
    """The hash just before the stretch, and the stretch's events in order."""
    before = session.execute(
        sa.select(EVENTS.c.hash).where(EVENTS.c.seq == query.after_seq)
    ).scalar_one_or_none()
    statement = (
        sa.select(EVENTS).where(EVENTS.c.seq > query.after_seq).order_by(EVENTS.c.seq).limit(query.limit)
    )
    return before or "", list(session.execute(statement).mappings())
