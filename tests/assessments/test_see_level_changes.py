"""GET /risk-inventories/{id}/level-changes: levels that are others now than when the sheet was approved."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from backend.kit.db import Database
from tests.assessments.test_create_assessment import assess
from tests.assessments.test_decide_levels import item, record
from tests.assessments.test_judge_anew import HIGH, LOW, order_redo, panel
from tests.conftest import SignIn
from tests.reviews.sheets import meeting
from tests.risks.sheets import API, POINTS, act, decide
from tests.world import World

Sheet = dict[str, Any]


def changes(client: TestClient, sheet: Sheet) -> Any:
    """GET, which has to work."""
    answer = client.get(f"{API}/{sheet['id']}/level-changes")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def assessed(wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet) -> Sheet:
    """王老师 finds both rows low; 陈处长 approves."""
    for rows in (sheet["rows"], sheet["rows"][1:]):
        assert assess(wang, sheet | {"rows": rows}, **LOW).status_code == 201
    submitted: Sheet = act(wang, sheet, "submission").json()
    assert decide(sign_in(world.cast.chen), submitted, "approve").status_code == 201
    return sheet | submitted


def test_it_works(
    database: Database, wang: TestClient, world: World, sign_in: SignIn, assessed: Sheet
) -> None:
    before = changes(wang, assessed)
    assert (before["items"], before["approved_at"] is not None) == ([], True)
    assert panel(wang, assessed)["approved_level"] is None
    office = sign_in(world.cast.office)
    assert record(office, meeting(database, world), items=[item(assessed, **HIGH)]).status_code == 201
    first = assessed["rows"][0]
    for client in (wang, sign_in(world.cast.chen), office):
        assert changes(client, assessed) == before | {
            "items": [{"risk_point_id": first["id"], "name": first["name"], "before": "low", "after": "high"}]
        }
        assert panel(client, assessed)["approved_level"] == "low"
    review = wang.get(f"/api/v1/reviews/{assessed['review_id']}").json()
    assert review["is_stale"] is False, "levels are not signed"


def test_a_level_that_came_back_has_not_changed(
    database: Database, wang: TestClient, world: World, sign_in: SignIn, assessed: Sheet
) -> None:
    office = sign_in(world.cast.office)
    for found in (HIGH, LOW):
        assert record(office, meeting(database, world), items=[item(assessed, **found)]).status_code == 201
        assert len(changes(wang, assessed)["items"]) == (found is HIGH)


def test_what_was_not_assessed_then_has_not_changed(
    database: Database, wang: TestClient, world: World, sign_in: SignIn, approved: Sheet
) -> None:
    record(sign_in(world.cast.office), meeting(database, world), items=[item(approved, **HIGH)])
    assert (changes(wang, approved)["items"], panel(wang, approved)["approved_level"]) == ([], None)


def test_confirming_the_approval_settles_it(
    database: Database, wang: TestClient, world: World, sign_in: SignIn, assessed: Sheet
) -> None:
    office, chen = sign_in(world.cast.office), sign_in(world.cast.chen)
    record(office, meeting(database, world), items=[item(assessed, **HIGH)])
    path = f"{POINTS}/{assessed['rows'][1]['id']}"
    assert office.patch(path, json={"causes": "改写"}, headers={"If-Match": "now"}).status_code == 200
    assert len(changes(chen, assessed)["items"]) == 1
    signed = chen.post(
        f"/api/v1/reviews/{assessed['review_id']}/decisions",
        json={"decision": "reconfirm"},
        headers={"If-Match": "now", "Idempotency-Key": uuid4().hex},
    )
    assert signed.status_code == 201, signed.text
    assert changes(chen, assessed)["items"] == []


def test_only_an_approval_can_be_overtaken(
    database: Database, wang: TestClient, world: World, sign_in: SignIn, assessed: Sheet
) -> None:
    office = sign_in(world.cast.office)
    record(office, meeting(database, world), items=[item(assessed, **HIGH)])
    order_redo(office, assessed)
    assert changes(wang, assessed) == {"approved_at": None, "items": []}
    assert panel(wang, assessed)["approved_level"] is None


@pytest.mark.parametrize(
    ("who", "status"), [("lin", 200), ("supervisor", 200), ("outsider", 404), ("other_head", 404)]
)
def test_whoever_sees_the_sheet_sees_it(
    world: World, sign_in: SignIn, assessed: Sheet, who: str, status: int
) -> None:
    client = sign_in(getattr(world.cast, who))
    assert client.get(f"{API}/{assessed['id']}/level-changes").status_code == status


def test_nothing_of_what_is_not_there(wang: TestClient) -> None:
    assert wang.get(f"{API}/999999/level-changes").status_code == 404
    assert wang.get(f"{API}/none/level-changes").status_code == 422
