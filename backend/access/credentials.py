"""What a credential stands for in the database at this moment, or nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

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
        USERS.c.stamp,
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
            USERS.c.stamp,
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


@dataclass(frozen=True)
class Held:
    """The rows a caller's right stands on, as they were when the request began."""

    user_id: int | None = None
    user_stamp: int = 0
    session_id: int | None = None
    token_id: int | None = None
    client_id: int | None = None
    client_stamp: int = 0

    def confirm(self, session: Session) -> bool:
        """Whether the right still stands, and holds it until the transaction ends.

        A revocation that committed in between is seen here, a later one waits for our commit. What this transaction
        itself has changed (its own password, its own post) does not count. SQLite needs none of this: its writing
        transactions come one after another.
        """
        if session.get_bind().dialect.name != "postgresql":
            return True
        return (
            session.execute(self._standing(_excused(session)).with_for_update(read=True)).first() is not None
        )

    def _standing(self, excused: Collection[tuple[str, int]]) -> sa.Select[Any]:
        if self.client_id is not None:
            owned = sa.select(CLIENTS.c.id).join(USERS, USERS.c.id == CLIENTS.c.owner_id)
            return owned.where(
                CLIENTS.c.id == self.client_id,
                CLIENTS.c.stamp == self.client_stamp,
                CLIENTS.c.status == UserStatus.active,
                USERS.c.status == UserStatus.active,
            )
        statement = sa.select(USERS.c.id).where(USERS.c.id == self.user_id)
        if ("user", self.user_id) not in excused:
            statement = statement.where(USERS.c.stamp == self.user_stamp, USERS.c.status == UserStatus.active)
        for table, row_id in ((SESSIONS, self.session_id), (TOKENS, self.token_id)):
            if row_id is not None and (table.name, row_id) not in excused:
                own = sa.and_(table.c.user_id == USERS.c.id, table.c.id == row_id)
                statement = statement.join(table, own).where(table.c.revoked_at.is_(None))
        return statement


def _excused(session: Session) -> set[tuple[str, int]]:
    found: set[tuple[str, int]] = session.info.setdefault("own_changes", set())
    return found


def excuse_user(session: Session, user_id: int) -> None:
    """This transaction changes the user's rights itself."""
    _excused(session).add(("user", user_id))


def excuse_session(session: Session, session_id: int) -> None:
    """This transaction ends the login session itself."""
    _excused(session).add((SESSIONS.name, session_id))
