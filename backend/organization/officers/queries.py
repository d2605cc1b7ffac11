"""Reads of department officers."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import forbidden, not_found
from backend.organization.officers.schemas import (
    OfficerGapOut,
    OfficerGapQuery,
    OfficerOut,
    OfficerQuery,
)
from backend.organization.queries import (
    CONFIRMED,
    DEPARTMENTS,
    OFFICERS,
    PEOPLE,
    current,
    period_filters,
    person_name,
    reaches,
    subtree,
    units,
    within,
)
from backend.organization.rules import REPORTS, OfficerKind, OfficerStatus


def visible_officers(actor: Actor) -> sa.Select[Any]:
    """Heads and liaisons of the departments the actor may see."""
    joined: dict[str, sa.ColumnElement[Any]] = {
        "department_name": DEPARTMENTS.c.name.label("department_name"),
        "person_name": person_name(actor),
    }
    if not actor.sees_personal_data:
        hidden = ("reported_by_name", "confirmed_by_name")
        joined |= {name: sa.null().label(name) for name in hidden}
    names = (name for name in OfficerOut.model_fields if name != "allowed_actions")
    columns = (joined[n] if n in joined else OFFICERS.c[n] for n in names)
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
    if query.status:
        statement = statement.where(OFFICERS.c.status == query.status)
    rows, total = fetch(session, statement.order_by(OFFICERS.c.department_id, OFFICERS.c.id), query)
    return [_offer(actor, row) for row in rows], total


def _offer(actor: Actor, row: dict[str, Any]) -> dict[str, Any]:
    """Adds `allowed_actions`: those who keep the organisation decide on reports."""
    steps = REPORTS.actions(OfficerStatus(row["status"]))
    offered = [step.action for step in steps if actor.reach(Permission(step.permission)).school]
    return row | {"allowed_actions": offered}


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
    return _offer(actor, dict(row))


_PENDING, _REPORTED = OFFICERS.alias("pending"), PEOPLE.alias("reported")
_HEAD, _CHIEF = OFFICERS.alias("head"), PEOPLE.alias("chief")


def search_gaps(session: Session, actor: Actor, query: OfficerGapQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of the units without a confirmed liaison today, with what they have reported."""
    statement = _gaps(actor)
    if query.within_id:
        statement = statement.where(DEPARTMENTS.c.id.in_(subtree([query.within_id])))
    if query.is_reported is not None:
        pending = _PENDING.c.id.is_not(None)
        statement = statement.where(pending if query.is_reported else ~pending)
    statement = statement.where(units(include_subunits=query.include_subunits))
    return fetch(session, statement.order_by(DEPARTMENTS.c.path, DEPARTMENTS.c.id), query)


def _gaps(actor: Actor) -> sa.Select[Any]:
    confirmed = sa.select(OFFICERS.c.id).where(
        OFFICERS.c.department_id == DEPARTMENTS.c.id,
        OFFICERS.c.kind == OfficerKind.liaison,
        CONFIRMED,
        current(OFFICERS.c.started_on, OFFICERS.c.ended_on),
    )
    newest = (
        sa.select(sa.func.max(OFFICERS.c.id))
        .where(OFFICERS.c.department_id == DEPARTMENTS.c.id, OFFICERS.c.status == OfficerStatus.reported)
        .scalar_subquery()
    )
    head = sa.and_(
        _HEAD.c.department_id == DEPARTMENTS.c.id,
        _HEAD.c.kind == OfficerKind.head,
        current(_HEAD.c.started_on, _HEAD.c.ended_on),
    )
    shows = actor.sees_personal_data
    joined: dict[str, sa.ColumnElement[Any]] = {
        "head_name": (_CHIEF.c.name if shows else sa.null()).label("head_name"),
        "reported_officer_id": _PENDING.c.id.label("reported_officer_id"),
        "reported_person_name": (_REPORTED.c.name if shows else sa.null()).label("reported_person_name"),
        "reported_at": _PENDING.c.reported_at.label("reported_at"),
    }
    columns = (joined[n] if n in joined else DEPARTMENTS.c[n] for n in OfficerGapOut.model_fields)
    return (
        sa.select(*columns)
        .join_from(DEPARTMENTS, _PENDING, _PENDING.c.id == newest, isouter=True)
        .join(_REPORTED, _REPORTED.c.id == _PENDING.c.person_id, isouter=True)
        .join(_HEAD, head, isouter=True)
        .join(_CHIEF, _CHIEF.c.id == _HEAD.c.person_id, isouter=True)
        .where(within(actor.need(Permission.organization_read), DEPARTMENTS.c.id), ~confirmed.exists())
    )
