"""What a credential stands for in the database at this moment, or nothing."""

import sqlalchemy as sa
from sqlmodel import Session

from backend.access import secrets
from backend.access.models import ApiClient, Grant, LoginSession, PersonalToken, User
from backend.access.rules import UserStatus
from backend.access.tokens import Claims
from backend.kit.table import now, table_of

USERS, GRANTS, SESSIONS = table_of(User), table_of(Grant), table_of(LoginSession)
TOKENS, CLIENTS = table_of(PersonalToken), table_of(ApiClient)

_SIGNED_IN = (
    sa.select(
        USERS.c.id,
        USERS.c.display_name,
        USERS.c.must_change_password,
        SESSIONS.c.id.label("session_id"),
        SESSIONS.c.authenticated_at,
        GRANTS.c.role,
        GRANTS.c.department_id,
    )
    .join_from(SESSIONS, USERS, SESSIONS.c.user_id == USERS.c.id)
    .outerjoin(GRANTS, GRANTS.c.user_id == USERS.c.id)
    .where(
        SESSIONS.c.family == sa.bindparam("family"),
        SESSIONS.c.revoked_at.is_(None),
        SESSIONS.c.expires_at > sa.bindparam("instant", type_=SESSIONS.c.expires_at.type),
        USERS.c.id == sa.bindparam("user_id"),
        USERS.c.status == UserStatus.active,
        USERS.c.stamp == sa.bindparam("stamp"),
    )
)
"""One row for each grant of a user who is signed in, one row without a role when there is none."""


def signed_in(session: Session, claims: Claims) -> list[sa.RowMapping]:
    """The user of an access token, once for each grant. KeyError, ValueError for claims that are not ours."""
    values = {
        "family": str(claims.extra["sid"]),
        "instant": now(),
        "user_id": int(claims.subject),
        "stamp": int(claims.extra["stamp"]),
    }
    return list(session.execute(_SIGNED_IN, values).mappings())


def client(session: Session, claims: Claims) -> sa.RowMapping | None:
    """The client of a client token. Its owner answers for it: when he leaves, it stops."""
    live = (
        sa.select(CLIENTS)
        .join(USERS, USERS.c.id == CLIENTS.c.owner_id)
        .where(
            CLIENTS.c.client_id == claims.subject,
            CLIENTS.c.status == UserStatus.active,
            CLIENTS.c.stamp == int(claims.extra["stamp"]),
            USERS.c.status == UserStatus.active,
        )
    )
    return session.execute(live).mappings().one_or_none()


def personal_token(session: Session, text: str) -> sa.RowMapping | None:
    """The owner of a personal token, with the token's id, scopes and last use."""
    live = (
        sa.select(
            USERS.c.id,
            USERS.c.display_name,
            TOKENS.c.scopes,
            TOKENS.c.last_used_at,
            TOKENS.c.id.label("token_id"),
        )
        .join_from(TOKENS, USERS, TOKENS.c.user_id == USERS.c.id)
        .where(
            TOKENS.c.digest == secrets.digest(text),
            TOKENS.c.revoked_at.is_(None),
            TOKENS.c.expires_at > now(),
            USERS.c.status == UserStatus.active,
        )
    )
    is_ours = secrets.is_well_formed(text, secrets.PERSONAL_PREFIX)
    return session.execute(live).mappings().one_or_none() if is_ours else None
