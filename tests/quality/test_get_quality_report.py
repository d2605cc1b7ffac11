"""The checks over the API: for the one who fills in, for reviewers, and as numbers."""

from typing import Any

from fastapi.testclient import TestClient

from tests.conftest import SignIn
from tests.risks.sheets import API, ROW, YEAR, department_sheet, filled_sheet, save
from tests.world import World

QUALITY = "/api/v1/quality"


def report(client: TestClient, sheet_id: int) -> dict[str, Any]:
    answer = client.get(f"{QUALITY}/risk-inventories/{sheet_id}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def hand_in(client: TestClient, sheet_id: int) -> None:
    current = client.get(f"{API}/{sheet_id}")
    answer = client.post(f"{API}/{sheet_id}/submission", headers={"If-Match": current.headers["etag"]})
    assert answer.status_code == 200, answer.text


def test_it_works(wang: TestClient, sheet: dict[str, Any]) -> None:
    saved = save(wang, sheet, [ROW, ROW | {"causes": "", "cause_kinds": [], "measures": "加强学习"}]).json()
    found = report(wang, sheet["id"])
    assert found["inventory_version"] == saved["version"]
    assert [(one["check"], one["row_number"], one["row_id"], one["reason"]) for one in found["findings"]] == [
        ("empty_cause", 2, saved["rows"][1]["id"], "shallow"),
        ("slogan_measure", 2, saved["rows"][1]["id"], "shallow"),
    ]
    assert found["counts"] == [
        {"check": "empty_cause", "count": 1},
        {"check": "slogan_measure", "count": 1},
    ]


def test_the_departments_own_sheet_may_repeat_its_posts_but_no_post_another(
    wang: TestClient, sign_in: SignIn, world: World, sheet: dict[str, Any]
) -> None:
    li = sign_in(world.cast.li)
    answer = department_sheet(li, world.academic)
    assert answer.status_code == 201, answer.text
    of_department = save(li, answer.json(), [ROW]).json()
    assert "copied" not in {one["check"] for one in report(li, of_department["id"])["findings"]}
    of_post = filled_sheet(li, world, [ROW], position_id=world.liaison_post)
    copied = [one for one in report(li, of_post["id"])["findings"] if one["check"] == "copied"]
    assert [one["row_number"] for one in copied] == [1]
    assert "教材管理岗" in copied[0]["message"]


def test_mending_clears_it(wang: TestClient, sheet: dict[str, Any]) -> None:
    saved = save(wang, sheet, [ROW | {"measures": "加强学习"}]).json()
    assert report(wang, sheet["id"])["findings"]
    save(wang, saved, [ROW | {"id": saved["rows"][0]["id"]}])
    assert report(wang, sheet["id"])["findings"] == []


def test_a_stranger_sees_nothing(sign_in: SignIn, world: World, sheet: dict[str, Any]) -> None:
    for stranger in (world.cast.outsider, world.cast.other_head):
        answer = sign_in(stranger).get(f"{QUALITY}/risk-inventories/{sheet['id']}")
        assert answer.status_code == 404


def test_the_head_sees_what_was_handed_in_as_numbers(
    sign_in: SignIn, world: World, wang: TestClient, sheet: dict[str, Any]
) -> None:
    save(wang, sheet, [ROW | {"measures": "加强学习"}])
    chen, other = sign_in(world.cast.chen), sign_in(world.cast.other_head)
    assert chen.get(f"{QUALITY}/summary?year={YEAR}").json()["sheets"] == 0
    hand_in(wang, sheet["id"])
    found = chen.get(f"{QUALITY}/summary?year={YEAR}").json()
    assert (found["sheets"], found["clean_sheets"], found["findings"]) == (1, 0, 1)
    assert found["departments"][0]["department_id"] == world.academic
    assert other.get(f"{QUALITY}/summary?year={YEAR}").json()["departments"] == []


def test_handing_in_again_counts_once(
    wang: TestClient, sign_in: SignIn, world: World, sheet: dict[str, Any]
) -> None:
    saved = save(wang, sheet, [ROW | {"measures": "加强学习"}]).json()
    hand_in(wang, sheet["id"])
    current = wang.get(f"{API}/{sheet['id']}")
    wang.post(f"{API}/{sheet['id']}/withdrawal", headers={"If-Match": current.headers["etag"]})
    now = wang.get(f"{API}/{sheet['id']}").json()
    save(wang, now, [ROW | {"id": saved["rows"][0]["id"]}])
    hand_in(wang, sheet["id"])
    found = sign_in(world.cast.office).get(f"{QUALITY}/summary?year={YEAR}").json()
    assert (found["sheets"], found["clean_sheets"], found["findings"]) == (1, 1, 0)


def test_an_unknown_filter_is_refused(sign_in: SignIn, world: World) -> None:
    answer = sign_in(world.cast.office).get(f"{QUALITY}/summary?colour=red")
    assert answer.status_code == 422
