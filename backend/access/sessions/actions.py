"""Signing in and out. What a stranger does is answered, not raised: a raised error would roll back its record."""

import secrets as random
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access import limits, passwords, secrets
from backend.access.actions import end_sessions
from backend.access.authorize import Actor, unauthorized
from backend.access.models import LoginSession, User
from backend.access.rules import ACCESS_TTL, KNOWN_ADDRESS, REFRESH_RACE, SESSION_LIFE, UserStatus
from backend.access.sessions import queries
from backend.access.sessions.schemas import Login, Reauthentication
from backend.access.tokens import Purpose
from backend.access.visits import Visit
from backend.kit import journal
from backend.kit.problems import Problem, invalid, not_found
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of

USERS, SESSIONS = table_of(User), table_of(LoginSession)


@dataclass(frozen=True)
class SignedIn:
    """What a browser gets: a token for the script, and a cookie that lives until `expires_at` at most."""

    access_token: str
    cookie: str
    expires_at: datetime
    must_change_password: bool


def login(session: Session, visit: Visit, body: Login) -> SignedIn | Problem:
    """Signs in, or says 401 in the same words and after the same work, whatever was wrong.

    Rolls back what the session did before: it must be the first thing in its transaction.
    """
    passwords.HASHER.refuse_when_full()
    account = limits.account_key(body.username)
    user = queries.account_named(session, body.username)
    user_id = user["id"] if user else None
    limits.refuse(session, account, visit.address, user_id)
    session.rollback()  # lets go of SQLite's write lock while the password is checked
    verdict = passwords.HASHER.verify(body.password, user["password_hash"] if user else None)
    limits.refuse(session, account, visit.address, user_id)  # others may have guessed at the same time
    if user is None or not verdict.is_correct or not _admit(session, visit, user, verdict.replacement):
        return _deny(session, visit, account, user_id)
    limits.forgive(session, account, visit.address)
    return _open(session, visit, queries.account_of(session, user["id"]))


def _admit(session: Session, visit: Visit, user: dict[str, Any], rehashed: str | None) -> bool:
    """Notes the sign-in, unless the account changed while the password was being checked."""
    is_old = passwords.is_expired(visit.policy, user["password_changed_at"], now())
    result = session.execute(
        sa.update(USERS)
        .where(USERS.c.id == user["id"], USERS.c.stamp == user["stamp"], USERS.c.status == UserStatus.active)
        .values(
            last_login_at=now(),
            password_hash=rehashed or user["password_hash"],
            must_change_password=user["must_change_password"] or is_old,
        )
    )
    return getattr(result, "rowcount", 0) == 1


def _deny(session: Session, visit: Visit, account: str, user_id: int | None) -> Problem:
    limits.note_failure(session, account, visit.address)
    journal.act_as(session, journal.STRANGER)
    subject = journal.Subject("user", user_id or 0)
    journal.record(session, "user.login_denied", subject, {"address": visit.address})
    return Problem("bad-credentials", "用户名或密码不对", 401, "请核对后再试；忘记密码请联系系统管理员重置。")


def _open(session: Session, visit: Visit, user: dict[str, Any]) -> SignedIn:
    instant, family = now(), random.token_hex(16)
    session.execute(sa.delete(SESSIONS).where(SESSIONS.c.expires_at < instant - KNOWN_ADDRESS))
    row: dict[str, Any] = {
        "user_id": user["id"],
        "family": family,
        "generation": 1,
        "refresh_digest": secrets.digest(family),
        "rotated_at": instant,
        "created_at": instant,
        "authenticated_at": instant,
        "last_seen_at": instant,
        "expires_at": instant + SESSION_LIFE,
        "user_agent": visit.user_agent,
        "address": visit.address,
    }
    row["id"] = insert_row(session, SESSIONS, row)
    digest = secrets.digest(_refresh_token(visit, row, 1))
    session.execute(sa.update(SESSIONS).where(SESSIONS.c.id == row["id"]).values(refresh_digest=digest))
    journal.act_as(session, journal.Principal("user", user["id"], user["display_name"]))
    details = {"session_id": row["id"], "address": visit.address}
    journal.record(session, "user.logged_in", journal.Subject("user", user["id"]), details)
    return signed_in(visit, row, user)


def reauthenticate(session: Session, actor: Actor, visit: Visit, body: Reauthentication) -> Problem | None:
    """Notes that the person of this session has just typed the password; a wrong one counts like a failed login."""
    user = queries.account_of(session, actor.require_user())
    account = limits.account_key(user["username"])
    limits.refuse(session, account, visit.address, user["id"])
    session.rollback()  # lets go of SQLite's write lock while the password is checked
    is_correct = passwords.HASHER.verify(body.password, user["password_hash"]).is_correct
    limits.refuse(session, account, visit.address, user["id"])  # others may have guessed at the same time
    subject = journal.Subject("user", user["id"])
    still = sa.select(USERS.c.stamp).where(USERS.c.id == user["id"], USERS.c.status == UserStatus.active)
    if session.execute(still).scalar() != user["stamp"]:
        raise unauthorized()
    if not is_correct:
        limits.note_failure(session, account, visit.address)
        journal.record(session, "user.password_denied", subject, {"address": visit.address})
        return invalid("/password", "wrong", "密码不对。")
    limits.forgive(session, account, visit.address)
    own = sa.update(SESSIONS).where(SESSIONS.c.id == actor.session_id)
    session.execute(own.values(authenticated_at=now()))
    details = {"session_id": actor.session_id, "address": visit.address}
    journal.record(session, "user.reauthenticated", subject, details)
    return None


def _refresh_token(visit: Visit, row: dict[str, Any], generation: int) -> str:
    """The family is in the key: ids of sessions may come back after a restored backup, families do not."""
    return secrets.refresh_token(f"{visit.server_key}:{row['family']}", row["id"], generation)


def signed_in(visit: Visit, row: dict[str, Any], user: dict[str, Any]) -> SignedIn:
    """Tokens for a session row as it stands; `user` gives the stamp."""
    extra = {"sid": row["family"], "stamp": user["stamp"]}
    token = visit.keys.issue(Purpose.access, str(row["user_id"]), extra, lifetime=ACCESS_TTL)
    cookie = f"{row['family']}.{_refresh_token(visit, row, row['generation'])}"
    return SignedIn(token, cookie, row["expires_at"], bool(user["must_change_password"]))


def refresh(session: Session, visit: Visit, cookie: str) -> SignedIn | Problem:
    """The next tokens of a session.

    Each cookie works once, except that for ten seconds after a rotation the old and the new one both lead to the same
    successor: two tabs may race. Later use of an old cookie means that somebody copied it, and the session ends.
    """
    family, _, token = cookie.partition(".")
    row = queries.session_of_family(session, family) if _is_family(family) else None
    if row is None or not secrets.is_well_formed(token, secrets.REFRESH_PREFIX):
        return unauthorized()
    journal.act_as(session, journal.Principal("user", row["user_id"], row["display_name"]))
    digest = secrets.digest(token)
    is_fresh = now() - row["rotated_at"] <= REFRESH_RACE
    if digest == row["refresh_digest"] and not is_fresh:
        rotated = rotate(session, visit, row)
        row = rotated or queries.session_of_family(session, family)
        is_fresh = True
    if row is not None and is_fresh and digest in (row["refresh_digest"], row["previous_digest"]):
        return signed_in(visit, row, row)
    end_sessions(session, SESSIONS.c.family == family, "reused")
    return unauthorized()


def _is_family(text: str) -> bool:
    return len(text) == 32 and text.isascii() and text.isalnum()


def rotate(session: Session, visit: Visit, row: dict[str, Any]) -> dict[str, Any] | None:
    """The row with its next generation, or None when another request rotated first."""
    generation, instant = row["generation"] + 1, now()
    changes = {
        "generation": generation,
        "previous_digest": row["refresh_digest"],
        "refresh_digest": secrets.digest(_refresh_token(visit, row, generation)),
        "rotated_at": instant,
        "last_seen_at": instant,
    }
    claim = sa.update(SESSIONS).where(
        SESSIONS.c.id == row["id"],
        SESSIONS.c.generation == row["generation"],
        SESSIONS.c.revoked_at.is_(None),
    )
    result = session.execute(claim.values(**changes))
    return row | changes if getattr(result, "rowcount", 0) == 1 else None


def logout(session: Session, cookie: str) -> None:
    """Ends the session of the cookie; does nothing for a cookie that is not one."""
    family, _, token = cookie.partition(".")
    row = queries.session_of_family(session, family) if _is_family(family) else None
    if row is None or secrets.digest(token) not in (row["refresh_digest"], row["previous_digest"]):
        return
    journal.act_as(session, journal.Principal("user", row["user_id"], row["display_name"]))
    end_sessions(session, SESSIONS.c.id == row["id"], "logout")


def end_session(session: Session, actor: Actor, session_id: int) -> None:
    """Ends one of the caller's sessions; 404 for anybody else's."""
    own = sa.and_(queries.own_sessions(actor), SESSIONS.c.id == session_id)
    if not end_sessions(session, own, "ended"):
        raise not_found("这个登录")


def end_own_sessions(session: Session, actor: Actor, *, keep_current: bool) -> None:
    """Ends all of the caller's sessions, the current one only on request."""
    own = queries.own_sessions(actor)
    clause = sa.and_(own, SESSIONS.c.id != actor.session_id) if keep_current else own
    end_sessions(session, clause, "ended")
