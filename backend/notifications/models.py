"""Tables of notifications."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.kit.table import Entity, Row, document, instant, number, ref, term
from backend.notifications.rules import MailState, NotificationKind

_WAITING = sa.text("mail_state = 'waiting'")


class Notification(Row, table=True):
    """One message to one user. `source` names what it comes from, so that nothing is told twice."""

    __tablename__ = "notification"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "source"),
        sa.Index("ix_notification_user_id_read_at", "user_id", "read_at", "id"),
        sa.Index("ix_notification_mail", "mail_after", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    user_id: int = ref("user_account.id")
    source: str = Field(max_length=80)
    kind: NotificationKind = term(NotificationKind)
    title: str = Field(max_length=200)
    body: str = Field(default="", max_length=1000)
    target_kind: str = Field(max_length=40)
    target_id: int = number()
    created_at: datetime = instant(nullable=False)
    read_at: datetime | None = instant(default=None)
    mail_state: MailState = term(MailState, default=MailState.none)
    mail_tries: int = 0
    mail_after: datetime | None = instant(default=None)


class NotificationState(Row, table=True):
    """One row: up to which number of the journal messages have been written."""

    __tablename__ = "notification_state"

    last_seq: int = number(default=0)


class MailSetting(Entity, table=True):
    """Where a user wants mail, and about what not."""

    __tablename__ = "mail_setting"

    user_id: int = ref("user_account.id", unique=True)
    address: str = Field(default="", max_length=254)
    is_on: bool = False
    muted: list[str] = document(default_factory=list)
