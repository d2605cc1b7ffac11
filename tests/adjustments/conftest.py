"""The plans of measures, and points found at a power, at hand in every test of this folder."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.conftest import SignIn
from tests.measures.plans import approved, chen, done, li, measure, office, plan, point_id, wang
from tests.powers.catalogue import add_power
from tests.risks.sheets import OTHER_ROW, ROW, act, decide, filled_sheet
from tests.world import World

__all__ = ["approved", "chen", "done", "li", "measure", "office", "plan", "point_id", "wang"]


@pytest.fixture
def power_id(session: Session, world: World) -> int:
    """A power of 王老师's post."""
    found = add_power(session, world.academic, position_id=world.textbook_post)
    session.flush()
    return found


@pytest.fixture
def points(wang: TestClient, sign_in: SignIn, world: World, power_id: int) -> list[int]:
    """Two points of her approved sheet, the first found at the power."""
    sheet = filled_sheet(wang, world, [ROW | {"power_id": power_id}, OTHER_ROW])
    submitted = act(wang, sheet, "submission").json()
    assert decide(sign_in(world.cast.chen), submitted, "approve").status_code == 201
    return [row["id"] for row in sheet["rows"]]
