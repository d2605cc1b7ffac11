"""The checks over the API: for the one who fills in, for reviewers, and as numbers."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.organization.queries import POSITIONS
from tests.conftest import SignIn
from tests.organization.merging import merged
from tests.risks.sheets import API, OTHER_ROW, ROW, YEAR, act, department_sheet, filled_sheet, save
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


def copies(client: TestClient, sheet_id: int) -> list[str]:
    """What is said of copies on a sheet."""
    return [one["message"] for one in report(client, sheet_id)["findings"] if one["check"] == "copied"]


@pytest.fixture
def theirs(sign_in: SignIn, world: World) -> dict[str, Any]:
    """教务处's 附件二, still a draft."""
    li = sign_in(world.cast.li)
    saved: dict[str, Any] = save(li, department_sheet(li, world.academic).json(), [ROW]).json()
    return saved


@pytest.fixture
def ours(sign_in: SignIn, world: World) -> dict[str, Any]:
    """财务处's 附件二: the same words with other marks, and a row of its own."""
    liaison = sign_in(world.cast.other_liaison)
    same = ROW | {"name": f"{ROW['name']}。", "manifestation": f"1、{ROW['manifestation']}；"}
    saved: dict[str, Any] = save(
        liaison, department_sheet(liaison, world.finance).json(), [same, OTHER_ROW]
    ).json()
    return saved


def test_a_department_that_copies_another_is_told_so_without_its_name(
    sign_in: SignIn, world: World, theirs: dict[str, Any], ours: dict[str, Any]
) -> None:
    li, liaison = sign_in(world.cast.li), sign_in(world.cast.other_liaison)
    assert copies(liaison, ours["id"]) == [], "nobody handed it in yet"
    hand_in(li, theirs["id"])
    found = [one for one in report(liaison, ours["id"])["findings"] if one["check"] == "copied"]
    assert [(one["row_number"], one["cell"], one["reason"]) for one in found] == [
        (1, "manifestation", "shallow")
    ]
    assert "其他部门" in found[0]["message"]
    assert "教务" not in found[0]["message"]
    assert copies(li, theirs["id"]) == [], "the draft of the other is nobody's original"


def test_what_was_taken_back_or_retired_is_no_original(
    sign_in: SignIn, world: World, theirs: dict[str, Any], ours: dict[str, Any]
) -> None:
    li, liaison = sign_in(world.cast.li), sign_in(world.cast.other_liaison)
    hand_in(li, theirs["id"])
    assert act(li, theirs, "withdrawal").status_code == 200
    assert copies(liaison, ours["id"]) == []
    changed = save(li, li.get(f"{API}/{theirs['id']}").json(), [OTHER_ROW | {"name": "核对教材数量走过场"}])
    assert changed.status_code == 200, changed.text
    hand_in(li, theirs["id"])
    assert copies(liaison, ours["id"]) == [], "what it said before is forgotten"


def test_a_post_is_compared_with_posts_and_not_with_a_departments_sheet(
    wang: TestClient, sign_in: SignIn, world: World, sheet: dict[str, Any], ours: dict[str, Any]
) -> None:
    outsider, liaison = sign_in(world.cast.outsider), sign_in(world.cast.other_liaison)
    cashier = filled_sheet(outsider, world, [ROW], position_id=world.cashier_post)
    hand_in(wang, sheet["id"])
    (message,) = copies(outsider, cashier["id"])
    assert "其他部门" in message
    assert copies(liaison, ours["id"]) == []


def test_like_posts_of_two_departments_may_share_their_wording(
    wang: TestClient, sign_in: SignIn, world: World, sheet: dict[str, Any], session: Session
) -> None:
    outsider = sign_in(world.cast.outsider)
    cashier = filled_sheet(outsider, world, [ROW], position_id=world.cashier_post)
    hand_in(wang, sheet["id"])
    rename = sa.update(POSITIONS).where(POSITIONS.c.id == world.cashier_post)
    session.execute(rename.values(name="教材管理岗"))
    assert copies(outsider, cashier["id"]) == []


def test_the_rows_of_a_merged_department_go_on_in_another(
    sign_in: SignIn, world: World, theirs: dict[str, Any], ours: dict[str, Any]
) -> None:
    hand_in(sign_in(world.cast.li), theirs["id"])
    merged(sign_in(world.cast.office), world.academic, world.finance)
    assert copies(sign_in(world.cast.other_liaison), ours["id"]) == []


def test_the_numbers_count_copies_between_departments(
    sign_in: SignIn, world: World, theirs: dict[str, Any], ours: dict[str, Any]
) -> None:
    hand_in(sign_in(world.cast.li), theirs["id"])
    hand_in(sign_in(world.cast.other_liaison), ours["id"])
    found = sign_in(world.cast.office).get(f"{QUALITY}/summary?year={YEAR}").json()
    assert {"check": "copied", "count": 1} in found["counts"]


def test_who_said_it_first_copied_nobody(
    sign_in: SignIn, world: World, theirs: dict[str, Any], ours: dict[str, Any]
) -> None:
    """Even when it is handed in anew after the copy."""
    li, liaison = sign_in(world.cast.li), sign_in(world.cast.other_liaison)
    hand_in(li, theirs["id"])
    hand_in(liaison, ours["id"])
    assert copies(li, theirs["id"]) == []
    assert act(li, theirs, "withdrawal").status_code == 200
    hand_in(li, theirs["id"])
    assert copies(li, theirs["id"]) == []
    assert len(copies(liaison, ours["id"])) == 1
