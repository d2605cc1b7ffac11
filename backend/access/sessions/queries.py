"""Reads of accounts at sign-in, and of sessions."""

import re
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.models import LoginSession, User
from backend.access.policy import Permission
from backend.access.rules import SESSION_IDLE, UserStatus
from backend.kit.paging import PageQuery, fetch
from backend.kit.table import now, table_of

USERS, SESSIONS = table_of(User), table_of(LoginSession)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}", re.ASCII)
ACCOUNT = (
    USERS.c.id,
    USERS.c.username,
    USERS.c.display_name,
    USERS.c.password_hash,
    USERS.c.password_changed_at,
    USERS.c.must_change_password,
    USERS.c.stamp,
)


def _one(session: Session, statement: sa.Select[Any]) -> dict[str, Any] | None:
    row = session.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)


def account_named(session: Session, typed: str) -> dict[str, Any] | None:
    """The active account with this name in any case, or None."""
    name = typed.strip().lower()
    clause = sa.and_(USERS.c.username == name, USERS.c.status == UserStatus.active)
    # What is no name is still looked for, so that the answer takes as long.
    return _one(session, sa.select(*ACCOUNT).where(clause if USERNAME.fullmatch(name) else USERS.c.id == 0))


def account_of(session: Session, user_id: int) -> dict[str, Any]:
    """The account of somebody who is signed in."""
    statement = sa.select(*ACCOUNT).where(USERS.c.id == user_id)
    return dict(session.execute(statement).mappings().one())


def is_live() -> sa.ColumnElement[bool]:
    """Not ended, not idle for 30 minutes, not older than 12 hours."""
    instant = now()
    return sa.and_(
        SESSIONS.c.revoked_at.is_(None),
        SESSIONS.c.expires_at > instant,
        SESSIONS.c.last_seen_at > instant - SESSION_IDLE,
    )


def session_of_family(session: Session, family: str) -> dict[str, Any] | None:
    """The live session of an active user, with the user's stamp and name."""
    statement = (
        sa.select(SESSIONS, USERS.c.stamp, USERS.c.display_name, USERS.c.must_change_password)
        .join(USERS, USERS.c.id == SESSIONS.c.user_id)
        .where(SESSIONS.c.family == family, is_live(), USERS.c.status == UserStatus.active)
    )
    return _one(session, statement)


def own_sessions(actor: Actor) -> sa.ColumnElement[bool]:
    """The clause of the caller's sessions, for the list and for ending them."""
    actor.need(Permission.account_self)
    return SESSIONS.c.user_id == actor.require_user()


def list_sessions(session: Session, actor: Actor, query: PageQuery) -> tuple[list[dict[str, Any]], int]:
    """The caller's live sessions, the latest first."""
    columns = ("id", "user_agent", "address", "created_at", "last_seen_at", "expires_at")
    statement = (
        sa.select(
            *(SESSIONS.c[name] for name in columns), (SESSIONS.c.id == actor.session_id).label("is_current")
        )
        .where(own_sessions(actor), is_live())
        .order_by(SESSIONS.c.last_seen_at.desc(), SESSIONS.c.id.desc())
    )
    return fetch(session, statement, query)
