"""The feed opens sessions beside the request's own, so its tests need a database with real commits."""

import pytest
from fastapi import FastAPI

from backend.kit.db import Database
from tests.world import World, build


@pytest.fixture
def database(committed: Database) -> Database:
    """A database of its own instead of the shared transaction."""
    return committed


@pytest.fixture
def app(committed_app: FastAPI) -> FastAPI:
    """The app on it."""
    return committed_app


@pytest.fixture
def world(database: Database) -> World:
    """The small college, committed in it."""
    with database.session() as session:
        return build(session)
