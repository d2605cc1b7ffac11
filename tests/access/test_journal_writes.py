"""What cannot be journaled is not done (security.md row 64): the audit has no switch, not even by accident."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from fastapi import FastAPI

from backend.access.models import LoginSession, User
from backend.kit.db import Database
from backend.kit.table import table_of
from tests.access.witnesses import log_in
from tests.cast import sign_in
from tests.clients import AppClient
from tests.world import build

USERS, SESSIONS = table_of(User), table_of(LoginSession)
BODY = {"username": "xinren", "display_name": "新人"}


@contextmanager
def without_journal(database: Database) -> Iterator[None]:
    """Meanwhile events cannot be written."""
    with database.session() as session:
        session.execute(sa.text("ALTER TABLE event RENAME TO event_elsewhere"))
    try:
        yield
    finally:
        with database.session() as session:
            session.execute(sa.text("ALTER TABLE event_elsewhere RENAME TO event"))


def count(database: Database, table: sa.Table) -> int:
    with database.session(read_only=True) as session:
        return int(session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_without_the_journal_nothing_is_done(committed_app: FastAPI, committed: Database) -> None:
    with committed.session() as session:
        world = build(session)
    admin = sign_in(committed_app, world.cast.system_admin)
    users, sessions = count(committed, USERS), count(committed, SESSIONS)

    with without_journal(committed):
        answer = admin.post("/api/v1/users", json=BODY)
        entry = log_in(AppClient(committed_app), world.cast.wang)

    for refused in (answer, entry):
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/unavailable")
    assert (count(committed, USERS), count(committed, SESSIONS)) == (users, sessions)
    assert admin.post("/api/v1/users", json=BODY).status_code == 201
