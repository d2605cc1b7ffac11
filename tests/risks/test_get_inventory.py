"""GET /risk-inventories and /risk-inventories/{id}."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.conftest import SignIn
from tests.risks.sheets import (
    API,
    ROW,
    act,
    decide,
    department_sheet,
    leave_post,
    open_sheet,
    save,
    take_post,
)
from tests.world import World


def test_it_works(wang: TestClient, sheet: dict[str, Any]) -> None:
    answer = wang.get(f"{API}/{sheet['id']}")
    assert (answer.status_code, answer.json()) == (200, sheet)
    assert [row["name"] for row in sheet["rows"]] == [ROW["name"], "教材款项核对流于形式"]
    assert (
        wang.get(f"{API}/{sheet['id']}", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    )


def test_it_is_listed(wang: TestClient, world: World, sign_in: SignIn, sheet: dict[str, Any]) -> None:
    li = sign_in(world.cast.li)
    theirs = department_sheet(li, world.academic).json()
    assert [row["id"] for row in li.get(API).json()["items"]] == [theirs["id"], sheet["id"]]
    assert [row["id"] for row in wang.get(API).json()["items"]] == [sheet["id"]]
    assert wang.get(API).json()["items"][0]["points_count"] == 2


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 2),
        ("kind=position", 1),
        ("kind=department", 1),
        ("year=2026", 2),
        ("year=2025", 0),
        ("state=draft", 1),
        ("state=department_review", 1),
        ("mine=true", 0),
        ("department_id={academic}", 2),
        ("department_id={college}", 2),
        ("department_id={finance}", 0),
        ("position_id={textbook_post}", 1),
        ("sort=oldest", 2),
    ],
)
def test_filters_narrow(
    wang: TestClient, world: World, sign_in: SignIn, sheet: dict[str, Any], query: str, total: int
) -> None:
    department_sheet(sign_in(world.cast.li), world.academic)
    assert act(wang, sheet, "submission").status_code == 200
    path = f"{API}?{query.format(**world.__dict__)}"
    assert sign_in(world.cast.office).get(path).json()["total"] == total


def test_a_review_changes_the_tag(
    wang: TestClient, world: World, sign_in: SignIn, sheet: dict[str, Any]
) -> None:
    submitted = act(wang, sheet, "submission")
    assert submitted.json()["allowed_actions"] == ["withdraw"]
    chen = sign_in(world.cast.chen)
    rows = [{"row_id": sheet["rows"][1]["id"], "reasons": ["shallow"], "comment": "请写具体"}]
    assert decide(chen, sheet, "send_back", rows=rows, opinion="请补充").status_code == 201
    answer = wang.get(f"{API}/{sheet['id']}", headers={"If-None-Match": submitted.headers["etag"]})
    body = answer.json()
    assert (answer.status_code, body["state"], body["round"]) == (200, "sent_back", 1)
    assert body["latest_decision"]["rows"][0]["row_id"] == sheet["rows"][1]["id"]
    assert body["allowed_actions"] == ["edit", "submit", "retire"]
    assert not body["is_changed_since_submission"]
    changed = save(wang, body, [{"id": row["id"]} for row in body["rows"]] + [ROW]).json()
    assert changed["is_changed_since_submission"]


def test_a_system_without_personal_data_sees_no_names(
    world: World, sign_in: SignIn, sheet: dict[str, Any]
) -> None:
    client = sign_in(world.cast.oa)
    for body in (client.get(f"{API}/{sheet['id']}").json(), client.get(API).json()["items"][0]):
        assert (body["filler_id"], body["filler_name"], body["filler_job_title"]) == (None, "", "")
    assert "王老师" not in client.get(f"{API}/{sheet['id']}").text


def test_the_sheet_keeps_the_old_holders_name(
    session: Session, wang: TestClient, world: World, sign_in: SignIn, sheet: dict[str, Any]
) -> None:
    leave_post(session, world)
    take_post(session, world.cast.outsider.person, world.textbook_post)
    left = wang.get(f"{API}/{sheet['id']}").json()
    assert (left["filler_name"], left["allowed_actions"]) == ("王老师", [])
    assert save(wang, left, []).status_code == 403
    successor = sign_in(world.cast.outsider)
    seen = successor.get(f"{API}/{sheet['id']}").json()
    assert (seen["filler_name"], seen["rows"], seen["allowed_actions"]) == ("王老师", sheet["rows"], [])
    assert open_sheet(successor, world).status_code == 201


@pytest.mark.parametrize(
    ("who", "status"),
    [("chen", 200), ("lin", 200), ("dean", 200), ("supervisor", 200), ("outsider", 404), ("other_head", 404)],
)
def test_reach_decides(world: World, sign_in: SignIn, sheet: dict[str, Any], who: str, status: int) -> None:
    client = sign_in(getattr(world.cast, who))
    assert client.get(f"{API}/{sheet['id']}").status_code == status
    assert len(client.get(API).json()["items"]) == (status == 200)


@pytest.mark.parametrize("query", ["colour=1", "size=201", "state=new", "year=12"])
def test_bad_queries_are_refused(wang: TestClient, query: str) -> None:
    assert wang.get(f"{API}?{query}").status_code == 422
