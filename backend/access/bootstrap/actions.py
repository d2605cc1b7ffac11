"""The first two administrators, made once with a token from the command line (`create-admin`)."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access import limits, passwords
from backend.access.actions import (
    claim_one_time_token,
    new_one_time_token,
    renew_stamp,
    replace_grants,
)
from backend.access.password_changes.actions import weaknesses
from backend.access.queries import GRANTS, ONE_TIME_TOKENS, live_token
from backend.access.rules import ADMIN_ROLES, ONE_TIME_LIFE, GrantSource, Role
from backend.access.users.actions import add_user
from backend.access.users.queries import user_row
from backend.access.users.schemas import Bootstrap
from backend.access.visits import Visit
from backend.kit import journal
from backend.kit.problems import Problem, conflict, invalid, invalid_fields
from backend.kit.table import now


def bootstrap(session: Session, visit: Visit, body: Bootstrap) -> dict[str, Any] | Problem:
    """Makes the system administrator, who signs in with `body.password`, and the security administrator.

    Only the latter can give roles, so both are needed from the start, and they are two people. 409 when there are
    administrators already, 422 for a wrong token or a weak password (which does not use the token up).
    """
    _demand_empty(session)
    guesser = limits.account_key(f"address:{visit.address}")
    limits.refuse(session, guesser, visit.address)
    token = sa.select(ONE_TIME_TOKENS.c.id).where(live_token(body.token), ONE_TIME_TOKENS.c.user_id.is_(None))
    if session.execute(token).first() is None:
        limits.note_failure(session, guesser, visit.address)
        return invalid("/token", "invalid", "令牌不对、已经用过或已过期，请在服务器上重新生成。")
    found = weaknesses(visit, body.password, body.username, body.display_name, "/password")
    if found:
        raise invalid_fields(found)
    session.rollback()  # lets go of SQLite's write lock while the password is hashed
    hashed = passwords.HASHER.hash(body.password)
    if not claim_one_time_token(session, body.token):
        raise invalid("/token", "invalid", "令牌刚刚已经用过。")
    return _make(session, body, hashed)


def _demand_empty(session: Session) -> None:
    administrators = sa.select(GRANTS.c.id).where(GRANTS.c.role.in_(ADMIN_ROLES))
    if session.execute(administrators.limit(1)).first():
        raise conflict("已经有管理员了。", "already-set-up")


def _make(session: Session, body: Bootstrap, hashed: str) -> dict[str, Any]:
    system = add_user(session, body.username, body.display_name)["id"]
    security = add_user(session, body.security_admin.username, body.security_admin.display_name)["id"]
    journal.act_as(session, journal.Principal("user", system, body.display_name))
    replace_grants(session, system, GrantSource.manual, {(Role.system_admin, None)})
    replace_grants(session, security, GrantSource.manual, {(Role.security_admin, None)})
    renew_stamp(session, system, {"password_hash": hashed, "password_changed_at": now()})
    token = new_one_time_token(session, security)
    journal.record(session, "user.reset_started", journal.Subject("user", security))
    return {
        "system_admin": user_row(session, system),
        "security_admin": user_row(session, security),
        "reset_token": token.text,
        "reset_expires_at": now() + ONE_TIME_LIFE,
    }
