"""Writes of personal tokens."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access import secrets
from backend.access.authorize import Actor
from backend.access.personal_tokens.queries import TOKENS, own_tokens
from backend.access.personal_tokens.schemas import PersonalTokenCreate
from backend.access.policy import Permission
from backend.access.scopes import PERSONAL_TOKEN_SCOPES
from backend.kit import journal
from backend.kit.problems import FieldError, invalid_fields, not_found
from backend.kit.rows import insert_row
from backend.kit.table import now


def create_token(session: Session, actor: Actor, body: PersonalTokenCreate) -> dict[str, Any]:
    """A token with a part of the caller's rights; only its digest is kept. 422 for rights he does not have."""
    actor.need(Permission.account_self)
    errors = [
        FieldError(
            f"/scopes/{index}", "not_yours", f"“{scope.label}”不能交给脚本：您没有这项权限，或它不允许。"
        )
        for index, scope in enumerate(body.scopes)
        if scope not in PERSONAL_TOKEN_SCOPES or not actor.reach(scope)
    ]
    if errors:
        raise invalid_fields(errors)
    made, instant = secrets.new_personal_token(), now()
    row: dict[str, Any] = {
        "user_id": actor.require_user(),
        "name": body.name,
        "digest": made.digest,
        "scopes": sorted(set(body.scopes)),
        "created_at": instant,
        "expires_at": instant + timedelta(days=body.days),
        "last_used_at": None,
    }
    row["id"] = insert_row(session, TOKENS, row)
    details = {"user_id": row["user_id"], "scopes": row["scopes"], "days": body.days}
    journal.record(session, "token.created", journal.Subject("token", row["id"]), details)
    return row | {"token": made.text}


def revoke_token(session: Session, actor: Actor, token_id: int) -> None:
    """Ends one of the caller's tokens at once; 404 for anybody else's."""
    own = sa.and_(own_tokens(actor), TOKENS.c.id == token_id)
    result = session.execute(sa.update(TOKENS).where(own).values(revoked_at=now()))
    if getattr(result, "rowcount", 0) != 1:
        raise not_found("这个令牌")
    details = {"user_id": actor.user_id}
    journal.record(session, "token.revoked", journal.Subject("token", token_id), details)
