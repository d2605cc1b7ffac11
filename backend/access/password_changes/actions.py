"""Writes of passwords. Hashing happens outside the transaction, so that SQLite's write lock is not held meanwhile."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access import limits, passwords
from backend.access.actions import SESSIONS, USERS, claim_one_time_token, end_sessions, renew_stamp
from backend.access.authorize import Actor
from backend.access.password_changes import queries
from backend.access.password_changes.schemas import PasswordChange, PasswordReset
from backend.access.rules import UserStatus
from backend.access.sessions.actions import SignedIn, signed_in
from backend.access.sessions.queries import account_of, is_live
from backend.access.visits import Visit
from backend.kit import journal
from backend.kit.problems import FieldError, Problem, conflict, invalid, invalid_fields
from backend.kit.table import now


def weaknesses(
    visit: Visit, password: str, username: str, display_name: str, pointer: str
) -> list[FieldError]:
    """What is wrong with a password this person wants to use here."""
    words = (username, display_name, visit.college_name)
    return passwords.violations(visit.policy, password, words, pointer)


def change_password(session: Session, actor: Actor, visit: Visit, body: PasswordChange) -> SignedIn | Problem:
    """Replaces the caller's password, ends the other sessions, and returns tokens for this one.

    A wrong current password counts like a failed login: a stolen session must not become a place to guess.
    """
    user = account_of(session, actor.require_user())
    account = limits.account_key(user["username"])
    limits.refuse(session, account, visit.address, user["id"])
    _demand_strong(visit, user, body)
    session.rollback()  # lets go of SQLite's write lock while the password is checked
    if not passwords.HASHER.verify(body.current_password, user["password_hash"]).is_correct:
        limits.note_failure(session, account, visit.address)
        journal.record(session, "user.password_denied", journal.Subject("user", user["id"]))
        return invalid("/current_password", "wrong", "当前密码不对。")
    _save(session, user, passwords.HASHER.hash(body.new_password))
    journal.record(session, "user.password_changed", journal.Subject("user", user["id"]))
    others = sa.and_(SESSIONS.c.user_id == user["id"], SESSIONS.c.id != actor.session_id)
    end_sessions(session, others, "password_changed")
    session.execute(
        sa.update(SESSIONS).where(SESSIONS.c.id == actor.session_id).values(authenticated_at=now())
    )
    mine = sa.select(SESSIONS).where(SESSIONS.c.id == actor.session_id, is_live())
    row = session.execute(mine).mappings().one_or_none()
    if row is None:
        raise conflict("登录已经结束，密码没有修改，请重新登录。")
    return signed_in(visit, dict(row), account_of(session, user["id"]))


def _demand_strong(visit: Visit, user: dict[str, Any], body: PasswordChange) -> None:
    found = weaknesses(visit, body.new_password, user["username"], user["display_name"], "/new_password")
    if body.new_password == body.current_password:
        found.append(FieldError("/new_password", "same", "新密码不能与当前密码相同。"))
    if found:
        raise invalid_fields(found)


def _save(session: Session, user: dict[str, Any], hashed: str) -> None:
    """Writes the hash only if the account is still the one whose password was checked."""
    still = sa.select(USERS.c.id).where(
        USERS.c.id == user["id"], USERS.c.stamp == user["stamp"], USERS.c.status == UserStatus.active
    )
    if session.execute(still.with_for_update()).first() is None:
        raise conflict("账号刚刚有变动，密码没有修改，请重新登录后再试。", "raced")
    changes = {"password_hash": hashed, "password_changed_at": now(), "must_change_password": False}
    renew_stamp(session, user["id"], changes)


def reset_password(session: Session, visit: Visit, body: PasswordReset) -> Problem | None:
    """Sets a password with a one-time token; starting the reset has ended every session already.

    A weak password does not use the token up.
    """
    guesser = limits.account_key(f"address:{visit.address}")
    limits.refuse(session, guesser, visit.address)
    user = queries.account_resetting(session, body.token)
    if user is None:
        limits.note_failure(session, guesser, visit.address)
        return invalid("/token", "invalid", "令牌不对、已经用过或已过期，请联系系统管理员重新发放。")
    found = weaknesses(visit, body.new_password, user["username"], user["display_name"], "/new_password")
    if found:
        raise invalid_fields(found)
    session.rollback()  # lets go of SQLite's write lock while the password is hashed
    hashed = passwords.HASHER.hash(body.new_password)
    if not claim_one_time_token(session, body.token):
        raise invalid("/token", "invalid", "令牌刚刚已经用过。")
    _save(session, user, hashed)
    journal.act_as(session, journal.Principal("user", user["id"], user["display_name"]))
    journal.record(session, "user.password_reset", journal.Subject("user", user["id"]))
    return None
