"""Ctrl+K: a few hits of each kind, each through the clause of its own room."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.rows import contains
from backend.kit.table import table_of
from backend.organization.queries import DEPARTMENTS, POSITIONS, own_positions, within
from backend.overview.queries import INVENTORIES, POINTS, own_sheets
from backend.powers.models import Power

POWERS = table_of(Power)
EACH = 6
Hits = sa.Select[Any]


def _departments(actor: Actor, text: str) -> Hits:
    clause = within(actor.reach(Permission.organization_read), DEPARTMENTS.c.id)
    return sa.select(
        DEPARTMENTS.c.id, DEPARTMENTS.c.name.label("title"), DEPARTMENTS.c.code.label("subtitle")
    ).where(
        clause, DEPARTMENTS.c.retired_on.is_(None), contains(text, DEPARTMENTS.c.name, DEPARTMENTS.c.code)
    )


def _positions(actor: Actor, text: str) -> Hits:
    clause = within(actor.reach(Permission.organization_read), POSITIONS.c.department_id)
    return (
        sa.select(POSITIONS.c.id, POSITIONS.c.name.label("title"), DEPARTMENTS.c.name.label("subtitle"))
        .join_from(POSITIONS, DEPARTMENTS, DEPARTMENTS.c.id == POSITIONS.c.department_id)
        .where(clause, POSITIONS.c.retired_on.is_(None), contains(text, POSITIONS.c.name, POSITIONS.c.code))
    )


def _powers(actor: Actor, text: str) -> Hits:
    own = POWERS.c.position_id.in_(own_positions(actor.user_id))
    clause = within(actor.reach(Permission.powers_read), POWERS.c.department_id, own)
    return (
        sa.select(POWERS.c.id, POWERS.c.name.label("title"), DEPARTMENTS.c.name.label("subtitle"))
        .join_from(POWERS, DEPARTMENTS, DEPARTMENTS.c.id == POWERS.c.department_id)
        .where(clause, POWERS.c.retired_on.is_(None), contains(text, POWERS.c.name, POWERS.c.content))
    )


def _points(actor: Actor, text: str) -> Hits:
    clause = within(actor.reach(Permission.risks_read), POINTS.c.department_id, own_sheets(actor))
    return (
        sa.select(POINTS.c.id, POINTS.c.name.label("title"), DEPARTMENTS.c.name.label("subtitle"))
        .join_from(POINTS, DEPARTMENTS, DEPARTMENTS.c.id == POINTS.c.department_id)
        .join(INVENTORIES, INVENTORIES.c.id == POINTS.c.inventory_id)
        .where(clause, POINTS.c.retired_at.is_(None), contains(text, POINTS.c.name, POINTS.c.manifestation))
    )


SOURCES = (
    ("department", Permission.organization_read, _departments),
    ("position", Permission.organization_read, _positions),
    ("power", Permission.powers_read, _powers),
    ("risk_point", Permission.risks_read, _points),
)


def search(session: Session, actor: Actor, text: str) -> list[dict[str, Any]]:
    """At most six hits of each kind the caller may read."""
    hits = []
    for kind, permission, build in SOURCES:
        if actor.reach(permission):
            rows = session.execute(build(actor, text).limit(EACH)).mappings()
            hits += [{"kind": kind, **row} for row in rows]
    return hits
