"""POST /powers/{id}/confirmation: 全面清理，逐项确认 (opinion.txt line 42)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.conftest import SignIn
from tests.organization.trail import pointers, problem
from tests.powers.catalogue import API, actions_of, add_basis, add_power, change
from tests.powers.flows import PURCHASE
from tests.regulations.operations import add_regulation
from tests.world import World


@pytest.fixture
def li(world: World, sign_in: SignIn) -> TestClient:
    """李联络 at the keyboard."""
    return sign_in(world.cast.li)


def confirm(client: TestClient, power_id: int, note: str = "", tag: str = "now") -> Any:
    """Confirms one power."""
    return change(client, "POST", f"/{power_id}/confirmation", {"note": note}, tag)


def test_it_works(session: Session, power: int, li: TestClient) -> None:
    answer = confirm(li, power, tag='"v1"')
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["confirmed_at"]
    assert (body["confirmed_by_name"], body["version"]) == ("李联络", 2)
    assert actions_of(session) == ["power.confirmed"]
    assert [row["id"] for row in li.get(API, params={"is_confirmed": True}).json()["items"]] == [power]
    assert li.get(API, params={"is_confirmed": False}).json()["items"] == []
    problem(confirm(li, power), 409, "already-confirmed")


@pytest.mark.parametrize(
    ("changes", "stays"),
    [
        ({"boundary": "不含教材的定价"}, False),
        ({"content": "组织教材的征订"}, False),
        ({"position_id": None}, False),
        ({"sort": 30}, True),
        ({"code": "P009"}, True),
    ],
)
def test_a_change_of_content_takes_it_away(
    power: int, li: TestClient, changes: dict[str, Any], stays: bool
) -> None:
    confirm(li, power)
    body = change(li, "PATCH", f"/{power}", changes).json()
    assert (body["confirmed_at"] is not None, body["confirmed_by_name"] != "") == (stays, stays)


def test_a_new_rule_takes_it_away_and_a_flow_does_not(session: Session, power: int, li: TestClient) -> None:
    confirm(li, power)
    change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE})
    step = {"regulation_id": add_regulation(session), "step_key": PURCHASE[0]["key"]}
    change(li, "PUT", f"/{power}/bases", {"bases": [step]})
    assert li.get(f"{API}/{power}").json()["confirmed_at"]
    change(li, "PUT", f"/{power}/bases", {"bases": [step, {"regulation_id": step["regulation_id"]}]})
    assert li.get(f"{API}/{power}").json()["confirmed_at"] is None


def test_what_is_missing_is_named(session: Session, world: World, li: TestClient) -> None:
    bare = add_power(session, world.academic, "P002", content="", handling_body="", basis="")
    assert pointers(confirm(li, bare)) == [
        ("/content", "required"),
        ("/handling_body", "required"),
        ("/note", "without-basis"),
    ]
    unfounded = add_power(session, world.academic, "P003", basis="")
    assert pointers(confirm(li, unfounded, "惯例")) == [("/note", "without-basis")]
    body = confirm(li, unfounded, "沿用 2009 年院务会议定的分工，正在补订制度").json()
    assert body["confirm_note"].startswith("沿用")
    founded = add_power(session, world.academic, "P004", basis="")
    add_basis(session, founded)
    assert confirm(li, founded).status_code == 200


def test_strangers_confirm_nothing(world: World, power: int, sign_in: SignIn) -> None:
    for who, status in (("wang", 403), ("lin", 403), ("dean", 403), ("other_head", 404)):
        assert confirm(sign_in(getattr(world.cast, who)), power).status_code == status


def test_stale_and_retired_are_refused(power: int, li: TestClient) -> None:
    problem(confirm(li, power, tag='"v9"'), 412, "stale")
    change(li, "POST", f"/{power}/retirement", {"reason": "职能划转"})
    problem(confirm(li, power), 409, "already-retired")


def test_a_system_without_personal_data_gets_no_name(
    world: World, power: int, li: TestClient, sign_in: SignIn
) -> None:
    confirm(li, power)
    body = sign_in(world.cast.oa).get(f"{API}/{power}").json()
    assert body["confirmed_at"]
    assert body["confirmed_by_name"] is None
