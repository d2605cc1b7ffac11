"""Reads of department officers."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import forbidden, not_found
from backend.organization.officers.schemas import OfficerOut, OfficerQuery
from backend.organization.queries import (
    DEPARTMENTS,
    OFFICERS,
    PEOPLE,
    period_filters,
    person_name,
    reaches,
    within,
)


def visible_officers(actor: Actor) -> sa.Select[Any]:
    """Heads and liaisons of the departments the actor may see."""
    joined = {
        "department_name": DEPARTMENTS.c.name.label("department_name"),
        "person_name": person_name(actor),
    }
    columns = (joined[n] if n in joined else OFFICERS.c[n] for n in OfficerOut.model_fields)
    return (
        sa.select(*columns)
        .join_from(OFFICERS, DEPARTMENTS, DEPARTMENTS.c.id == OFFICERS.c.department_id)
        .join(PEOPLE, PEOPLE.c.id == OFFICERS.c.person_id)
        .where(within(actor.need(Permission.organization_read), OFFICERS.c.department_id))
    )


def search_officers(session: Session, actor: Actor, query: OfficerQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of heads and liaisons, by department."""
    statement = visible_officers(actor).where(
        *period_filters(OFFICERS, query, OFFICERS.c.person_id, OFFICERS.c.department_id)
    )
    if query.kind:
        statement = statement.where(OFFICERS.c.kind == query.kind)
    return fetch(session, statement.order_by(OFFICERS.c.department_id, OFFICERS.c.id), query)


def get_officer(
    session: Session, actor: Actor, officer_id: int, permission: Permission = Permission.organization_read
) -> dict[str, Any]:
    """One charge the actor may see, or 404; visible but not writable is 403."""
    row = session.execute(visible_officers(actor).where(OFFICERS.c.id == officer_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这项任命")
    if permission is not Permission.organization_read and not reaches(
        session, actor, permission, row["department_id"]
    ):
        raise forbidden()
    return dict(row)
