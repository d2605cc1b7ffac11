"""Who prepares and who releases."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.conftest import SignIn
from tests.portal.publishing import add_signed_power
from tests.world import World


@pytest.fixture
def power(session: Session, world: World) -> int:
    """教材选用 of 教务处, signed, with three steps."""
    return add_signed_power(session, world.academic)


@pytest.fixture
def li(sign_in: SignIn, world: World) -> TestClient:
    """李联络, liaison of 教务处: prepares."""
    return sign_in(world.cast.li)


@pytest.fixture
def office(sign_in: SignIn, world: World) -> TestClient:
    """纪委办: releases."""
    return sign_in(world.cast.office)
