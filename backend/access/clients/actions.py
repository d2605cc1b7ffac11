"""Writes of API clients. Every change ends the client's tokens at once."""

import secrets as random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access import secrets
from backend.access.authorize import Actor
from backend.access.clients import queries
from backend.access.clients.queries import CLIENTS, SECRETS, USERS
from backend.access.clients.schemas import ApiClientCreate, ApiClientUpdate, SecretCreate
from backend.access.policy import Permission
from backend.access.queries import departments_exist
from backend.access.rules import LIVE_SECRETS, UserStatus
from backend.access.scopes import CLIENT_SCOPES
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, conflict, invalid_fields, not_found
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now


def _record(
    session: Session, action: str, row: Mapping[str, Any], details: dict[str, Any] | None = None
) -> None:
    subject = journal.Subject("client", row["id"], row["version"])
    journal.record(session, f"client.{action}", subject, details)


def _check(session: Session, given: Mapping[str, Any]) -> None:
    """422 for scopes no client may have, unknown departments, and owners who cannot answer for it."""
    errors = [
        FieldError(f"/scopes/{index}", "not_for_clients", f"“{scope.label}”不能授予接口客户端。")
        for index, scope in enumerate(given.get("scopes") or ())
        if scope not in CLIENT_SCOPES
    ]
    department_id, owner_id = given.get("department_id"), given.get("owner_id")
    if department_id is not None and not departments_exist(session, [department_id]):
        errors.append(FieldError("/department_id", "unknown", "没有这个部门。"))
    if owner_id is not None:
        owner = sa.select(USERS.c.id).where(USERS.c.id == owner_id, USERS.c.status == UserStatus.active)
        if session.execute(owner).first() is None:
            errors.append(FieldError("/owner_id", "unknown", "负责人必须是正常使用的账号。"))
    if errors:
        raise invalid_fields(errors)


def create_client(session: Session, actor: Actor, body: ApiClientCreate) -> dict[str, Any]:
    """Adds a client without a secret; add one to let it in."""
    actor.need(Permission.clients_write)
    given = body.model_dump()
    _check(session, given)
    instant = now()
    values = given | {
        "scopes": sorted(set(body.scopes)),
        "client_id": "lf_" + random.token_hex(10),
        "status": UserStatus.active,
        "stamp": 1,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    row = queries.get_client(session, actor, insert_row(session, CLIENTS, values))
    _record(session, "created", row, {"scopes": row["scopes"], "department_id": row["department_id"]})
    return row


def update_client(
    session: Session, actor: Actor, api_client_id: int, body: ApiClientUpdate, expected: Expected
) -> dict[str, Any]:
    """Changes what is given; `department_id: null` widens to the whole school."""
    before = queries.get_client(session, actor, api_client_id, Permission.clients_write)
    expected.check(before["version"])
    given = body.model_dump(exclude_unset=True)
    given = {key: value for key, value in given.items() if value is not None or key == "department_id"}
    _check(session, given)
    if "scopes" in given:
        given["scopes"] = sorted(set(given["scopes"]))
    changes = {key: value for key, value in given.items() if value != before[key]}
    return _save(session, actor, before, changes, "updated") if changes else before


def _save(
    session: Session, actor: Actor, before: Mapping[str, Any], changes: Mapping[str, Any], action: str
) -> dict[str, Any]:
    claim_version(session, CLIENTS, before, {**changes, "stamp": CLIENTS.c.stamp + 1})
    row = queries.get_client(session, actor, before["id"])
    _record(session, action, row, {"fields": sorted(changes)})
    return row


def switch_client(
    session: Session, actor: Actor, api_client_id: int, status: UserStatus, expected: Expected
) -> dict[str, Any]:
    """Disables or enables a client; disabling acts on its next request."""
    before = queries.get_client(session, actor, api_client_id, Permission.clients_write)
    expected.check(before["version"])
    if before["status"] == status:
        raise conflict(f"这个接口客户端已经是“{status.label}”。", "already-switched")
    action = "disabled" if status is UserStatus.disabled else "enabled"
    return _save(session, actor, before, {"status": status}, action)


def add_secret(session: Session, actor: Actor, api_client_id: int, body: SecretCreate) -> dict[str, Any]:
    """A new secret; at most two live ones, so that one can be replaced without an outage."""
    actor.need(Permission.clients_write)
    _touch(session, api_client_id, {})  # first, so that two of these at once count each other's secret
    client = queries.get_client(session, actor, api_client_id, Permission.clients_write)
    if len(client["secrets"]) >= LIVE_SECRETS:
        raise conflict("已有两个有效的密钥，请先撤销一个。", "too-many-secrets")
    made, instant = secrets.new_client_secret(), now()
    row: dict[str, Any] = {
        "api_client_id": api_client_id,
        "digest": made.digest,
        "hint": made.hint,
        "created_at": instant,
        "expires_at": instant + timedelta(days=body.days),
    }
    row["id"] = insert_row(session, SECRETS, row)
    _record(session, "secret_added", client, {"secret_id": row["id"], "days": body.days})
    return row | {"client_id": client["client_id"], "client_secret": made.text}


def revoke_secret(session: Session, actor: Actor, api_client_id: int, secret_id: int) -> None:
    """Ends a secret, and with it every token of the client; the other secret fetches a new one."""
    actor.need(Permission.clients_write)
    own = sa.and_(SECRETS.c.id == secret_id, SECRETS.c.api_client_id == api_client_id, queries.is_live())
    result = session.execute(sa.update(SECRETS).where(own).values(revoked_at=now()))
    if getattr(result, "rowcount", 0) != 1:
        raise not_found("这个密钥")
    _touch(session, api_client_id, {"stamp": CLIENTS.c.stamp + 1})
    client = queries.get_client(session, actor, api_client_id)
    _record(session, "secret_revoked", client, {"secret_id": secret_id})


def _touch(session: Session, api_client_id: int, changes: Mapping[str, Any]) -> None:
    """A client's secrets are part of what its ETag covers."""
    values = {**changes, "version": CLIENTS.c.version + 1, "updated_at": now()}
    session.execute(sa.update(CLIENTS).where(CLIENTS.c.id == api_client_id).values(**values))
