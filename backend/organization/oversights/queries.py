"""Reads of oversights."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import forbidden, not_found
from backend.organization.oversights.schemas import OversightOut, OversightQuery
from backend.organization.queries import (
    DEPARTMENTS,
    OVERSIGHTS,
    PEOPLE,
    period_filters,
    person_name,
    reaches,
    within,
)


def visible_oversights(actor: Actor) -> sa.Select[Any]:
    """Leaders' relations to the departments the actor may see."""
    joined = {
        "department_name": DEPARTMENTS.c.name.label("department_name"),
        "leader_name": person_name(actor, "leader_name"),
    }
    columns = (joined[n] if n in joined else OVERSIGHTS.c[n] for n in OversightOut.model_fields)
    return (
        sa.select(*columns)
        .join_from(OVERSIGHTS, DEPARTMENTS, DEPARTMENTS.c.id == OVERSIGHTS.c.department_id)
        .join(PEOPLE, PEOPLE.c.id == OVERSIGHTS.c.leader_id)
        .where(within(actor.need(Permission.organization_read), OVERSIGHTS.c.department_id))
    )


def search_oversights(
    session: Session, actor: Actor, query: OversightQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of leaders' relations, by department."""
    statement = visible_oversights(actor).where(
        *period_filters(OVERSIGHTS, query, OVERSIGHTS.c.leader_id, OVERSIGHTS.c.department_id)
    )
    if query.kind:
        statement = statement.where(OVERSIGHTS.c.kind == query.kind)
    return fetch(session, statement.order_by(OVERSIGHTS.c.department_id, OVERSIGHTS.c.id), query)


def get_oversight(
    session: Session, actor: Actor, oversight_id: int, permission: Permission = Permission.organization_read
) -> dict[str, Any]:
    """One relation the actor may see, or 404; visible but not writable is 403."""
    row = (
        session.execute(visible_oversights(actor).where(OVERSIGHTS.c.id == oversight_id))
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise not_found("这项分管或联系")
    if permission is not Permission.organization_read and not reaches(
        session, actor, permission, row["department_id"]
    ):
        raise forbidden()
    return dict(row)
