"""Last year's sheet goes on: each row kept, changed or dropped with a reason, once."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.cast import Member
from tests.conftest import SignIn
from tests.organization.merging import merged
from tests.risks.sheets import (
    ROW,
    YEAR,
    act,
    decide,
    department_sheet,
    events_of,
    filled_sheet,
    leave_post,
    open_sheet,
    save,
    take_post,
)
from tests.world import World

CARRYINGS = f"/api/v1/years/{YEAR}/carryings"


def offer(client: TestClient, world: World) -> dict[str, Any]:
    answer = client.get(CARRYINGS, params={"position_id": world.textbook_post})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def carry(client: TestClient, world: World, *rows: dict[str, Any]) -> Any:
    return client.post(CARRYINGS, json={"position_id": world.textbook_post, "rows": list(rows)})


def choices(sheet: dict[str, Any]) -> list[dict[str, Any]]:
    first, second = (row["id"] for row in sheet["rows"])
    return [
        {"point_id": first, "choice": "keep"},
        {"point_id": second, "choice": "retire", "reason": "职责已经调整"},
    ]


def test_it_works(wang: TestClient, world: World, last_year: dict[str, Any], session: Session) -> None:
    before = offer(wang, world)
    assert (before["from_year"], before["to_inventory_id"], len(before["rows"])) == (YEAR - 1, None, 2)
    answer = carry(wang, world, *choices(last_year))
    assert answer.status_code == 201, answer.text
    after = answer.json()
    assert [row["choice"] for row in after["rows"]] == ["keep", "retire"]
    assert after["rows"][1]["reason"] == "职责已经调整"
    sheet = wang.get(f"/api/v1/risk-inventories/{after['to_inventory_id']}").json()
    (row,) = sheet["rows"]
    assert {name: row[name] for name in ROW} == ROW
    assert row["id"] == after["rows"][0]["to_point_id"]
    assert (row["carried_from_id"], sheet["carried_from_id"]) == (last_year["rows"][0]["id"], last_year["id"])
    assert sheet["year"] == YEAR
    assert "risk_inventory.carried" in events_of(session, "risk_inventory")


def test_last_years_level_is_only_declared(
    wang: TestClient, sign_in: SignIn, world: World, last_year: dict[str, Any]
) -> None:
    point = last_year["rows"][0]["id"]
    body = {
        "risk_point_id": point,
        "step": "department_review",
        "likelihood": "high",
        "consequence": "internal",
    }
    assert sign_in(world.cast.chen).post("/api/v1/assessments", json=body).status_code == 201
    after = carry(wang, world, *choices(last_year)).json()
    (row,) = wang.get(f"/api/v1/risk-inventories/{after['to_inventory_id']}").json()["rows"]
    assert (row["declared_level"], row["level"]) == ("high", None)


def test_a_sheet_begun_already_is_added_to(wang: TestClient, world: World, last_year: dict[str, Any]) -> None:
    begun = filled_sheet(wang, world, [ROW | {"name": "今年新找到的"}])
    after = carry(wang, world, *choices(last_year)).json()
    assert after["to_inventory_id"] == begun["id"]
    rows = wang.get(f"/api/v1/risk-inventories/{begun['id']}").json()["rows"]
    assert [row["name"] for row in rows] == ["今年新找到的", ROW["name"]]


def test_once_only(wang: TestClient, world: World, last_year: dict[str, Any]) -> None:
    carry(wang, world, *choices(last_year))
    again = carry(wang, world, *choices(last_year))
    assert again.status_code == 409
    assert again.json()["type"].endswith("already-carried")


def test_every_row_must_be_decided(wang: TestClient, world: World, last_year: dict[str, Any]) -> None:
    answer = carry(wang, world, choices(last_year)[0])
    assert answer.status_code == 422
    assert last_year["rows"][1]["name"] in answer.text
    twice = carry(wang, world, *choices(last_year)[:1] * 2, choices(last_year)[1])
    assert twice.status_code == 422
    assert twice.json()["errors"][0]["pointer"] == "/rows/1/point_id"


def test_dropping_needs_a_reason(wang: TestClient, world: World, last_year: dict[str, Any]) -> None:
    rows = [row | {"reason": ""} for row in choices(last_year)]
    answer = carry(wang, world, *rows)
    assert answer.status_code == 422
    assert "理由" in answer.text


def test_what_was_not_approved_is_not_carried(wang: TestClient, world: World) -> None:
    filled_sheet(wang, world, [ROW], year=YEAR - 1)
    assert offer(wang, world)["from_inventory_id"] is None
    assert carry(wang, world, {"point_id": 1, "choice": "keep"}).status_code == 404


def test_the_risks_belong_to_the_post(
    wang: TestClient, sign_in: SignIn, world: World, session: Session, last_year: dict[str, Any]
) -> None:
    leave_post(session, world)
    take_post(session, world.cast.li.person, world.textbook_post)
    li = sign_in(world.cast.li)
    after = carry(li, world, *choices(last_year))
    assert after.status_code == 201, after.text
    sheet = li.get(f"/api/v1/risk-inventories/{after.json()['to_inventory_id']}").json()
    assert (sheet["filler_name"], sheet["rows"][0]["name"]) == ("李联络", ROW["name"])
    assert offer(wang, world)["rows"], "she still reads her own old sheet"


def test_a_stranger_is_offered_nothing(sign_in: SignIn, world: World, last_year: dict[str, Any]) -> None:
    other = sign_in(world.cast.other_liaison)
    assert offer(other, world)["from_inventory_id"] is None
    assert carry(other, world, *choices(last_year)).status_code == 404


@pytest.mark.parametrize("query", [{}, {"position_id": 1, "department_id": 1}, {"colour": "red"}])
def test_a_place_must_be_named(wang: TestClient, query: dict[str, Any]) -> None:
    assert wang.get(CARRYINGS, params=query).status_code == 422


def test_a_submitted_sheet_takes_no_more_rows(
    wang: TestClient, world: World, last_year: dict[str, Any]
) -> None:
    sheet = filled_sheet(wang, world, [ROW])
    wang.post(f"/api/v1/risk-inventories/{sheet['id']}/submission", headers={"If-Match": "now"})
    answer = carry(wang, world, *choices(last_year))
    assert answer.status_code == 409
    assert open_sheet(wang, world).status_code == 409


def signed_sheet(world: World, sign_in: SignIn, liaison: Member, department_id: int, name: str) -> None:
    """附件二 of last year with one row, approved by the supervising leader."""
    client = sign_in(liaison)
    sheet = department_sheet(client, department_id, year=YEAR - 1).json()
    saved = save(client, sheet, [ROW | {"name": name, "categories": {}}]).json()
    assert act(client, saved, "submission").status_code == 200
    assert decide(sign_in(world.cast.lin), saved, "approve").status_code == 201


def test_a_department_carries_on_what_became_part_of_it(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    body = {"leader_id": world.cast.lin.person, "department_id": world.finance, "kind": "supervising"}
    assert office.post("/api/v1/oversights", json=body).status_code == 201
    signed_sheet(world, sign_in, world.cast.li, world.academic, "教材选用倾向特定供应商")
    signed_sheet(world, sign_in, world.cast.other_liaison, world.finance, "付款审批走过场")
    merged(office, world.academic, world.finance)
    zhou = sign_in(world.cast.other_liaison)
    for name in ("付款审批走过场", "教材选用倾向特定供应商"):
        [row] = zhou.get(CARRYINGS, params={"department_id": world.finance}).json()["rows"]
        assert (row["name"], row["choice"]) == (name, None)
        choice = {"point_id": row["point_id"], "choice": "keep"}
        answer = zhou.post(CARRYINGS, json={"department_id": world.finance, "rows": [choice]})
        assert answer.status_code == 201, answer.text
    sheet = zhou.get(f"/api/v1/risk-inventories/{answer.json()['to_inventory_id']}").json()
    assert [row["name"] for row in sheet["rows"]] == ["付款审批走过场", "教材选用倾向特定供应商"]
    again = zhou.post(CARRYINGS, json={"department_id": world.finance, "rows": [choice]})
    assert again.status_code == 409
