"""Reads of accounts and grants."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.access.queries import GRANTS, USERS, grants_of_users
from backend.access.users.schemas import UserQuery, UserSort
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains

COLUMNS = (
    USERS.c.id,
    USERS.c.username,
    USERS.c.display_name,
    USERS.c.status,
    USERS.c.password_hash.is_not(None).label("has_password"),
    USERS.c.must_change_password,
    USERS.c.password_changed_at,
    USERS.c.last_login_at,
    USERS.c.version,
    USERS.c.created_at,
    USERS.c.updated_at,
)
ORDER = {
    UserSort.username: (USERS.c.username, USERS.c.id),
    UserSort.latest_login: (USERS.c.last_login_at.desc().nulls_last(), USERS.c.id),
}


def _with_roles(session: Session, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    grants = grants_of_users(session, (row["id"] for row in rows))
    return [row | {"roles": sorted({grant["role"] for grant in grants.get(row["id"], [])})} for row in rows]


def search_users(session: Session, actor: Actor, query: UserQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of accounts and the total."""
    actor.need(Permission.users_read)
    statement = sa.select(*COLUMNS).order_by(*ORDER[query.sort])
    if query.q:
        statement = statement.where(contains(query.q, USERS.c.username, USERS.c.display_name))
    if query.status:
        statement = statement.where(USERS.c.status == query.status)
    if query.role:
        holders = sa.select(GRANTS.c.user_id).where(GRANTS.c.role == query.role)
        statement = statement.where(USERS.c.id.in_(holders))
    rows, total = fetch(session, statement, query)
    return _with_roles(session, rows), total


def get_user(
    session: Session, actor: Actor, user_id: int, permission: Permission = Permission.users_read
) -> dict[str, Any]:
    """One account, or 404."""
    actor.need(permission)
    return user_row(session, user_id)


def user_row(session: Session, user_id: int) -> dict[str, Any]:
    """One account for the system itself."""
    row = session.execute(sa.select(*COLUMNS).where(USERS.c.id == user_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这个账号")
    return _with_roles(session, [dict(row)])[0]


def get_grants(
    session: Session, actor: Actor, user_id: int, permission: Permission = Permission.grants_read
) -> tuple[dict[str, Any], int]:
    """The grants of one account, and the version they are edited against."""
    row = get_user(session, actor, user_id, permission)
    grants = grants_of_users(session, [user_id]).get(user_id, [])
    return {"user_id": user_id, "grants": grants}, row["version"]
