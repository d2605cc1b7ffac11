"""Whose password a one-time token changes."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.queries import ONE_TIME_TOKENS, live_token
from backend.access.rules import UserStatus
from backend.access.sessions.queries import ACCOUNT, USERS


def account_resetting(session: Session, token: str) -> dict[str, Any] | None:
    """The active account an unused one-time token was made for, or None."""
    statement = (
        sa.select(*ACCOUNT)
        .join(ONE_TIME_TOKENS, ONE_TIME_TOKENS.c.user_id == USERS.c.id)
        .where(live_token(token), USERS.c.status == UserStatus.active)
    )
    row = session.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)
