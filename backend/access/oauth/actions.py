"""Issues tokens to API clients."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access import limits
from backend.access.clients.queries import CLIENTS, client_with
from backend.access.oauth.rules import OauthError, TokenRequest
from backend.access.rules import CLIENT_TTL
from backend.access.tokens import Purpose
from backend.access.visits import Visit
from backend.kit import journal
from backend.kit.table import now


def issue_token(session: Session, visit: Visit, asked: TokenRequest) -> dict[str, Any] | OauthError:
    """A token of 15 minutes with the scopes asked for. Wrong credentials are returned, so that they are counted."""
    account = limits.account_key(f"client:{asked.client_id}")
    limits.refuse(session, account, visit.address)
    client = client_with(session, asked.client_id, asked.client_secret)
    if client is None:
        limits.note_failure(session, account, visit.address)
        journal.act_as(session, journal.STRANGER)
        details = {"address": visit.address}
        journal.record(session, "client.denied", journal.Subject("client", 0), details)
        return OauthError("invalid_client", "客户端凭据不对，或已停用、过期", 401, by_header=asked.by_header)
    granted = set(client["scopes"])
    scopes = granted if asked.scope is None else granted & asked.scope
    if not scopes or (asked.scope is not None and not asked.scope <= granted):
        return OauthError("invalid_scope", "请求的范围超出了授予的范围")
    limits.forgive(session, account, visit.address)
    session.execute(sa.update(CLIENTS).where(CLIENTS.c.id == client["id"]).values(last_used_at=now()))
    journal.act_as(session, journal.Principal("client", client["id"], client["name"]))
    scope = " ".join(sorted(scopes))
    details = {"address": visit.address, "scope": scope}
    journal.record(session, "client.token_issued", journal.Subject("client", client["id"]), details)
    extra = {"stamp": client["stamp"], "scope": scope}
    token = visit.keys.issue(Purpose.client, client["client_id"], extra, lifetime=CLIENT_TTL)
    seconds = int(CLIENT_TTL.total_seconds())
    return {"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": scope}
