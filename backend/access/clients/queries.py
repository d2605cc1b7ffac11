"""Reads of API clients."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access import secrets
from backend.access.authorize import Actor
from backend.access.clients.schemas import ApiClientQuery, ApiClientSort
from backend.access.models import ApiClient, ApiClientSecret, User
from backend.access.policy import Permission
from backend.access.rules import UserStatus
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains
from backend.kit.table import now, table_of

CLIENTS, SECRETS, USERS = table_of(ApiClient), table_of(ApiClientSecret), table_of(User)
COLUMNS = (
    *(
        CLIENTS.c[name]
        for name in (
            "id",
            "client_id",
            "name",
            "scopes",
            "department_id",
            "sees_personal_data",
            "owner_id",
            "status",
            "last_used_at",
            "version",
            "updated_at",
        )
    ),
    USERS.c.display_name.label("owner_name"),
)
ORDER = {
    ApiClientSort.by_name: (CLIENTS.c.name, CLIENTS.c.id),
    ApiClientSort.latest_use: (CLIENTS.c.last_used_at.desc().nulls_last(), CLIENTS.c.id),
}
OWNED = CLIENTS.join(USERS, USERS.c.id == CLIENTS.c.owner_id)


def is_live() -> sa.ColumnElement[bool]:
    """The clause of secrets that work."""
    return sa.and_(SECRETS.c.revoked_at.is_(None), SECRETS.c.expires_at > now())


def _with_secrets(session: Session, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    columns = (SECRETS.c[name] for name in ("api_client_id", "id", "hint", "created_at", "expires_at"))
    statement = sa.select(*columns).where(SECRETS.c.api_client_id.in_([row["id"] for row in rows]), is_live())
    live = [dict(row) for row in session.execute(statement.order_by(SECRETS.c.id)).mappings()]
    return [
        row | {"secrets": [secret for secret in live if secret["api_client_id"] == row["id"]]} for row in rows
    ]


def search_clients(session: Session, actor: Actor, query: ApiClientQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of clients and the total."""
    actor.need(Permission.clients_read)
    statement = sa.select(*COLUMNS).select_from(OWNED).order_by(*ORDER[query.sort])
    if query.q:
        statement = statement.where(contains(query.q, CLIENTS.c.name, CLIENTS.c.client_id))
    if query.status:
        statement = statement.where(CLIENTS.c.status == query.status)
    rows, total = fetch(session, statement, query)
    return _with_secrets(session, rows), total


def get_client(
    session: Session, actor: Actor, api_client_id: int, permission: Permission = Permission.clients_read
) -> dict[str, Any]:
    """One client, or 404."""
    actor.need(permission)
    statement = sa.select(*COLUMNS).select_from(OWNED).where(CLIENTS.c.id == api_client_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这个接口客户端")
    return _with_secrets(session, [dict(row)])[0]


def client_with(session: Session, client_id: str, client_secret: str) -> dict[str, Any] | None:
    """The active client with these credentials and an active owner, or None."""
    if not secrets.is_well_formed(client_secret, secrets.CLIENT_PREFIX):
        return None
    statement = (
        sa.select(CLIENTS)
        .select_from(OWNED.join(SECRETS, SECRETS.c.api_client_id == CLIENTS.c.id))
        .where(
            SECRETS.c.digest == secrets.digest(client_secret),
            is_live(),
            CLIENTS.c.status == UserStatus.active,
            USERS.c.status == UserStatus.active,
        )
    )
    row = session.execute(statement).mappings().one_or_none()
    return None if row is None or row["client_id"] != client_id else dict(row)
