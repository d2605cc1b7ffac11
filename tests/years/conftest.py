"""王老师's approved sheet of last year, at hand in every test of this folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.conftest import SignIn
from tests.risks.sheets import OTHER_ROW, ROW, YEAR, act, decide, filled_sheet, wang
from tests.world import World

__all__ = ["wang"]


@pytest.fixture(autouse=True)
def _own_files(app: FastAPI, tmp_path: Path) -> Iterator[None]:
    """Files of this test alone."""
    settings = app.state.settings
    app.state.settings = settings.model_copy(update={"data_dir": tmp_path})
    yield
    app.state.settings = settings


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
