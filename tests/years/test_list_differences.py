"""Two years side by side over the API, within the caller's reach."""

from typing import Any

from fastapi.testclient import TestClient

from tests.conftest import SignIn
from tests.risks.sheets import ROW, YEAR, filled_sheet
from tests.world import World

COMPARISON, DIFFERENCES = f"/api/v1/years/{YEAR}/comparison", f"/api/v1/years/{YEAR}/differences"


def this_year(wang: TestClient, world: World) -> None:
    filled_sheet(wang, world, [ROW | {"measures": "每学期公示一次"}, ROW | {"name": "试卷泄露"}])


def counts(answer: Any) -> dict[str, int]:
    return {item["kind"]: item["count"] for item in answer["counts"] if item["count"]}


def test_it_works(wang: TestClient, sign_in: SignIn, world: World, last_year: dict[str, Any]) -> None:
    this_year(wang, world)
    chen = sign_in(world.cast.chen)
    found = chen.get(COMPARISON).json()
    assert (found["year"], found["base"]) == (YEAR, YEAR - 1)
    assert counts(found) == {"added": 1, "removed": 1, "measures_changed": 1}
    assert [row["department_id"] for row in found["departments"]] == [world.academic]
    rows = chen.get(DIFFERENCES).json()
    assert rows["total"] == 3
    (changed,) = chen.get(DIFFERENCES, params={"kind": "measures_changed"}).json()["items"]
    assert changed["before"]["measures"] == ROW["measures"]
    assert changed["after"]["measures"] == "每学期公示一次"
    assert changed["position_name"] == "教材管理岗"


def test_pages_add_up(wang: TestClient, sign_in: SignIn, world: World, last_year: dict[str, Any]) -> None:
    this_year(wang, world)
    chen = sign_in(world.cast.chen)
    pages = [chen.get(DIFFERENCES, params={"page": page, "size": 2}).json() for page in (1, 2)]
    assert [len(page["items"]) for page in pages] == [2, 1]
    assert {page["total"] for page in pages} == {3}


def test_another_department_sees_nothing(
    wang: TestClient, sign_in: SignIn, world: World, last_year: dict[str, Any]
) -> None:
    this_year(wang, world)
    other = sign_in(world.cast.other_head)
    assert other.get(COMPARISON).json()["departments"] == []
    assert other.get(DIFFERENCES).json() == {"items": [], "total": 0}


def test_staff_have_no_comparison(wang: TestClient) -> None:
    assert wang.get(COMPARISON).status_code == 403


def test_bad_years_are_refused(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    assert office.get("/api/v1/years/1999/comparison").status_code == 422
    assert office.get(COMPARISON, params={"base": 1}).status_code == 422
    assert office.get(DIFFERENCES, params={"kind": "vanished"}).status_code == 422
