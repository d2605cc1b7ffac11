"""POST /risk-points, PATCH /risk-points/{id}, POST /risk-points/{id}/retirement."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.conftest import SignIn
from tests.powers.catalogue import add_power
from tests.risks.sheets import API, POINTS, ROW, act, events_of, leave_post, save
from tests.world import World

Sheet = dict[str, Any]
TAG = {"If-Match": "now"}


def test_it_works(session: Session, wang: TestClient, sheet: Sheet) -> None:
    point = sheet["rows"][0]
    answer = wang.patch(f"{POINTS}/{point['id']}", json={"causes": "缺少复核"}, headers={"If-Match": '"v1"'})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["causes"], body["name"], body["version"]) == ("缺少复核", ROW["name"], 2)
    assert answer.headers["etag"].startswith('"v2-')
    assert body["allowed_actions"] == ["update", "retire"]
    assert events_of(session, "risk_point")[-1] == "risk_point.updated"
    assert save(wang, sheet, []).status_code == 412, "the sheet has changed with its row"


def test_one_is_added(session: Session, wang: TestClient, sheet: Sheet) -> None:
    answer = wang.post(POINTS, json={"inventory_id": sheet["id"], "name": "第三个"})
    assert answer.status_code == 201, answer.text
    assert answer.headers["etag"].startswith('"v1-')
    rows = wang.get(f"{API}/{sheet['id']}").json()["rows"]
    assert [row["name"] for row in rows][2:] == ["第三个"]
    assert events_of(session, "risk_point")[-1] == "risk_point.created"


def test_one_is_taken_out(wang: TestClient, sheet: Sheet) -> None:
    path = f"{POINTS}/{sheet['rows'][0]['id']}"
    answer = wang.post(f"{path}/retirement", json={"reason": "职权已取消"}, headers=TAG)
    assert (answer.status_code, answer.json()["retire_reason"]) == (200, "职权已取消")
    assert wang.get(path).json()["allowed_actions"] == []
    again = wang.patch(path, json={"name": "改"}, headers=TAG)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/retired")
    assert len(wang.get(f"{API}/{sheet['id']}").json()["rows"]) == 1


def test_saying_the_same_changes_nothing(session: Session, wang: TestClient, sheet: Sheet) -> None:
    path = f"{POINTS}/{sheet['rows'][0]['id']}"
    assert wang.patch(path, json={"name": ROW["name"]}, headers=TAG).json()["version"] == 1
    assert "risk_point.updated" not in events_of(session, "risk_point")


def test_a_power_must_fit(session: Session, wang: TestClient, world: World, sheet: Sheet) -> None:
    path, foreign = f"{POINTS}/{sheet['rows'][0]['id']}", add_power(session, world.finance)
    answer = wang.patch(path, json={"power_id": foreign}, headers=TAG)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/power_id")
    added = wang.post(POINTS, json={"inventory_id": sheet["id"], "power_id": foreign})
    assert (added.status_code, added.json()["errors"][0]["pointer"]) == (422, "/power_id")


def test_a_power_is_named(session: Session, wang: TestClient, world: World, sheet: Sheet) -> None:
    path, ours = f"{POINTS}/{sheet['rows'][0]['id']}", add_power(session, world.academic)
    body = wang.patch(path, json={"power_id": ours}, headers=TAG).json()
    assert (body["power_name"], body["step_name"]) == ("教材选用", None)
    assert wang.patch(path, json={"power_id": None}, headers=TAG).json()["power_name"] is None


def test_a_submitted_sheet_is_closed(wang: TestClient, sheet: Sheet) -> None:
    act(wang, sheet, "submission")
    path = f"{POINTS}/{sheet['rows'][0]['id']}"
    assert wang.get(path).json()["allowed_actions"] == []
    assert wang.patch(path, json={"name": "改"}, headers=TAG).status_code == 409
    assert wang.post(f"{path}/retirement", json={"reason": "不要了"}, headers=TAG).status_code == 409
    assert wang.post(POINTS, json={"inventory_id": sheet["id"]}).status_code == 409


def test_the_old_holder_only_reads(session: Session, wang: TestClient, world: World, sheet: Sheet) -> None:
    leave_post(session, world)
    path = f"{POINTS}/{sheet['rows'][0]['id']}"
    assert (wang.get(path).status_code, wang.get(path).json()["allowed_actions"]) == (200, [])
    assert wang.patch(path, json={"name": "改"}, headers=TAG).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"),
    [("dean", 403), ("lin", 403), ("outsider", 404), ("other_liaison", 404), ("system_admin", 403)],
)
def test_strangers_are_refused(world: World, sign_in: SignIn, sheet: Sheet, who: str, status: int) -> None:
    client, path = sign_in(getattr(world.cast, who)), f"{POINTS}/{sheet['rows'][0]['id']}"
    assert client.patch(path, json={"name": "改"}, headers=TAG).status_code == status
    assert client.post(f"{path}/retirement", json={"reason": "不要了"}, headers=TAG).status_code == status
    assert client.post(POINTS, json={"inventory_id": sheet["id"]}).status_code == status


@pytest.mark.parametrize(
    "body", [{"name": 7}, {"level": "low"}, {"likelihood": "high"}, {"power_id": 0}, {"remark": None}]
)
def test_bad_bodies_are_refused(wang: TestClient, sheet: Sheet, body: dict[str, Any]) -> None:
    path = f"{POINTS}/{sheet['rows'][0]['id']}"
    assert wang.patch(path, json=body, headers=TAG).status_code == 422
    assert wang.patch(path, json={"name": "改"}).status_code == 428
    assert wang.patch(path, json={"name": "改"}, headers={"If-Match": '"v9"'}).status_code == 412
