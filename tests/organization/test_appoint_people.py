"""Appointments: several posts a person, several holders a post, each from a day to a day."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.table import today
from tests.conftest import SignIn
from tests.organization.trail import pointers, problem, traces
from tests.world import World

PATH = "/api/v1/appointments"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def take(world: World, **changes: object) -> dict[str, object]:
    """王老师 also takes the vacant post."""
    return {"person_id": world.cast.wang.person, "position_id": world.procurement_post} | changes


def test_a_second_post_is_not_primary(world: World, office: TestClient, session: Session) -> None:
    response = office.post(PATH, json=take(world))
    made = response.json()
    assert response.status_code == 201
    assert (made["person_name"], made["position_code"], made["department_name"]) == (
        "王老师",
        "ZCC-CG-01",
        "采购科",
    )
    assert (made["is_primary"], made["started_on"]) == (False, str(today()))
    (trace,) = traces(session, "appointment.")
    assert trace[:3] == ("appointment.created", made["id"], world.procurement)
    assert trace.details["person_id"] == world.cast.wang.person


def test_a_first_post_is_primary(world: World, office: TestClient) -> None:
    made = office.post(PATH, json=take(world, person_id=world.cast.dean.person)).json()
    assert made["is_primary"] is True


def test_two_people_share_a_post(world: World, office: TestClient) -> None:
    office.post(PATH, json=take(world, position_id=world.cashier_post))
    rows = office.get(f"{PATH}?position_id={world.cashier_post}").json()["items"]
    assert [row["person_name"] for row in rows] == ["外人", "王老师"]


def test_it_ends_and_stays_in_the_history(world: World, office: TestClient) -> None:
    path = f"{PATH}?person_id={world.cast.wang.person}"
    (row,) = office.get(path).json()["items"]
    ended = office.post(
        f"{PATH}/{row['id']}/ending", json={"ended_on": "2025-06-30"}, headers={"If-Match": '"v1"'}
    )
    assert ended.headers["etag"] == '"v2"'
    assert office.get(path).json()["items"] == []
    assert office.get(f"{path}&on=2025-06-30").json()["total"] == 1
    assert office.get(f"{path}&on=2025-07-01").json()["total"] == 0
    assert office.get(f"{path}&include_history=true").json()["total"] == 1


def test_a_liaison_reads_the_own_department(world: World, sign_in: SignIn) -> None:
    liaison = sign_in(world.cast.li)
    assert {row["department_id"] for row in liaison.get(PATH).json()["items"]} == {world.academic}
    problem(liaison.post(PATH, json=take(world)), 403, "forbidden")


def test_a_system_without_personal_data_gets_no_names(world: World, sign_in: SignIn) -> None:
    rows = sign_in(world.cast.oa).get(PATH).json()["items"]
    assert {row["person_name"] for row in rows} == {None}


def test_nobody_takes_the_same_post_twice(world: World, office: TestClient) -> None:
    problem(office.post(PATH, json=take(world, position_id=world.textbook_post)), 409, "already-appointed")


def test_one_post_is_primary(world: World, office: TestClient) -> None:
    problem(office.post(PATH, json=take(world, is_primary=True)), 409, "primary-taken")


def test_a_retired_post_is_not_taken(world: World, office: TestClient) -> None:
    path = f"/api/v1/positions/{world.procurement_post}/retirement"
    office.post(path, json={"reason": "岗位合并"}, headers={"If-Match": "now"})
    assert pointers(office.post(PATH, json=take(world))) == [("/position_id", "unknown")]
