"""Every write leaves an Event in its own transaction.

The change feed, webhooks, to-dos, timeline and audit read these rows. `seq` and `hash` stay empty until the sequencer
numbers committed rows (security.md: cursors over timestamps or serials lose rows that commit late).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Field, Session

from backend.kit.batches import insert_batch
from backend.kit.table import Row, document, instant, now, number, table_of

FEW = 100
"""Up to here one ordinary statement is faster."""


class Event(Row, table=True):
    """One thing that happened, `<subject>.<past participle>`."""

    __tablename__ = "event"
    __table_args__ = (
        sa.Index("ix_event_subject", "subject_kind", "subject_id"),
        sa.Index("ix_event_department_id", "department_id"),
        sa.Index(
            "ix_event_unnumbered",
            "id",
            postgresql_where=sa.text("seq IS NULL"),
            sqlite_where=sa.text("seq IS NULL"),
        ),
        sa.Index("ix_event_occurred_at", "occurred_at"),
        sa.Index("ix_event_actor", "actor_kind", "actor_id"),
    )

    seq: int | None = number(default=None, unique=True)
    occurred_at: datetime = instant(nullable=False)
    action: str = Field(max_length=80)
    subject_kind: str = Field(max_length=40)
    subject_id: int = number()
    subject_version: int | None = None
    department_id: int | None = number(default=None)
    former_department_id: int | None = number(default=None)
    actor_kind: str = Field(max_length=20)
    actor_id: int | None = number(default=None)
    actor_label: str = Field(max_length=100)
    request_id: str | None = Field(default=None, max_length=64)
    details: dict[str, Any] = document(default_factory=dict)
    hash: str | None = Field(default=None, max_length=64)


@dataclass(frozen=True)
class Principal:
    """Who acts: a user, an API client, or the system itself."""

    kind: str
    id: int | None
    label: str


SYSTEM = Principal("system", None, "系统")
STRANGER = Principal("anonymous", None, "未登录")


class Subject(NamedTuple):
    """What an event is about. `department_id` decides who may learn of it; `former` where it was before a move."""

    kind: str
    id: int
    version: int | None = None
    department_id: int | None = None
    former_department_id: int | None = None


class Happening(NamedTuple):
    """An event not yet written; followers receive these."""

    action: str
    subject: Subject
    details: dict[str, Any]


Follower = Callable[[Session, Sequence[Happening]], None]


def act_as(session: Session, principal: Principal) -> None:
    """Names the author of everything this session records."""
    session.info["principal"] = principal


def record(session: Session, action: str, subject: Subject, details: dict[str, Any] | None = None) -> None:
    """Notes that something happened; written with the transaction, or not at all.

    `details` holds field names, codes and ids for the timeline; never secrets or need-to-know text.
    """
    session.info.setdefault("happenings", []).append(Happening(action, subject, details or {}))


def record_many(session: Session, action: str, subjects: Sequence[Subject], details: dict[str, Any]) -> None:
    """Notes the same action on many subjects (bulk)."""
    session.info.setdefault("happenings", []).extend(
        Happening(action, subject, details) for subject in subjects
    )


def pending(session: Session) -> list[Happening]:
    """What this transaction has recorded so far."""
    happenings: list[Happening] = session.info.get("happenings", [])
    return happenings


def forget(session: Session) -> None:
    """Drops what is pending, after a savepoint was rolled back."""
    session.info.pop("happenings", None)


COLUMNS = (
    "occurred_at",
    "action",
    "subject_kind",
    "subject_id",
    "subject_version",
    "department_id",
    "former_department_id",
    "actor_kind",
    "actor_id",
    "actor_label",
    "request_id",
    "details",
)


def write(session: Session) -> None:
    """Inserts the pending events in one go; called at the end of the transaction, and by bulk loads in between."""
    happenings: list[Happening] = session.info.pop("happenings", [])
    if not happenings:
        return
    principal: Principal = session.info.get("principal", SYSTEM)
    actor = (principal.kind, principal.id, principal.label, session.info.get("request_id"))
    instant = now()
    rows = [
        (
            instant,
            action,
            subject.kind,
            subject.id,
            subject.version,
            subject.department_id,
            subject.former_department_id,
            *actor,
            details,
        )
        for action, subject, details in ((item.action, item.subject, item.details) for item in happenings)
    ]
    if len(rows) > FEW:
        insert_batch(session, table_of(Event), COLUMNS, rows)
    else:
        values = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        session.connection().execute(sa.insert(Event), values)
