"""Writes shared by the resources of access: grants, stamps, one-time tokens, sessions that end."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access import credentials, secrets
from backend.access.models import Grant, LoginSession, User
from backend.access.queries import ONE_TIME_TOKENS, live_token
from backend.access.rules import ADMIN_ROLES, ONE_TIME_LIFE, GrantSource, Role
from backend.kit import journal
from backend.kit.problems import conflict
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of

USERS, GRANTS, SESSIONS = table_of(User), table_of(Grant), table_of(LoginSession)


def set_post_grants(session: Session, user_id: int, grants: Collection[tuple[Role, int | None]]) -> None:
    """Makes the grants that follow from posts exactly these (see `policy.POST_ROLES`); organization calls it.

    Grants given by hand stay. When something changes, every access token of the user ends at once.
    409 when the user is one of the three administrators: they hold no business role.
    """
    replace_grants(session, user_id, GrantSource.post, grants)


def replace_grants(
    session: Session, user_id: int, source: GrantSource, grants: Collection[tuple[Role, int | None]]
) -> bool:
    """Makes the user's grants of one source exactly these; says whether anything changed."""
    rows = session.execute(
        sa.select(GRANTS.c.id, GRANTS.c.role, GRANTS.c.department_id, GRANTS.c.source)
        .where(GRANTS.c.user_id == user_id)
        .with_for_update()
    ).all()
    held = {(row.role, row.department_id): row.id for row in rows if row.source == source}
    wanted = set(grants)
    _keep_apart({role for role, _ in wanted} | {row.role for row in rows if row.source != source})
    removed, added = sorted(held.keys() - wanted, key=str), sorted(wanted - held.keys(), key=str)
    for role, department_id in removed:
        session.execute(sa.delete(GRANTS).where(GRANTS.c.id == held[role, department_id]))
        _record_grant(session, "removed", held[role, department_id], user_id, role, department_id, source)
    for role, department_id in added:
        row = {"user_id": user_id, "role": role, "department_id": department_id, "source": source}
        grant_id = insert_row(session, GRANTS, row | {"granted_at": now()})
        _record_grant(session, "added", grant_id, user_id, role, department_id, source)
    if removed or added:
        renew_stamp(session, user_id)
    return bool(removed or added)


def _keep_apart(roles: Collection[Role]) -> None:
    """三员分立: who administers holds this one role and nothing else."""
    if ADMIN_ROLES & set(roles) and len(roles) > 1:
        raise conflict(
            "系统管理员、安全管理员、审计管理员必须由不同的人担任，也不能兼任业务角色。", "roles-apart"
        )


def _record_grant(
    session: Session,
    action: str,
    grant_id: int,
    user_id: int,
    role: Role,
    department_id: int | None,
    source: GrantSource,
) -> None:
    details = {"user_id": user_id, "role": role, "department_id": department_id, "source": source}
    journal.record(session, f"grant.{action}", journal.Subject("grant", grant_id), details)


def renew_stamp(session: Session, user_id: int, changes: Mapping[str, Any] | None = None) -> None:
    """Writes `changes` and ends every access token of the user; browsers fetch a new one with their cookie."""
    credentials.excuse_user(session, user_id)
    session.execute(
        sa.update(USERS)
        .where(USERS.c.id == user_id)
        .values(**(changes or {}), stamp=USERS.c.stamp + 1, version=USERS.c.version + 1, updated_at=now())
    )


def end_sessions(session: Session, clause: sa.ColumnElement[bool], reason: str) -> int:
    """Revokes the live sessions that match and journals each; returns how many."""
    ended = session.execute(
        sa.update(SESSIONS)
        .where(clause, SESSIONS.c.revoked_at.is_(None))
        .values(revoked_at=now())
        .returning(SESSIONS.c.id, SESSIONS.c.user_id)
    ).all()
    for row in ended:
        credentials.excuse_session(session, row.id)
        details = {"user_id": row.user_id, "reason": reason}
        journal.record(session, "session.revoked", journal.Subject("session", row.id), details)
    return len(ended)


def new_one_time_token(session: Session, user_id: int | None) -> secrets.NewSecret:
    """A token for one user's next password, or for the first administrator; earlier ones stop working."""
    instant = now()
    made = secrets.new_bootstrap_token() if user_id is None else secrets.new_reset_token()
    same = ONE_TIME_TOKENS.c.user_id.is_(None) if user_id is None else ONE_TIME_TOKENS.c.user_id == user_id
    session.execute(sa.delete(ONE_TIME_TOKENS).where(same))
    row = {"user_id": user_id, "digest": made.digest, "created_at": instant}
    insert_row(session, ONE_TIME_TOKENS, row | {"expires_at": instant + ONE_TIME_LIFE})
    return made


def claim_one_time_token(session: Session, text: str) -> bool:
    """Uses the token up; of several at once exactly one succeeds."""
    result = session.execute(sa.update(ONE_TIME_TOKENS).where(live_token(text)).values(used_at=now()))
    return getattr(result, "rowcount", 0) == 1


def create_bootstrap_token(session: Session) -> str:
    """The text of a new bootstrap token, good for 24 hours. 409 when the installation has administrators."""
    administrators = sa.select(GRANTS.c.id).where(GRANTS.c.role.in_(ADMIN_ROLES))
    if session.execute(administrators.limit(1)).first():
        raise conflict("已经有管理员了；请由系统管理员新建账号。", "already-set-up")
    made = new_one_time_token(session, None)
    journal.record(session, "token.created", journal.Subject("token", 0), {"purpose": "bootstrap"})
    return made.text
