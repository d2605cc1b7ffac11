"""A copy kept with the feed alone equals a fresh snapshot, whatever was written: nothing changes in silence."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from backend.access.models import ApiClient
from backend.kit.db import Database
from backend.kit.table import table_of
from tests.conftest import SignIn
from tests.integration.test_pull_changes import confine, pull
from tests.integration.test_take_snapshot import take
from tests.risks.sheets import API, OTHER_ROW, ROW, act, decide, open_sheet, save
from tests.world import World

CLIENTS = table_of(ApiClient)
Key = tuple[str, int]


class Copy:
    """What a campus system holds: the snapshot, then every change applied in order."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._cursor, lines = take(client)
        self.held = _by_key(lines)

    def follow(self) -> set[tuple[str, str]]:
        """Pulls; returns (type, op) of what came."""
        batch = pull(self._client, self._cursor)
        self._cursor = batch["cursor"]
        for item in batch["items"]:
            key = item["type"], item["id"]
            if item["op"] == "upsert":
                self.held[key] = item["data"]
            else:
                self.held.pop(key, None)
        return {(item["type"], item["op"]) for item in batch["items"]}

    def fresh(self) -> dict[Key, Any]:
        """The truth."""
        return _by_key(take(self._client)[1])


def _by_key(lines: list[dict[str, Any]]) -> dict[Key, Any]:
    return {(line["type"], line["id"]): line["data"] for line in lines}


@pytest.fixture
def copy(world: World, sign_in: SignIn, database: Database) -> Copy:
    """The OA's copy, of 教务处 with its people."""
    confine(database, world.cast.oa.id, world.academic)
    with database.session() as session:
        session.execute(sa.update(CLIENTS).values(sees_personal_data=True))
    return Copy(sign_in(world.cast.oa))


def move(office: TestClient, position_id: int, department_id: int) -> None:
    """PATCH of a position's department."""
    path = f"/api/v1/positions/{position_id}"
    tag = office.get(path).headers["ETag"]
    answer = office.patch(path, json={"department_id": department_id}, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text


def test_saved_rows_bring_the_sheet_too(world: World, sign_in: SignIn, copy: Copy) -> None:
    wang = sign_in(world.cast.wang)
    sheet = open_sheet(wang, world).json()
    copy.follow()
    sheet = save(wang, sheet, [ROW, OTHER_ROW]).json()
    assert copy.follow() >= {("risk_inventory", "upsert"), ("risk_point", "upsert")}
    assert copy.held[("risk_inventory", sheet["id"])]["version"] == sheet["version"]
    assert copy.held == copy.fresh()
    assert save(wang, sheet, [ROW | {"id": sheet["rows"][0]["id"]}]).status_code == 200
    assert copy.follow() >= {("risk_inventory", "upsert"), ("risk_point", "delete")}
    assert copy.held == copy.fresh()


def test_saving_nothing_new_says_nothing(world: World, sign_in: SignIn, copy: Copy) -> None:
    wang = sign_in(world.cast.wang)
    sheet = save(wang, open_sheet(wang, world).json(), [ROW]).json()
    copy.follow()
    same = ROW | {"id": sheet["rows"][0]["id"]}
    assert save(wang, sheet, [same]).json()["version"] == sheet["version"]
    assert copy.follow() == set()


@pytest.mark.parametrize(("decision", "state"), [("approve", "approved"), ("send_back", "sent_back")])
def test_a_decision_brings_the_sheets_state(
    world: World, sign_in: SignIn, copy: Copy, decision: str, state: str
) -> None:
    wang, chen = sign_in(world.cast.wang), sign_in(world.cast.chen)
    sheet = save(wang, open_sheet(wang, world).json(), [ROW]).json()
    submitted = act(wang, sheet, "submission").json()
    copy.follow()
    assert copy.held[("risk_inventory", sheet["id"])]["state"] == "department_review"
    reasons = ["shallow"] if decision == "send_back" else []
    assert decide(chen, submitted, decision, reasons=reasons).status_code == 201
    assert ("risk_inventory", "upsert") in copy.follow()
    assert copy.held[("risk_inventory", sheet["id"])]["state"] == state
    assert copy.held == copy.fresh()


def test_withdrawing_brings_the_sheets_state(world: World, sign_in: SignIn, copy: Copy) -> None:
    wang = sign_in(world.cast.wang)
    sheet = save(wang, open_sheet(wang, world).json(), [ROW]).json()
    assert act(wang, act(wang, sheet, "submission").json(), "withdrawal").status_code == 200
    copy.follow()
    assert copy.held[("risk_inventory", sheet["id"])]["state"] == "draft"
    assert copy.held == copy.fresh()


def test_a_position_that_moves_takes_its_appointments_along(
    world: World, sign_in: SignIn, copy: Copy
) -> None:
    office = sign_in(world.cast.office)
    move(office, world.textbook_post, world.finance)
    assert copy.follow() == {("position", "left_scope"), ("appointment", "left_scope")}
    assert copy.held == copy.fresh()
    move(office, world.textbook_post, world.academic)
    assert copy.follow() == {("position", "upsert"), ("appointment", "upsert")}
    assert copy.held == copy.fresh()


def test_positions_moved_in_bulk_take_their_appointments_along(
    world: World, sign_in: SignIn, copy: Copy
) -> None:
    office = sign_in(world.cast.office)
    before = office.get(f"/api/v1/positions/{world.textbook_post}").json()
    row = {"code": before["code"], "name": before["name"], "tier": before["tier"], "department_code": "CWC"}
    answer = office.post("/api/v1/positions/bulk", json=[row], headers={"Idempotency-Key": "move-in-bulk-1"})
    assert answer.json()["updated"] == 1, answer.text
    assert copy.follow() == {("position", "left_scope"), ("appointment", "left_scope")}
    assert copy.held == copy.fresh()


def test_a_neighbours_sheet_stays_out(world: World, sign_in: SignIn, copy: Copy) -> None:
    stranger = sign_in(world.cast.outsider)
    sheet = open_sheet(stranger, world, position_id=world.cashier_post).json()
    assert save(stranger, sheet, [ROW]).status_code == 200
    assert copy.follow() == set()
    assert sign_in(world.cast.oa).get(f"{API}/{sheet['id']}").status_code == 404
