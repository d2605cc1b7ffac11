"""王老师's sheet further on its way than the draft of `tests/risks/sheets.py`."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import SignIn
from tests.risks.sheets import act
from tests.risks.sheets import decide as sign
from tests.world import World


@pytest.fixture
def submitted(wang: TestClient, sheet: dict[str, Any]) -> dict[str, Any]:
    """王老师's sheet, handed in."""
    answer = act(wang, sheet, "submission")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = sheet | answer.json()
    return body


@pytest.fixture
def approved(world: World, sign_in: SignIn, submitted: dict[str, Any]) -> dict[str, Any]:
    """The same, approved by 陈处长."""
    answer = sign(sign_in(world.cast.chen), submitted, "approve")
    assert answer.status_code == 201, answer.text
    return submitted
