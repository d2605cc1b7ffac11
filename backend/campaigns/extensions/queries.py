"""Reads of extensions."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.extensions.schemas import ExtensionOut, ExtensionQuery
from backend.campaigns.queries import DELIVERABLES, EXTENSIONS, Row
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.organization.queries import DEPARTMENTS, within

_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "deliverable_name": DELIVERABLES.c.name.label("deliverable_name"),
    "campaign_id": DELIVERABLES.c.campaign_id,
    "department_name": DEPARTMENTS.c.name.label("department_name"),
}
_COLUMNS = tuple(
    _JOINED[name] if name in _JOINED else EXTENSIONS.c[name] for name in ExtensionOut.model_fields
)
_SOURCE = sa.join(EXTENSIONS, DELIVERABLES, DELIVERABLES.c.id == EXTENSIONS.c.deliverable_id).outerjoin(
    DEPARTMENTS, DEPARTMENTS.c.id == EXTENSIONS.c.department_id
)


def _visible(actor: Actor) -> sa.ColumnElement[bool]:
    """What holds for all, and what holds for the actor's departments."""
    scope = actor.need(Permission.submissions_read)
    return sa.or_(EXTENSIONS.c.department_id.is_(None), within(scope, EXTENSIONS.c.department_id))


def search_extensions(session: Session, actor: Actor, query: ExtensionQuery) -> tuple[list[Row], int]:
    """One page of extensions, the newest first."""
    statement = sa.select(*_COLUMNS).select_from(_SOURCE).where(_visible(actor))
    if query.deliverable_id:
        statement = statement.where(EXTENSIONS.c.deliverable_id == query.deliverable_id)
    if query.campaign_id:
        statement = statement.where(DELIVERABLES.c.campaign_id == query.campaign_id)
    if query.department_id:
        column = EXTENSIONS.c.department_id
        statement = statement.where(sa.or_(column.is_(None), column == query.department_id))
    if not query.include_revoked:
        statement = statement.where(EXTENSIONS.c.revoked_at.is_(None))
    return fetch(session, statement.order_by(EXTENSIONS.c.id.desc()), query)


def get_extension(session: Session, actor: Actor, extension_id: int) -> Row:
    """One extension, or 404."""
    statement = sa.select(*_COLUMNS).select_from(_SOURCE)
    found = session.execute(statement.where(EXTENSIONS.c.id == extension_id, _visible(actor)))
    row = found.mappings().one_or_none()
    if row is None:
        raise not_found("这次延期")
    return dict(row)
