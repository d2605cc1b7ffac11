"""Reads of personal tokens: everybody sees his own."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.models import PersonalToken
from backend.access.personal_tokens.schemas import PersonalTokenOut
from backend.access.policy import Permission
from backend.kit.paging import PageQuery, fetch
from backend.kit.table import now, table_of

TOKENS = table_of(PersonalToken)
COLUMNS = tuple(TOKENS.c[name] for name in PersonalTokenOut.model_fields)


def own_tokens(actor: Actor) -> sa.ColumnElement[bool]:
    """The clause of the caller's live tokens, for the list and for revoking."""
    actor.need(Permission.account_self)
    return sa.and_(
        TOKENS.c.user_id == actor.require_user(), TOKENS.c.revoked_at.is_(None), TOKENS.c.expires_at > now()
    )


def list_tokens(session: Session, actor: Actor, query: PageQuery) -> tuple[list[dict[str, Any]], int]:
    """The caller's live tokens, the newest first."""
    statement = sa.select(*COLUMNS).where(own_tokens(actor)).order_by(TOKENS.c.id.desc())
    return fetch(session, statement, query)
