"""An approved sheet to announce, and 李联络 who announces it, in every test of this folder."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import SignIn
from tests.risks.sheets import act, decide, sheet, wang
from tests.world import World

__all__ = ["sheet", "wang"]


@pytest.fixture
def approved(wang: TestClient, sign_in: SignIn, world: World, sheet: dict[str, Any]) -> dict[str, Any]:
    """王老师's sheet with two risk points, approved by 陈处长."""
    assert act(wang, sheet, "submission").status_code == 200
    assert decide(sign_in(world.cast.chen), sheet, "approve").status_code == 201
    return sheet


@pytest.fixture
def li(sign_in: SignIn, world: World) -> TestClient:
    """李联络, liaison of 教务处."""
    return sign_in(world.cast.li)


@pytest.fixture
def chen(sign_in: SignIn, world: World) -> TestClient:
    """陈处长, its head."""
    return sign_in(world.cast.chen)
