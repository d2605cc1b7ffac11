"""Fixtures every test may use: the database in its two forms, the app on it, and a client."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.denials import Denials
from backend.access.keys import new_signing_key
from backend.kit import workers
from backend.kit.db import Database, make_engine
from backend.kit.journal import Follower
from backend.main import FOLLOWERS, create_app
from backend.settings import Settings
from tests import cast, databases
from tests.clients import AppClient
from tests.world import World, build

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")
"""How long an example takes is for the bench to say: here other tests run beside it."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """The tests and what they imported stay to the end; the collector need not walk them again and again."""
    workers.rest_collector()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs no database is the same on both; the run on SQLite has it."""
    if databases.DIALECT == "sqlite":
        return
    apart = [item for item in items if "server" not in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if item not in set(apart)]


@pytest.fixture(scope="session", autouse=True)
def event_loop_of_all() -> Iterator[None]:
    """One event loop for every client of a process; by itself a client starts one, with its threads, for a request."""
    with start_blocking_portal() as portal:
        TestClient.portal = portal
        yield
        TestClient.portal = None


@pytest.fixture(scope="session")
def server() -> Iterator[databases.Server]:
    """The database server of this run, with a migrated template."""
    with databases.start_server() as running:
        yield running


@pytest.fixture(scope="session")
def engine(server: databases.Server) -> Iterator[sa.Engine]:
    """Connections to the template; use `database` instead."""
    made = make_engine(server.template, pool_size=2)
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def settings(server: databases.Server, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a server under test: own secrets, own folders, no built web client."""
    folder = tmp_path_factory.mktemp("var")
    return Settings(
        environment="test",
        database_url=server.template,
        secret_key="a-secret-only-used-in-tests-0123456789",
        signing_key=new_signing_key(),
        data_dir=folder,
        static_dir=folder / "no-client",
        public_origin="http://localhost:8000",
    )


@pytest.fixture(scope="session")
def followers() -> Sequence[Follower]:
    """What the app derives inside each transaction."""
    return FOLLOWERS


@pytest.fixture(scope="session")
def shared_app(settings: Settings, engine: sa.Engine) -> FastAPI:
    """One app for the session: building it is slow, and only its database differs from test to test."""
    return create_app(settings, Database(engine))


@pytest.fixture(scope="session")
def college(server: databases.Server) -> Iterator[tuple[sa.Engine, World]]:
    """A database with the small college in it, built once; use `world` instead."""
    with databases.peopled(server, build) as made:
        yield made


@pytest.fixture
def database(request: pytest.FixtureRequest, followers: Sequence[Follower]) -> Iterator[Database]:
    """A database whose changes disappear after the test; app and test share its one transaction."""
    engine = request.getfixturevalue("college")[0] if "world" in request.fixturenames else None
    with databases.joined(engine or request.getfixturevalue("engine"), followers) as made:
        yield made


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session for arranging and looking; flush to let the app see, `database.session()` to journal."""
    with database.open(read_only=False) as opened:
        yield opened


@pytest.fixture
def app(shared_app: FastAPI, database: Database) -> FastAPI:
    """The app on this test's database."""
    shared_app.state.database, shared_app.state.denials = database, Denials()
    return shared_app


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """An anonymous client; a crash in the app is raised in the test."""
    return AppClient(app)


@pytest.fixture
def committed(server: databases.Server, followers: Sequence[Follower]) -> Iterator[Database]:
    """A fresh migrated database with real commits, for threads, crashes and the change feed."""
    with databases.committed(server.copy(), followers) as made:
        yield made


@pytest.fixture
def committed_app(settings: Settings, committed: Database, tmp_path: Path) -> FastAPI:
    """An app of its own on the committed database."""
    return create_app(settings.model_copy(update={"data_dir": tmp_path}), committed)


@pytest.fixture
def world(database: Database, college: tuple[sa.Engine, World]) -> World:
    """The small college with its cast, in this test's database."""
    del database  # stands on the college because this fixture was asked for
    return college[1]


SignIn = Callable[[cast.Member | cast.Client], TestClient]


@pytest.fixture
def sign_in(app: FastAPI) -> SignIn:
    """`sign_in(world.cast.wang)` is a client that speaks for her."""
    return lambda who: cast.sign_in(app, who)
