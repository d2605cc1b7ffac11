"""Background chores: each commits by itself, and one that fails does not stop the rest."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.chores import run_once
from backend.kit.db import Database
from backend.kit.idempotency import KEPT, IdempotentAnswer, purge
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of

ANSWERS = table_of(IdempotentAnswer)


def keep(session: Session, key: str, age: timedelta) -> None:
    """A stored answer of a certain age."""
    row = {
        "principal": "user:1",
        "key": key,
        "fingerprint": "0" * 64,
        "status": 201,
        "media_type": "application/json",
        "body": b"{}",
        "created_at": now() - age,
    }
    insert_row(session, ANSWERS, row)


def broken(session: Session) -> None:
    """A chore that the database refuses."""
    session.execute(sa.text("select * from no_such_table"))


def unreadable(_: Session) -> None:
    """A chore whose file is gone or not to be had."""
    raise PermissionError


def test_it_works(committed: Database) -> None:
    with committed.session() as session:
        keep(session, "old-answer", KEPT + timedelta(hours=1))
        keep(session, "new-answer", KEPT - timedelta(hours=1))
    run_once(committed, (broken, unreadable, purge))
    with committed.session(read_only=True) as session:
        assert list(session.execute(sa.select(ANSWERS.c.key)).scalars()) == ["new-answer"]
