"""A furnished college on a database with real commits: what builds a package is another process."""

import pytest
from fastapi import FastAPI

from backend.kit.db import Database
from tests.packages.papers import furnish
from tests.world import World


@pytest.fixture
def furnished(committed_app: FastAPI, committed: Database) -> World:
    """The small college with papers in it."""
    return furnish(committed_app, committed)
