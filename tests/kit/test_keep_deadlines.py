"""Slow statements, held locks and silent databases end in 503 with Retry-After, and the server goes on."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse

from backend.kit import deadlines, problems
from backend.kit.db import Database, Db, make_engine, writes
from backend.kit.deadlines import Deadline, takes_long
from backend.kit.routing import room_router
from tests import databases
from tests.clients import AppClient
from tests.databases import DIALECT

SLOW = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000000) SELECT max(i) FROM n",
    "postgresql": "SELECT pg_sleep(1.5)",
}
router = room_router("/slow", "kit")


def work(session: Any) -> None:
    session.execute(sa.text(SLOW[session.get_bind().dialect.name]))


@router.get("")
def get_slow(session: Db) -> int:
    work(session)
    return 1


@router.post("")
def post_slow(session: Db) -> int:
    work(session)
    return 1


@router.get("/quick")
def get_quick(session: Db) -> int:
    return int(session.execute(sa.text("SELECT 1")).scalar_one())


@router.post("/long")
@takes_long
def post_long(session: Db) -> int:
    work(session)
    return 1


@router.get("/long")
@takes_long
def get_long(session: Db) -> int:
    work(session)
    return 1


@router.post("/locked")
def post_locked(session: Db) -> int:
    session.execute(sa.text("UPDATE user_account SET stamp = stamp + 1"))
    return 1


@router.get("/asleep")
def get_asleep() -> int:
    time.sleep(0.8)
    return 1


@router.get("/asleep-long")
@takes_long
def get_asleep_long() -> int:
    time.sleep(0.8)
    return 1


@router.get("/stream")
def get_stream() -> Response:
    def lines() -> Iterator[bytes]:
        for _ in range(4):
            yield b"{}\n"
            time.sleep(0.3)

    return StreamingResponse(lines(), media_type="application/x-ndjson")


@router.get("/written")
@writes
def get_written(session: Db) -> int:
    session.execute(sa.text("UPDATE user_account SET stamp = stamp + 1"))
    time.sleep(0.8)
    return 1


def app_on(database: Database) -> TestClient:
    app = FastAPI()
    app.include_router(router)
    problems.install(app)
    app.add_middleware(Deadline)
    app.state.database = database
    return AppClient(app)


@pytest.fixture
def hasty(server: databases.Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database as a server opens it, with limits a test can wait for."""
    monkeypatch.setattr("backend.kit.db.QUERY_SECONDS", 0.5)
    monkeypatch.setattr("backend.kit.db.LOCK_SECONDS", 0.3)
    monkeypatch.setattr(deadlines, "QUERY_SECONDS", 0.5)
    database = Database(make_engine(server.copy(), 4, is_hasty=True))
    yield database
    database.dispose()


def is_refused(answer: Any) -> bool:
    assert answer.json()["type"] == "/problems/unavailable", answer.text
    assert int(answer.headers["retry-after"]) > 0
    return bool(answer.status_code == 503)


def timed(call: Callable[[], Any]) -> tuple[Any, float]:
    began = time.monotonic()
    return call(), time.monotonic() - began


def test_a_quick_statement_is_answered(hasty: Database) -> None:
    assert app_on(hasty).get("/slow/quick").json() == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_slow_statement_is_given_up(hasty: Database, method: str) -> None:
    client = app_on(hasty)
    answer, seconds = timed(lambda: client.request(method, "/slow"))
    assert is_refused(answer)
    assert 0.4 < seconds < 1.4
    assert client.get("/slow/quick").status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_long_operation_has_its_time(hasty: Database, method: str) -> None:
    client = app_on(hasty)
    answer, seconds = timed(lambda: client.request(method, "/slow/long"))
    assert answer.status_code == 200
    assert seconds > 0.6
    assert is_refused(client.request(method, "/slow"))  # the connection it used is as strict as before


@pytest.mark.parametrize("read_only", [True, False])
def test_work_outside_requests_has_its_time(hasty: Database, read_only: bool) -> None:
    with hasty.session(read_only=read_only) as session:
        work(session)
    with hasty.snapshot() as session:
        work(session)


@pytest.mark.skipif(DIALECT == "sqlite", reason="SQLite has one lock, and a handler of its own for waiting")
def test_a_held_lock_is_not_waited_for(hasty: Database) -> None:
    with hasty.session() as session:
        session.execute(
            sa.text(
                "INSERT INTO user_account (username, display_name, status, stamp, must_change_password, version,"
                " created_at, updated_at) VALUES ('a', 'a', 'active', 1, false, 1, now(), now())"
            )
        )
    client = app_on(hasty)
    with hasty.session() as session:
        session.execute(sa.text("UPDATE user_account SET stamp = 9"))
        answer, seconds = timed(lambda: client.post("/slow/locked"))
    assert is_refused(answer)
    assert seconds < 1
    assert client.post("/slow/locked").status_code == 200


def test_an_answer_that_does_not_begin_is_given_up(hasty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "ANSWER_SECONDS", 0.3)
    client = app_on(hasty)
    assert is_refused(client.get("/slow/asleep"))
    assert client.get("/slow/asleep-long").status_code == 200
    monkeypatch.setattr(deadlines, "LONG_ANSWER_SECONDS", 0.5)
    assert is_refused(client.get("/slow/asleep-long"))


def test_an_answer_under_way_is_not_cut(hasty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "ANSWER_SECONDS", 0.3)
    answer, seconds = timed(lambda: app_on(hasty).get("/slow/stream"))
    assert (answer.status_code, answer.text) == (200, "{}\n" * 4)
    assert seconds > 1


def test_what_was_refused_is_not_kept(hasty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "ANSWER_SECONDS", 0.3)
    values = "('b', 'b', 'active', 1, false, 1, :now, :now)"
    columns = "username, display_name, status, stamp, must_change_password, version, created_at, updated_at"
    with hasty.session() as session:
        session.execute(
            sa.text(f"INSERT INTO user_account ({columns}) VALUES {values}"), {"now": "2026-01-01 00:00:00"}
        )
    assert is_refused(app_on(hasty).get("/slow/written"))
    with hasty.session(read_only=True) as session:
        assert session.execute(sa.text("SELECT stamp FROM user_account")).scalar_one() == 1


class Pipe:
    """A TCP proxy in front of PostgreSQL's socket that can fall silent: it goes on taking bytes, and passes none."""

    def __init__(self, target: str) -> None:
        self._target = target
        self.is_silent = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._target)
            for pair in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                if not self.is_silent:
                    sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            with closing(end):
                pass

    def close(self) -> None:
        self._listener.close()


@contextmanager
def piped(url: str) -> Iterator[tuple[Pipe, Database]]:
    """A database behind a pipe."""
    address = sa.make_url(url)
    pipe = Pipe(f"{address.query['host']}/.s.PGSQL.{address.port or 5432}")
    through = sa.URL.create(
        "postgresql", address.username, address.password, "127.0.0.1", pipe.port, address.database
    )
    database = Database(make_engine(through.render_as_string(hide_password=False), 4, is_hasty=True))
    try:
        yield pipe, database
    finally:
        database.dispose()
        pipe.close()


@pytest.mark.skipif(DIALECT == "sqlite", reason="a file does not fall silent")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_silent_database_does_not_hold_the_caller(
    server: databases.Server, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(deadlines, "ANSWER_SECONDS", 1.0)
    path = "/slow/quick" if method == "GET" else "/slow/locked"
    with piped(server.copy()) as (pipe, database):
        client = app_on(database)
        assert client.request(method, path).status_code == 200
        pipe.is_silent = True
        answer, seconds = timed(lambda: client.request(method, path))
        assert is_refused(answer)
        # The thread is free again as well: the test client waits for it.
        assert 0.9 < seconds < 2.5
        pipe.is_silent = False
        assert client.request(method, path).status_code == 200
