"""The feed opens sessions beside the request's own, so its tests need a database with real commits."""

import pytest
from fastapi import FastAPI

from backend.kit.db import Database


@pytest.fixture
def database(committed: Database) -> Database:
    """A database of its own instead of the shared transaction."""
    return committed


@pytest.fixture
def app(committed_app: FastAPI) -> FastAPI:
    """The app on it."""
    return committed_app
