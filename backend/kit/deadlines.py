"""Nobody waits for ever. Two deadlines, one inside the other.

A statement of an ordinary request may take two seconds: PostgreSQL counts them itself, in SQLite a progress handler
does. An answer must begin after eight; that is counted here, outside the driver, because a driver whose server fell
silent counts nothing (security.md §0.7). Operations known to take long, and work outside requests, have minutes.
"""

import asyncio
import os
import socket
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.kit.problems import Problem, problem_response

QUERY_SECONDS, LOCK_SECONDS = 2.0, 1.5
LONG_QUERY_SECONDS, LONG_LOCK_SECONDS = 120.0, 5.0
ANSWER_SECONDS, LONG_ANSWER_SECONDS = 8.0, 300.0
INSTRUCTIONS = 20_000
"""So many steps of SQLite's machine, some milliseconds, between two looks at the clock."""

F = TypeVar("F", bound=Callable[..., Any])


def takes_long(endpoint: F) -> F:
    """Marks a handler whose work may take minutes: exports, documents, imports, bulk."""
    endpoint.__dict__["takes_long"] = True
    return endpoint


def is_long(scope: Mapping[str, Any]) -> bool:
    """Whether the request's handler is marked."""
    return getattr(scope.get("endpoint"), "takes_long", False)


def too_late() -> Problem:
    """503 with Retry-After, when an answer did not come in time."""
    detail = "数据库没有及时应答。请稍候几秒再试，已填内容不会丢失。"
    return Problem("unavailable", "系统繁忙", 503, detail, headers={"Retry-After": "5"})


def postgres_options(query_seconds: float, lock_seconds: float) -> dict[str, str]:
    """Server settings, in milliseconds."""
    return {
        "statement_timeout": str(int(query_seconds * 1000)),
        "lock_timeout": str(int(lock_seconds * 1000)),
    }


def limit_sqlite(engine: sa.Engine) -> None:
    """Lets statements of this engine be interrupted when their time is up."""

    @sa.event.listens_for(engine, "connect")
    def watch(connection: Any, record: Any) -> None:
        info = record.info

        def is_over() -> bool:
            until = info.get("until")
            return until is not None and monotonic() > until

        connection.set_progress_handler(is_over, INSTRUCTIONS)

    @sa.event.listens_for(engine, "before_cursor_execute")
    def start(connection: sa.Connection, *_: Any) -> None:
        info = connection.info
        info["until"] = monotonic() + info["seconds"] if info.get("seconds") else None


@sa.event.listens_for(Session, "after_begin")
def set_limits(session: Session, transaction: SessionTransaction, connection: sa.Connection) -> None:
    """A session marked `is_hasty` keeps the short limits, every other one gets the long ones."""
    if transaction.nested:
        return
    session.info["driver"] = connection.connection.dbapi_connection
    is_hasty = session.info.get("is_hasty", False)
    if connection.dialect.name == "sqlite":
        connection.info["seconds"] = QUERY_SECONDS if is_hasty else None
    elif not is_hasty and connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        options = postgres_options(LONG_QUERY_SECONDS, LONG_LOCK_SECONDS).items()
        connection.execute(sa.select(*(sa.func.set_config(name, value, True) for name, value in options)))


@sa.event.listens_for(Session, "after_transaction_end")
def forget_driver(session: Session, transaction: SessionTransaction) -> None:
    """From here on the connection may serve another request."""
    if transaction.parent is None:
        session.info.pop("driver", None)


def cut(session: Session) -> None:
    """Frees the thread that works on this session: its statement fails at once, whatever it is waiting for.

    May be called from any thread. A psycopg connection waits for its socket, so the socket is shut down.
    """
    driver: Any = session.info.get("driver")
    if driver is None:
        return
    if hasattr(driver, "interrupt"):
        driver.interrupt()
        return
    try:
        with socket.socket(fileno=os.dup(driver.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)
    except (OSError, driver.OperationalError):
        return


class Watch:
    """The application's `send`, until the answer is late; then the refusal goes out, and nothing after it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_later(ANSWER_SECONDS, self._expire)
        self._is_started = False
        self.refusal: asyncio.Task[None] | None = None

    async def __call__(self, message: Message) -> None:
        if self.refusal is None:
            self.stop()
            self._is_started = True
            await self._send(message)

    def stop(self) -> None:
        """No deadline any more."""
        self._timer.cancel()

    def _expire(self) -> None:
        if is_long(self._scope) and not self._scope["state"].get("had_more_time"):
            self._scope["state"]["had_more_time"] = True
            self._timer = self._loop.call_later(LONG_ANSWER_SECONDS - ANSWER_SECONDS, self._expire)
            return
        self._scope["state"]["is_late"] = True
        self.refusal = self._loop.create_task(self._refuse())
        session: Session | None = self._scope["state"].get("session")
        if session is not None:
            cut(session)

    async def _refuse(self) -> None:
        path = self._scope["path"].encode("ascii", "backslashreplace").decode()
        response = problem_response(too_late(), self._scope["state"].get("request_id"), path)
        await response(self._scope, _nothing, self._send)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


class Deadline:
    """ASGI middleware: 503 when no answer has begun in time. Answers under way are left alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        watch = Watch(scope, send)
        try:
            await self._app(scope, receive, watch)
        except Exception:
            if watch.refusal is None:
                raise
        finally:
            watch.stop()
            if watch.refusal is not None:
                await watch.refusal
