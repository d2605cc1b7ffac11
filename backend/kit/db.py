"""Sessions. The only module that commits: one request, one transaction, committed before the answer is sent.

SQLite runs in WAL with synchronous=FULL (NORMAL does not fsync at commit); writers take the lock at BEGIN, so
a transaction never fails half-way because somebody else wrote first. PostgreSQL has time-outs on the server side.
"""

from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

import orjson
import sqlalchemy as sa
from fastapi import Depends, Request
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from backend.kit import deadlines, journal
from backend.kit.deadlines import LOCK_SECONDS, LONG_LOCK_SECONDS, LONG_QUERY_SECONDS, QUERY_SECONDS
from backend.kit.turns import Turns
from backend.kit.workers import step_aside

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READ_ONLY = "lianfang_read_only"
BUSY_MILLISECONDS = 10_000
POSTGRES_OPTIONS = {"idle_in_transaction_session_timeout": "60000", "timezone": "UTC"}

POSTGRES_PATIENCE: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""A server that fell silent is given up after some ten seconds; the time-outs above are its own to keep."""

Endpoint = Callable[..., Any]
T = TypeVar("T")


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


SHARED_OPTIONS: dict[str, Any] = {
    "json_serializer": _json,
    "json_deserializer": orjson.loads,
    "hide_parameters": True,  # names and texts must not reach a log by way of an error message
}


def make_engine(url: str, pool_size: int = 20, *, is_hasty: bool = False) -> sa.Engine:
    """An engine for `sqlite:///…` or `postgresql://…` (psycopg 3).

    `is_hasty`: PostgreSQL's limits are the short ones of requests, unless a session asks for more time.
    """
    if url.startswith("sqlite"):
        return _sqlite_engine(url, pool_size)
    limits = (QUERY_SECONDS, LOCK_SECONDS) if is_hasty else (LONG_QUERY_SECONDS, LONG_LOCK_SECONDS)
    options = POSTGRES_OPTIONS | deadlines.postgres_options(*limits)
    address = sa.make_url(url).set(drivername="postgresql+psycopg")
    return sa.create_engine(
        address,
        pool_size=pool_size,
        max_overflow=pool_size // 2,
        pool_timeout=5,
        pool_recycle=1800,
        pool_pre_ping=False,
        connect_args=POSTGRES_PATIENCE
        | {"options": " ".join(f"-c {name}={value}" for name, value in options.items())},
        **SHARED_OPTIONS,
    )


def _sqlite_engine(url: str, pool_size: int) -> sa.Engine:
    engine = sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        connect_args={"check_same_thread": False, "timeout": 10},
        **SHARED_OPTIONS,
    )

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_MILLISECONDS}",
            "secure_delete=ON",
            "trusted_schema=OFF",
            "cache_size=-16384",
            "mmap_size=268435456",
        ):
            connection.execute(f"PRAGMA {pragma}")

    deadlines.limit_sqlite(engine)
    turns = Turns(engine)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get(READ_ONLY):
            connection.exec_driver_sql("BEGIN")
            return
        if turns.take(connection.info):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        # Whoever has waited in vain does not wait again; SQLite says in its own words that it is busy.
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")

    return engine


def _reading(engine: sa.Engine, isolation: str) -> sa.Engine:
    levels = {"isolation_level": isolation} if engine.dialect.name == "postgresql" else {}
    return engine.execution_options(**{READ_ONLY: True}, **levels)


class Database:
    """The primary and, if there is one, the read replica; opens sessions and settles them."""

    def __init__(
        self, engine: sa.Engine, replica: sa.Engine | None = None, followers: Sequence[journal.Follower] = ()
    ):
        self.engine, self.followers = engine, tuple(followers)
        self._writer = sessionmaker(engine, class_=Session, expire_on_commit=False)
        self._reader, self._snapshot = (
            sessionmaker(
                _reading(replica or engine, isolation),
                class_=Session,
                expire_on_commit=False,
                autoflush=False,
            )
            for isolation in ("AUTOCOMMIT", "REPEATABLE READ")
        )

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    def open(self, *, read_only: bool, at_one_instant: bool = False) -> Session:
        """A bare session; tests override this to join their own transaction."""
        reader = self._snapshot if at_one_instant else self._reader
        return (reader if read_only else self._writer)()

    def begin(self, *, read_only: bool, is_hasty: bool = False) -> Session:
        """A session that knows how to settle; takes no connection before its first statement.

        One that has time and reads does so in a transaction: without one there is nowhere to say so.
        """
        session = self.open(read_only=read_only, at_one_instant=not is_hasty)
        session.info["settle"] = self.settle
        session.info["is_hasty"] = is_hasty
        return session

    def commit(self, session: Session) -> None:
        """Does what was put off to the end, settles the journal, asks whether it may be, commits."""
        if (last_work := session.info.pop("last_work", None)) is not None:
            last_work(session)
        self.settle(session)
        if (last_check := session.info.pop("last_check", None)) is not None:
            last_check(session)
        step_aside()  # the disk is what is waited for now
        session.commit()

    @contextmanager
    def session(self, *, read_only: bool = False) -> Iterator[Session]:
        """One transaction: settles the journal and commits at the end, rolls back on any exception."""
        with self.begin(read_only=read_only) as session:
            try:
                yield session
                if not read_only:
                    self.commit(session)
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A reading session that sees one instant however long it takes; outlives the request's own session."""
        with self.open(read_only=True, at_one_instant=True) as session:
            yield session

    def settle(self, session: Session) -> None:
        """Lets the followers derive what depends on this transaction's events, then writes the events."""
        session.flush()
        seen = 0
        while len(events := journal.pending(session)) > seen:
            fresh, seen = events[seen:], len(events)
            for follower in self.followers:
                follower(session, fresh)
            session.flush()
        journal.write(session)

    def dispose(self) -> None:
        """Closes every pooled connection."""
        self.engine.dispose()


def settle_now(session: Session) -> None:
    """Settles what is pending in the middle of a long transaction, so that a bulk load does not pile it up."""
    session.info["settle"](session)


def writes(endpoint: Endpoint) -> Endpoint:
    """Marks a GET handler whose reading is itself journaled, so that it gets a writing session."""
    endpoint.__dict__["writes"] = True
    return endpoint


def is_reading(request: Request) -> bool:
    """Whether the request's session is a read-only one."""
    return request.method in SAFE_METHODS and not getattr(request.scope.get("endpoint"), "writes", False)


def at_the_end(session: Session, work: Callable[[Session], None]) -> None:
    """Puts one piece of work off until right before the commit."""
    session.info["last_work"] = work


def refuse_when_late(request: Request) -> None:
    """Nothing is begun or kept for a caller who has been told to come back."""
    if getattr(request.state, "is_late", False):
        raise deadlines.too_late()


def check_at_the_end(session: Session, check: Callable[[Session], None]) -> None:
    """Puts a check off until everything is written and nothing is committed; it raises to prevent that."""
    session.info["last_check"] = check


async def open_session(request: Request) -> Session:
    """The request's session, which `settled` commits before the response leaves. Opening takes no connection."""
    session = _session_of(request)
    if session is None:
        refuse_when_late(request)
        database: Database = request.app.state.database
        session = database.begin(read_only=is_reading(request), is_hasty=not deadlines.is_long(request.scope))
        session.info["request_id"] = request.scope.get("state", {}).get("request_id")
        request.state.session = session
    return session


async def settled(request: Request, answer: Coroutine[Any, Any, T]) -> T:
    """The answer, once what it says is kept: commits the request's session if there is one, or rolls it back."""
    try:
        response = await answer
        session = _session_of(request)
        if session is not None:
            refuse_when_late(request)
            if not is_reading(request):
                request.app.state.database.commit(session)
        return response
    finally:
        if (session := _session_of(request)) is not None:
            session.close()


def _session_of(request: Request) -> Session | None:
    return getattr(request.state, "session", None)


Db = Annotated[Session, Depends(open_session)]
