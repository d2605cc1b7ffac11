"""PATCH /powers/{id}, POST /powers/{id}/retirement, POST /powers/order."""

from typing import Any

import pytest
from sqlmodel import Session

from tests.conftest import SignIn
from tests.powers.catalogue import API, actions_of, add_power, change, events_of
from tests.world import World


def test_it_works(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    chen = sign_in(world.cast.chen)
    tag = chen.get(f"{API}/{power}").headers["etag"]
    answer = change(chen, "PATCH", f"/{power}", {"name": "教材选用与征订", "kind": "operational"}, tag)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["name"], body["kind"], body["version"]) == ("教材选用与征订", "operational", 2)
    assert body["basis"] == "《教材管理办法》"
    assert answer.headers["etag"] == '"v2"'
    assert [event["details"] for event in events_of(session)] == [{"fields": ["kind", "name"]}]


def test_saying_the_same_changes_nothing(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    answer = change(sign_in(world.cast.li), "PATCH", f"/{power}", {"name": "教材选用"})
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert actions_of(session) == []


def test_what_may_be_empty_can_be_emptied(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    emptied = change(li, "PATCH", f"/{power}", {"position_id": None, "basis": ""}).json()
    assert (emptied["position_id"], emptied["position_name"], emptied["basis"]) == (None, None, "")
    assert change(li, "PATCH", f"/{power}", {"name": None}).status_code == 422


def test_a_move_tells_where_it_came_from(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    body = {"department_id": world.finance, "position_id": world.cashier_post}
    answer = change(office, "PATCH", f"/{power}", body)
    assert (answer.status_code, answer.json()["department_name"]) == (200, "财务处")
    [event] = events_of(session)
    assert (event["department_id"], event["former_department_id"]) == (world.finance, world.academic)
    assert event["details"]["former_position_id"] == world.textbook_post


def test_a_move_must_fit(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    add_power(session, world.finance, "P001")
    office = sign_in(world.cast.office)
    path = f"/{power}"
    assert change(office, "PATCH", path, {"department_id": world.finance}).status_code == 409
    assert change(office, "PATCH", path, {"department_id": world.finance, "code": "P002"}).status_code == 422
    assert change(office, "PATCH", path, {"position_id": world.cashier_post}).status_code == 422
    li = sign_in(world.cast.li)
    body = {"department_id": world.finance, "code": "P002", "position_id": None}
    assert change(li, "PATCH", path, body).status_code == 422  # she does not see the other department


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("wang", 403),
        ("lin", 403),
        ("supervisor", 403),
        ("dean", 403),
        ("other_liaison", 404),
        ("outsider", 403),
    ],
)
def test_strangers_are_refused(world: World, power: int, sign_in: SignIn, who: str, status: int) -> None:
    client = sign_in(getattr(world.cast, who))
    assert change(client, "PATCH", f"/{power}", {"name": "改名"}).status_code == status
    assert change(client, "POST", f"/{power}/retirement", {"reason": "不要了"}).status_code == status
    assert change(client, "PUT", f"/{power}/flow", {"steps": []}).status_code == status


def test_stale_and_missing_tags_are_refused(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    assert li.patch(f"{API}/{power}", json={"name": "改名"}).status_code == 428
    assert change(li, "PATCH", f"/{power}", {"name": "改名"}, '"v7"').status_code == 412


@pytest.mark.parametrize("body", [{"colour": 1}, {"code": "a b"}, {"sort": 10**9}, {"flow_version": 2}])
def test_bad_bodies_are_refused(world: World, power: int, sign_in: SignIn, body: dict[str, Any]) -> None:
    assert change(sign_in(world.cast.li), "PATCH", f"/{power}", body).status_code == 422


def test_retiring_keeps_it_readable(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    answer = change(li, "POST", f"/{power}/retirement", {"reason": "职能划转"}, '"v1"')
    assert (answer.status_code, answer.json()["retire_reason"]) == (200, "职能划转")
    assert answer.json()["retired_on"]
    assert li.get(f"{API}/{power}").status_code == 200
    assert actions_of(session) == ["power.retired"]


def test_a_retired_power_rests(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    change(li, "POST", f"/{power}/retirement", {"reason": "职能划转"})
    assert change(li, "POST", f"/{power}/retirement", {"reason": "再次"}).status_code == 409
    assert change(li, "PATCH", f"/{power}", {"name": "改名"}).status_code == 409
    assert change(li, "PUT", f"/{power}/flow", {"steps": []}).status_code == 409


def test_retiring_needs_a_reason(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    assert change(li, "POST", f"/{power}/retirement", {"reason": " "}).status_code == 422


def test_reordering_works(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    second = add_power(session, world.academic, "P002", sort=20)
    third = add_power(session, world.academic, "P003", sort=30)
    li = sign_in(world.cast.li)
    body = {"department_id": world.academic, "power_ids": [third, second, power]}
    answer = li.post(f"{API}/order", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["items"] == [
        {"id": third, "sort": 10, "version": 2},
        {"id": second, "sort": 20, "version": 1},
        {"id": power, "sort": 30, "version": 2},
    ]
    assert [item["id"] for item in li.get(API).json()["items"]] == [third, second, power]
    assert actions_of(session) == ["power.updated", "power.updated"]


def test_reordering_names_each_power_once(
    session: Session, world: World, power: int, sign_in: SignIn
) -> None:
    second = add_power(session, world.academic, "P002", sort=20)
    li = sign_in(world.cast.li)

    def status(*ids: int, department_id: int = world.academic) -> int:
        body = {"department_id": department_id, "power_ids": ids}
        return int(li.post(f"{API}/order", json=body).status_code)

    assert status(second) == 409
    assert status(second, power, 2**40) == 409
    assert status(second, second, power) == 422
    assert status() == 422
    assert status(power, second, department_id=world.finance) == 422
    assert sign_in(world.cast.wang).post(f"{API}/order", json={}).status_code == 403
