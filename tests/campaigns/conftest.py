"""Who keeps meeting in these tests."""

import pytest
from fastapi.testclient import TestClient

from tests.conftest import SignIn
from tests.world import World


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


@pytest.fixture
def li(world: World, sign_in: SignIn) -> TestClient:
    """李联络, liaison of 教务处."""
    return sign_in(world.cast.li)
