"""Reads of notifications: everybody his own, nobody another's."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.paging import fetch
from backend.kit.table import table_of
from backend.notifications.models import MailSetting, Notification, NotificationState
from backend.notifications.rules import path_of
from backend.notifications.schemas import NotificationOut, NotificationQuery

NOTIFICATIONS, STATE, SETTINGS = (table_of(model) for model in (Notification, NotificationState, MailSetting))
_COLUMNS = tuple(NOTIFICATIONS.c[name] for name in NotificationOut.model_fields if name != "path")


def search_notifications(
    session: Session, actor: Actor, query: NotificationQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of the caller's inbox, newest first."""
    statement = sa.select(*_COLUMNS).where(NOTIFICATIONS.c.user_id == actor.require_user())
    if query.unread:
        statement = statement.where(NOTIFICATIONS.c.read_at.is_(None))
    if query.kind:
        statement = statement.where(NOTIFICATIONS.c.kind == query.kind)
    rows, total = fetch(session, statement.order_by(NOTIFICATIONS.c.id.desc()), query)
    return [row | {"path": path_of(row["target_kind"], row["target_id"])} for row in rows], total


def count_unread(session: Session, user_id: int) -> int:
    """The number on the bell."""
    statement = sa.select(sa.func.count()).where(
        NOTIFICATIONS.c.user_id == user_id, NOTIFICATIONS.c.read_at.is_(None)
    )
    return int(session.execute(statement).scalar_one())


def mail_setting(session: Session, user_id: int, *, is_available: bool) -> dict[str, Any]:
    """`MailSettingOut`; version 0 where nothing has been set yet."""
    found = session.execute(sa.select(SETTINGS).where(SETTINGS.c.user_id == user_id)).mappings().one_or_none()
    kept = found or {"address": "", "is_on": False, "muted": [], "version": 0}
    return {name: kept[name] for name in ("address", "is_on", "muted", "version")} | {
        "is_available": is_available
    }
