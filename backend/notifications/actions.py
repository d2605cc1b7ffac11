"""Writes of notifications: from the journal after its commit, never inside somebody's request."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.models import User
from backend.access.rules import UserStatus
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, table_of
from backend.notifications import queries
from backend.notifications.audiences import AUDIENCES
from backend.notifications.queries import NOTIFICATIONS, SETTINGS, STATE
from backend.notifications.recipients import Message
from backend.notifications.rules import KEEP_READ, MAIL_TRIES, MailState, pause_before
from backend.notifications.schemas import MailSettingUpdate, Reading

EVENTS, USERS = table_of(journal.Event), table_of(User)
BATCH, STRETCH = 500, 10_000
"""Events somebody is told of in one transaction, and numbers passed in one transaction at most."""


def deliver(session: Session) -> int:
    """Turns the numbered events since last time into messages; returns how many events it passed, 0 when done.

    Single-flight by the lock on the state row. A fresh database starts at the end: its history is no news.
    """
    statement = sa.select(STATE).order_by(STATE.c.id).limit(1).with_for_update()
    state = session.execute(statement).mappings().one_or_none()
    if state is None:
        newest = session.execute(sa.select(sa.func.coalesce(sa.func.max(EVENTS.c.seq), 0))).scalar_one()
        insert_row(session, STATE, {"id": 1, "last_seq": newest})
        return 0
    first = state["last_seq"]
    # Numbers have no gaps, so a stretch of them is passed without reading what nobody is told of.
    newest = session.execute(sa.select(sa.func.max(EVENTS.c.seq))).scalar_one() or first
    last = min(newest, first + STRETCH)
    told = (EVENTS.c.seq > first, EVENTS.c.seq <= last, EVENTS.c.action.in_(sorted(AUDIENCES)))
    fresh = sa.select(EVENTS).where(*told).order_by(EVENTS.c.seq).limit(BATCH)
    events = list(session.execute(fresh).mappings())
    for event in events:
        message = AUDIENCES[event["action"]](session, dict(event))
        if message is not None:
            users = message.users - ({event["actor_id"]} if event["actor_kind"] == "user" else set())
            target = message.target or (event["subject_kind"], event["subject_id"])
            tell(session, message._replace(users=users), target, f"event:{event['id']}")
    last = events[-1]["seq"] if len(events) == BATCH else last
    if last > first:
        session.execute(sa.update(STATE).where(STATE.c.id == state["id"]).values(last_seq=last))
    return int(last - first)


def tell(session: Session, message: Message, target: tuple[str, int], source: str) -> None:
    """Puts a message into the inboxes of its active users; nobody gets the same source twice."""
    rows = [
        {
            "user_id": user_id,
            "source": source,
            "kind": message.kind,
            "title": message.title[:200],
            "body": message.body,
            "target_kind": target[0],
            "target_id": target[1],
            "created_at": now(),
            "mail_state": MailState.waiting if wants_mail else MailState.none,
            "mail_tries": 0,
            "mail_after": now() if wants_mail else None,
        }
        for user_id, wants_mail in _recipients(session, message)
    ]
    if rows:
        make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        session.execute(make(NOTIFICATIONS).on_conflict_do_nothing(), rows)


def _recipients(session: Session, message: Message) -> Iterable[tuple[int, bool]]:
    """(user, whether mail is wanted) of those who may still sign in."""
    statement = (
        sa.select(USERS.c.id, SETTINGS.c.is_on, SETTINGS.c.muted)
        .outerjoin(SETTINGS, SETTINGS.c.user_id == USERS.c.id)
        .where(USERS.c.id.in_(sorted(message.users)), USERS.c.status == UserStatus.active)
        .order_by(USERS.c.id)
    )
    for user_id, is_on, muted in session.execute(statement):
        yield user_id, bool(is_on) and message.kind not in (muted or [])


def mark_read(session: Session, actor: Actor, body: Reading) -> dict[str, int]:
    """Marks the named messages, or all, as read; other people's are passed over."""
    user_id = actor.require_user()
    statement = sa.update(NOTIFICATIONS).where(
        NOTIFICATIONS.c.user_id == user_id, NOTIFICATIONS.c.read_at.is_(None)
    )
    if body.ids:
        statement = statement.where(NOTIFICATIONS.c.id.in_(body.ids))
    session.execute(statement.values(read_at=now()))
    return {"unread": queries.count_unread(session, user_id)}


def update_mail_setting(
    session: Session, actor: Actor, body: MailSettingUpdate, expected: Expected, *, is_available: bool
) -> dict[str, Any]:
    """Stores the caller's own setting; 412 when stale."""
    user_id = actor.require_user()
    found = session.execute(sa.select(SETTINGS).where(SETTINGS.c.user_id == user_id)).mappings().one_or_none()
    expected.check(found["version"] if found else 0)
    values = body.model_dump(mode="json")
    if found:
        claim_version(session, SETTINGS, dict(found), values)
    else:
        stamps = {"user_id": user_id, "version": 1, "created_at": now(), "updated_at": now()}
        insert_row(session, SETTINGS, values | stamps)
    kept = {"is_on": body.is_on, "muted": values["muted"]}
    journal.record(session, "user.mail_set", journal.Subject("user", user_id), kept)
    return queries.mail_setting(session, user_id, is_available=is_available)


def claim_mail(session: Session) -> dict[str, Any] | None:
    """The next mail that is due, its next try already booked, so that two processes never send the same one."""
    due = (
        sa.select(NOTIFICATIONS, SETTINGS.c.address, SETTINGS.c.is_on)
        .join(SETTINGS, SETTINGS.c.user_id == NOTIFICATIONS.c.user_id)
        .where(
            NOTIFICATIONS.c.mail_state == sa.literal_column("'waiting'"), NOTIFICATIONS.c.mail_after <= now()
        )
        .order_by(NOTIFICATIONS.c.mail_after, NOTIFICATIONS.c.id)
        .limit(1)
    )
    mail = session.execute(due).mappings().first()
    if mail is None:
        return None
    tries = mail["mail_tries"] + 1
    state = (
        MailState.none if not mail["is_on"] else MailState.waiting if tries < MAIL_TRIES else MailState.failed
    )
    result = session.execute(
        sa.update(NOTIFICATIONS)
        .where(NOTIFICATIONS.c.id == mail["id"], NOTIFICATIONS.c.mail_tries == mail["mail_tries"])
        .values(mail_tries=tries, mail_after=now() + pause_before(tries), mail_state=state)
    )
    claimed = getattr(result, "rowcount", 0) == 1
    return dict(mail) | {"is_claimed": claimed and bool(mail["is_on"])}


def record_sent(session: Session, notification_id: int) -> None:
    """The mail server took it."""
    session.execute(
        sa.update(NOTIFICATIONS)
        .where(NOTIFICATIONS.c.id == notification_id)
        .values(mail_state=MailState.sent, mail_after=None)
    )


def purge(session: Session) -> None:
    """Drops messages read long ago."""
    session.execute(sa.delete(NOTIFICATIONS).where(NOTIFICATIONS.c.read_at < now() - KEEP_READ))
