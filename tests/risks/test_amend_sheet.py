"""A signed sheet changed by the office: 已变更，需复核; and sheets of closed years, which nobody changes."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from tests.conftest import SignIn
from tests.risks.sheets import API, POINTS, ROW, YEAR, act, close_year, decide, events_of, open_sheet, save
from tests.world import World

Found = dict[str, Any]


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at its desk."""
    return sign_in(world.cast.office)


@pytest.fixture
def signed(wang: TestClient, world: World, sign_in: SignIn, sheet: Found) -> Found:
    """王老师's sheet, approved by 陈处长."""
    decide(sign_in(world.cast.chen), act(wang, sheet, "submission").json(), "approve")
    body: Found = wang.get(f"{API}/{sheet['id']}").json()
    assert body["state"] == "approved"
    return body


def patch(client: TestClient, row: Found, **changes: Any) -> Response:
    """PATCH of one row."""
    answer: Response = client.patch(f"{POINTS}/{row['id']}", json=changes, headers={"If-Match": "now"})
    return answer


def shown(client: TestClient, sheet: Found) -> Found:
    """The sheet as the client sees it."""
    body: Found = client.get(f"{API}/{sheet['id']}").json()
    return body


def test_it_works(session: Session, wang: TestClient, office: TestClient, signed: Found) -> None:
    row = signed["rows"][0]
    before = office.get(f"{POINTS}/{row['id']}").json()
    assert (before["allowed_actions"], before["is_stale"]) == (["update", "retire"], False)
    assert shown(office, signed)["allowed_actions"] == ["amend", "retire"]
    changed = patch(office, row, causes="流程改为两人经手，仍缺少抽查")
    assert (changed.status_code, changed.json()["is_stale"]) == (200, True)
    body = shown(wang, signed)
    assert (body["state"], body["is_stale"], body["is_changed_since_submission"]) == ("approved", True, True)
    assert body["allowed_actions"] == ["submit"]
    assert "review.gone_stale" in events_of(session, "review")
    assert patch(office, row, causes=row["causes"]).status_code == 200
    assert shown(wang, signed)["is_stale"] is False, "back to what was signed"


def test_what_nobody_signs_leaves_the_approval(office: TestClient, signed: Found) -> None:
    assert patch(office, signed["rows"][0], public_wording="教材选用应更公开").status_code == 200
    assert shown(office, signed)["is_stale"] is False


def test_rows_come_and_go(session: Session, office: TestClient, signed: Found) -> None:
    row = {"name": "新冒出来的", "manifestation": "样书不登记入账"}
    added = office.post(POINTS, json={"inventory_id": signed["id"]} | row).json()
    assert shown(office, signed)["is_stale"] is True
    assert "review.gone_stale" in events_of(session, "review")
    assert shown(office, signed)["rows"][-1]["name"] == "新冒出来的"
    path = f"{POINTS}/{added['id']}/retirement"
    assert office.post(path, json={"reason": "查无此事"}, headers={"If-Match": "now"}).status_code == 200
    assert shown(office, signed)["is_stale"] is False


@pytest.mark.parametrize(("cell", "heading"), [("name", "廉政风险点"), ("manifestation", "表现形式")])
@pytest.mark.parametrize("nothing", ["", "  "])
def test_no_cell_is_left_empty(
    office: TestClient, signed: Found, cell: str, heading: str, nothing: str
) -> None:
    answer = patch(office, signed["rows"][0], **{cell: nothing})
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == (f"/{cell}", "required")
    assert heading in error["detail"]
    assert shown(office, signed)["is_stale"] is False
    added = office.post(
        POINTS, json={"inventory_id": signed["id"], "name": "新", "manifestation": "表现"} | {cell: nothing}
    )
    assert (added.status_code, added.json()["errors"][0]["pointer"]) == (422, f"/{cell}")


def test_while_it_is_filled_in_nobody_asks(wang: TestClient, sheet: Found) -> None:
    assert patch(wang, sheet["rows"][0], manifestation="").status_code == 200


def test_cells_nobody_must_fill_in_may_be_emptied(office: TestClient, signed: Found) -> None:
    assert patch(office, signed["rows"][0], remark="", causes="").status_code == 200


def test_the_reviewer_stands_by_it(world: World, sign_in: SignIn, office: TestClient, signed: Found) -> None:
    patch(office, signed["rows"][0], causes="改过的原因")
    chen = sign_in(world.cast.chen)
    answer = decide(chen, signed, "reconfirm")
    assert answer.status_code == 201, answer.text
    body = shown(chen, signed)
    assert (body["is_stale"], body["is_changed_since_submission"]) == (False, False)
    assert answer.json()["content_hash"] == body["content_hash"]


def test_or_it_is_handed_in_anew(wang: TestClient, office: TestClient, signed: Found) -> None:
    assert act(wang, signed, "submission").status_code == 409, "an approval that stands"
    patch(office, signed["rows"][0], causes="改过的原因")
    again = act(wang, signed, "submission")
    assert again.status_code == 200, again.text
    assert (again.json()["state"], again.json()["round"]) == ("department_review", 2)
    assert patch(office, signed["rows"][0], causes="审核中再改").status_code == 409


@pytest.mark.parametrize("who", ["wang", "li", "chen"])
def test_others_cannot_change_it(world: World, sign_in: SignIn, signed: Found, who: str) -> None:
    client = sign_in(getattr(world.cast, who))
    row = signed["rows"][0]
    assert client.get(f"{POINTS}/{row['id']}").json()["allowed_actions"] == []
    answer = patch(client, row, causes="不该能改")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-editable")
    assert patch(sign_in(world.cast.outsider), row, causes="不该能改").status_code == 404
    fresh = {"inventory_id": signed["id"], "name": "不该能加"}
    answer = client.post(POINTS, json=fresh)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-editable")
    assert sign_in(world.cast.outsider).post(POINTS, json=fresh).status_code == 404
    assert shown(client, signed)["is_stale"] is False


def test_a_closed_year_rests(
    session: Session, world: World, wang: TestClient, office: TestClient, sheet: Found
) -> None:
    close_year(session)
    row = sheet["rows"][0]
    answers = [
        open_sheet(wang, world, position_id=world.textbook_post),
        save(wang, sheet, [ROW]),
        act(wang, sheet, "submission"),
        act(wang, sheet, "withdrawal"),
        act(office, sheet, "retirement", {"reason": "重复填报"}),
        wang.post(POINTS, json={"inventory_id": sheet["id"], "name": "又一个"}),
        patch(office, row, causes="改"),
        office.post(f"{POINTS}/{row['id']}/retirement", json={"reason": "取消"}, headers={"If-Match": "now"}),
        wang.post(f"{API}/{sheet['id']}/samples", json={"sample": "finance-1"}),
    ]
    assert {(answer.status_code, answer.json()["type"]) for answer in answers} == {
        (409, "/problems/year-closed")
    }
    body = shown(wang, sheet)
    assert (body["allowed_actions"], len(body["rows"])) == ([], len(sheet["rows"]))
    assert office.get(f"{POINTS}/{row['id']}").json()["allowed_actions"] == []


def test_another_year_goes_on(session: Session, world: World, wang: TestClient) -> None:
    close_year(session)
    assert open_sheet(wang, world, year=YEAR + 1).status_code == 201
