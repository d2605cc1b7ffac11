"""王老师's approved sheet of last year, at hand in every test of this folder."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import SignIn
from tests.risks.sheets import OTHER_ROW, ROW, YEAR, act, decide, filled_sheet, wang
from tests.world import World

__all__ = ["wang"]


def approve(wang: TestClient, sign_in: SignIn, world: World, sheet: dict[str, Any]) -> dict[str, Any]:
    """Hands in, and the head agrees."""
    submitted = act(wang, sheet, "submission")
    assert submitted.status_code == 200, submitted.text
    decided = decide(sign_in(world.cast.chen), submitted.json(), "approve")
    assert decided.status_code == 201, decided.text
    body: dict[str, Any] = wang.get(f"/api/v1/risk-inventories/{sheet['id']}").json()
    return body


@pytest.fixture
def last_year(wang: TestClient, sign_in: SignIn, world: World) -> dict[str, Any]:
    """Two rows, approved."""
    return approve(wang, sign_in, world, filled_sheet(wang, world, [ROW, OTHER_ROW], year=YEAR - 1))
