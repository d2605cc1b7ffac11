"""Idempotency keys: the stored answer for a repeated request, one effect whatever the timing."""

import pytest
from sqlmodel import Session
from starlette.responses import Response

from backend.kit import idempotency
from backend.kit.db import Database, at_the_end
from backend.kit.problems import Problem
from tests import databases

KEY = "a-key-of-ours"
postgres_only = pytest.mark.skipif(databases.DIALECT != "postgres", reason="SQLite has one writer at a time")


def work(session: Session, body: str = "one") -> None:
    """A request: claims, and keeps its answer with the commit."""
    idempotency.claim(session, "user:1", KEY, body)
    response = Response(b'{"id": 7}', 201, {"etag": '"v1"'}, "application/json")
    at_the_end(session, idempotency.keeper("user:1", KEY, body, response))


def fail(session: Session) -> None:
    """A request that breaks after its work."""
    work(session)
    raise RuntimeError


def test_replay_the_stored_answer(committed: Database) -> None:
    with committed.session() as session:
        work(session)
    with pytest.raises(idempotency.Replay) as raised, committed.session() as session:
        work(session)
    answer = raised.value.response
    assert (answer.status_code, answer.body) == (201, b'{"id": 7}')
    assert answer.headers["idempotent-replayed"] == "true"
    assert answer.headers["etag"] == '"v1"'


def test_keep_nothing_of_a_failed_request(committed: Database) -> None:
    with pytest.raises(RuntimeError), committed.session() as session:
        fail(session)
    with committed.session() as session:
        work(session)


def test_refuse_the_key_for_another_body(committed: Database) -> None:
    with committed.session() as session:
        work(session)
    with pytest.raises(Problem) as raised, committed.session() as session:
        work(session, "two")
    assert raised.value.status == 422


def test_separate_callers(committed: Database) -> None:
    with committed.session() as session:
        work(session)
    with committed.session() as session:
        idempotency.claim(session, "user:2", KEY, "one")


@postgres_only
def test_refuse_while_the_first_still_runs(committed: Database) -> None:
    with committed.session() as first:
        work(first)
        with pytest.raises(Problem) as raised, committed.session() as second:
            work(second)
    assert raised.value.status == 409
