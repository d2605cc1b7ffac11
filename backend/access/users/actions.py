"""Writes of accounts and grants: the system administrator keeps accounts, the security administrator grants."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.actions import SESSIONS, end_sessions, new_one_time_token, replace_grants
from backend.access.authorize import Actor
from backend.access.models import PersonalToken
from backend.access.policy import Permission
from backend.access.queries import GRANTS, USERS, active_holders, departments_exist, needs_department
from backend.access.rules import ADMIN_ROLES, ONE_TIME_LIFE, GrantSource, Role, UserStatus
from backend.access.users import queries
from backend.access.users.schemas import GrantIn, GrantsPut, UserCreate, UserUpdate
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, conflict, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, table_of

TOKENS = table_of(PersonalToken)
KEPT_ROLES = (Role.system_admin, Role.security_admin)
"""Without either of them the installation could not be administered any more."""


def _record(
    session: Session, action: str, row: dict[str, Any], details: dict[str, Any] | None = None
) -> None:
    journal.record(session, f"user.{action}", journal.Subject("user", row["id"], row["version"]), details)


def create_user(session: Session, actor: Actor, body: UserCreate) -> dict[str, Any]:
    """Adds an account that cannot sign in yet. 409 when the username is taken."""
    actor.need(Permission.users_write)
    return add_user(session, body.username, body.display_name)


def add_user(session: Session, username: str, display_name: str) -> dict[str, Any]:
    """Adds an account for the system itself, e.g. at bootstrap or from the roster."""
    if session.execute(sa.select(USERS.c.id).where(USERS.c.username == username)).first():
        raise conflict(f"用户名 {username} 已被使用。", "username-taken")
    instant = now()
    values: dict[str, Any] = {
        "username": username,
        "display_name": display_name,
        "must_change_password": False,
        "status": UserStatus.active,
        "stamp": 1,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    row = queries.user_row(session, insert_row(session, USERS, values))
    _record(session, "created", row)
    return row


def update_user(
    session: Session, actor: Actor, user_id: int, body: UserUpdate, expected: Expected
) -> dict[str, Any]:
    """Changes what is given."""
    before = queries.get_user(session, actor, user_id, Permission.users_write)
    expected.check(before["version"])
    given = body.model_dump(exclude_none=True)
    changes = {key: value for key, value in given.items() if value != before[key]}
    if not changes:
        return before
    claim_version(session, USERS, before, changes)
    row = queries.user_row(session, user_id)
    _record(session, "updated", row, {"fields": sorted(changes)})
    return row


def disable_user(session: Session, actor: Actor, user_id: int, expected: Expected) -> dict[str, Any]:
    """Ends every session and token of the account at once. The name stays in history."""
    before = _account_to_switch(session, actor, user_id, expected, UserStatus.active)
    if user_id == actor.user_id:
        raise conflict("不能停用自己的账号。", "own-account")
    _lock_administrators(session)
    claim_version(session, USERS, before, {"status": UserStatus.disabled, "stamp": USERS.c.stamp + 1})
    _keep_administrators(session, before["roles"])
    end_sessions(session, SESSIONS.c.user_id == user_id, "disabled")
    session.execute(
        sa.update(TOKENS)
        .where(TOKENS.c.user_id == user_id, TOKENS.c.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    row = queries.user_row(session, user_id)
    _record(session, "disabled", row)
    return row


def enable_user(session: Session, actor: Actor, user_id: int, expected: Expected) -> dict[str, Any]:
    """Lets the account sign in again; revoked tokens stay revoked."""
    before = _account_to_switch(session, actor, user_id, expected, UserStatus.disabled)
    claim_version(session, USERS, before, {"status": UserStatus.active})
    row = queries.user_row(session, user_id)
    _record(session, "enabled", row)
    return row


def _account_to_switch(
    session: Session, actor: Actor, user_id: int, expected: Expected, status: UserStatus
) -> dict[str, Any]:
    before = queries.get_user(session, actor, user_id, Permission.users_write)
    expected.check(before["version"])
    if before["status"] != status:
        raise conflict(f"这个账号现在是“{before['status'].label}”。", "already-switched")
    return before


def _lock_administrators(session: Session) -> None:
    """Two administrators removing each other at once would leave none."""
    administrators = sa.select(GRANTS.c.id).where(GRANTS.c.role.in_(ADMIN_ROLES)).order_by(GRANTS.c.id)
    session.execute(administrators.with_for_update())


def _keep_administrators(session: Session, former_roles: Sequence[Role]) -> None:
    for role in KEPT_ROLES:
        if role in former_roles and not active_holders(session, role):
            raise conflict(f"至少要保留一位{role.label}，请先让别人担任。", "last-administrator")


def start_password_reset(
    session: Session, actor: Actor, user_id: int, expected: Expected
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The account and a one-time token for it. The old password and every session end now.

    The administrator hands the token over and never learns the password its owner chooses.
    """
    before = queries.get_user(session, actor, user_id, Permission.users_write)
    expected.check(before["version"])
    if before["status"] != UserStatus.active:
        raise conflict("账号已停用，请先启用。", "disabled")
    if user_id == actor.user_id:
        raise conflict("自己的密码请在“修改密码”里更换。", "own-account")
    changes = {"password_hash": None, "password_changed_at": None, "stamp": USERS.c.stamp + 1}
    claim_version(session, USERS, before, changes)
    end_sessions(session, SESSIONS.c.user_id == user_id, "password_reset")
    token = new_one_time_token(session, user_id)
    row = queries.user_row(session, user_id)
    _record(session, "reset_started", row)
    return row, {"token": token.text, "expires_at": now() + ONE_TIME_LIFE}


def set_grants(
    session: Session, actor: Actor, user_id: int, body: GrantsPut, expected: Expected
) -> tuple[dict[str, Any], int]:
    """Replaces what was granted by hand. Nobody grants to himself; the three administrators stay apart."""
    before = queries.get_user(session, actor, user_id, Permission.grants_write)
    expected.check(before["version"])
    if user_id == actor.user_id:
        raise conflict("不能修改自己的授权，请由另一位安全管理员办理。", "own-grants")
    _check_grants(session, body.grants)
    _lock_administrators(session)
    wanted = {(grant.role, grant.department_id) for grant in body.grants}
    replace_grants(session, user_id, GrantSource.manual, wanted)
    _keep_administrators(session, before["roles"])
    return queries.get_grants(session, actor, user_id)


def _check_grants(session: Session, grants: Sequence[GrantIn]) -> None:
    known = departments_exist(session, {grant.department_id for grant in grants if grant.department_id})
    errors: list[FieldError] = []
    for index, grant in enumerate(grants):
        pointer = f"/grants/{index}/department_id"
        if needs_department(grant.role) and grant.department_id is None:
            errors.append(FieldError(pointer, "missing", f"“{grant.role.label}”要写明管哪个部门。"))
        elif not needs_department(grant.role) and grant.department_id is not None:
            errors.append(FieldError(pointer, "unwanted", f"“{grant.role.label}”不按部门授权，请留空。"))
        elif grant.department_id is not None and grant.department_id not in known:
            errors.append(FieldError(pointer, "unknown", "没有这个部门。"))
    if errors:
        raise invalid_fields(errors)
