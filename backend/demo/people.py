"""Acting in somebody's name, as if signed in."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor, actor_of
from backend.kit import journal
from backend.kit.etag import Expected, tag


def acting(session: Session, user_id: int) -> Actor:
    """The person, as if signed in; the session's events carry the name."""
    actor = actor_of(session, user_id)
    journal.act_as(session, actor.principal)
    return actor


def expecting(row: Mapping[str, Any]) -> Expected:
    """As if the caller had just read the row."""
    return Expected(frozenset({tag(row["version"])}))
