"""Two years side by side over the API, within the caller's reach."""

from typing import Any

from fastapi.testclient import TestClient

from tests.conftest import SignIn
from tests.risks.sheets import API as SHEETS
from tests.risks.sheets import OTHER_ROW, ROW, YEAR, filled_sheet, save
from tests.world import World
from tests.years.conftest import approve

COMPARISON, DIFFERENCES = f"/api/v1/years/{YEAR}/comparison", f"/api/v1/years/{YEAR}/differences"


def this_year(wang: TestClient, world: World) -> None:
    filled_sheet(wang, world, [ROW | {"measures": "每学期公示一次"}, ROW | {"name": "试卷泄露"}])


def counts(answer: Any) -> dict[str, int]:
    return {item["kind"]: item["count"] for item in answer["counts"] if item["count"]}


def test_it_works(wang: TestClient, sign_in: SignIn, world: World, last_year: dict[str, Any]) -> None:
    this_year(wang, world)
    chen = sign_in(world.cast.chen)
    found = chen.get(COMPARISON).json()
    assert (found["year"], found["base"], found["bases"]) == (YEAR, YEAR - 1, [YEAR - 1])
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


def carry(wang: TestClient, world: World, former: dict[str, Any]) -> dict[str, Any]:
    """Her sheet of this year with the first row of an earlier one; the second is dropped."""
    first, second = (row["id"] for row in former["rows"])
    rows = [
        {"point_id": first, "choice": "keep"},
        {"point_id": second, "choice": "retire", "reason": "职责已经调整"},
    ]
    answer = wang.post(
        f"/api/v1/years/{YEAR}/carryings", json={"position_id": world.textbook_post, "rows": rows}
    )
    assert answer.status_code == 201, answer.text
    sheet: dict[str, Any] = wang.get(f"{SHEETS}/{answer.json()['to_inventory_id']}").json()
    return sheet


def test_it_is_compared_with_the_year_it_was_carried_from(
    wang: TestClient, sign_in: SignIn, world: World
) -> None:
    chen, li = sign_in(world.cast.chen), sign_in(world.cast.li)
    former = approve(wang, sign_in, world, filled_sheet(wang, world, [ROW, OTHER_ROW], year=YEAR - 2))
    # Last year's sheet of the post was begun and never approved; another post kept its own.
    filled_sheet(wang, world, [ROW | {"name": "去年没写完的"}], year=YEAR - 1)
    filled_sheet(li, world, [ROW], position_id=world.liaison_post, year=YEAR - 1)
    filled_sheet(li, world, [ROW | {"causes": "改写的原因"}], position_id=world.liaison_post)
    carry(wang, world, former)
    found = chen.get(COMPARISON).json()
    assert (found["base"], found["bases"]) == (YEAR - 1, [YEAR - 1, YEAR - 2])
    assert counts(found) == {"removed": 1, "unchanged": 1, "causes_changed": 1}
    (department,) = found["departments"]
    assert department["bases"] == [YEAR - 1, YEAR - 2]
    (gone,) = chen.get(DIFFERENCES, params={"kind": "removed"}).json()["items"]
    assert (gone["before"]["name"], gone["before"]["year"]) == (OTHER_ROW["name"], YEAR - 2)
    (changed,) = chen.get(DIFFERENCES, params={"kind": "causes_changed"}).json()["items"]
    assert (changed["before"]["year"], changed["after"]["year"]) == (YEAR - 1, YEAR)
    assert (changed["before"]["causes"], changed["after"]["causes"]) == (ROW["causes"], "改写的原因")
    # Whoever names a year is shown that year.
    named = chen.get(COMPARISON, params={"base": YEAR - 1}).json()
    assert (named["bases"], counts(named)) == (
        [YEAR - 1],
        {"added": 1, "removed": 1, "causes_changed": 1},
    )


def test_a_sheet_carried_from_last_year_changes_nothing_of_that(
    wang: TestClient, sign_in: SignIn, world: World, last_year: dict[str, Any]
) -> None:
    sheet = carry(wang, world, last_year)
    rows = [{"id": sheet["rows"][0]["id"], "duty": "组织教材选用", "name": "教材选用不公开"}]
    assert save(wang, sheet, rows).status_code == 200
    found = sign_in(world.cast.chen).get(COMPARISON).json()
    assert (found["bases"], counts(found)) == (
        [YEAR - 1],
        {"removed": 1, "duty_changed": 1, "reworded": 1},
    )
    items = sign_in(world.cast.chen).get(DIFFERENCES, params={"kind": "duty_changed"}).json()["items"]
    assert [(one["before"]["duty"], one["after"]["duty"]) for one in items] == [(ROW["duty"], "组织教材选用")]
    assert items[0]["after"]["power_name"] is None
    assert items[0]["after"]["cause_kinds"] == sorted(ROW["cause_kinds"])


def test_the_college_is_compared_like_its_departments(
    wang: TestClient, sign_in: SignIn, world: World
) -> None:
    former = approve(wang, sign_in, world, filled_sheet(wang, world, [ROW, OTHER_ROW], year=YEAR - 2))
    carry(wang, world, former)
    office = sign_in(world.cast.office)
    for query in ({}, {"department_id": world.academic}):
        assert office.get(COMPARISON, params=query).json()["bases"] == [YEAR - 2]
    elsewhere = office.get(COMPARISON, params={"department_id": world.finance}).json()
    assert (elsewhere["bases"], elsewhere["departments"]) == ([YEAR - 1], [])
