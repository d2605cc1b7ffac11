"""Heads and liaisons: one head at any date, rights that follow and end."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.rules import Role
from backend.kit.table import today
from tests.cast import Member
from tests.conftest import SignIn
from tests.organization.trail import pointers, problem, roles, traces
from tests.world import SINCE, World

PATH = "/api/v1/officers"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def charge(world: World, who: Member, kind: str = "head", **changes: object) -> dict[str, object]:
    """The body that puts somebody in charge of 教务处."""
    return {"department_id": world.academic, "person_id": who.person, "kind": kind} | changes


def head_of(office: TestClient, department_id: int) -> str | None:
    """The name of today's head."""
    head = office.get(f"/api/v1/departments/{department_id}").json()["head"]
    return head["name"] if head else None


def test_a_new_head_takes_over(world: World, office: TestClient, session: Session) -> None:
    response = office.post(PATH, json=charge(world, world.cast.wang))
    assert response.status_code == 201
    assert head_of(office, world.academic) == "王老师"
    history = office.get(f"{PATH}?include_history=true&kind=head&department_id={world.academic}").json()
    former, current = history["items"]
    assert (former["person_name"], former["ended_on"]) == ("陈处长", str(today() - timedelta(days=1)))
    assert (current["person_name"], current["ended_on"]) == ("王老师", None)
    assert [trace.action for trace in traces(session, "officer.")] == ["officer.ended", "officer.created"]


def test_rights_follow_the_charge(world: World, office: TestClient, session: Session) -> None:
    office.post(PATH, json=charge(world, world.cast.wang))
    assert (Role.department_head, world.academic) in roles(session, world.cast.wang.user_id)
    assert (Role.department_head, world.academic) not in roles(session, world.cast.chen.user_id)
    assert (Role.staff, None) in roles(session, world.cast.chen.user_id)


def test_a_department_may_have_several_liaisons(world: World, office: TestClient, session: Session) -> None:
    assert office.post(PATH, json=charge(world, world.cast.wang, "liaison")).status_code == 201
    names = [row["person_name"] for row in office.get(f"{PATH}?kind=liaison").json()["items"]]
    assert sorted(names) == ["周联络", "李联络", "王老师"]
    assert (Role.liaison, world.academic) in roles(session, world.cast.wang.user_id)


def test_a_future_head_waits(world: World, office: TestClient, session: Session) -> None:
    start = today() + timedelta(days=30)
    response = office.post(PATH, json=charge(world, world.cast.wang, started_on=str(start)))
    assert response.status_code == 201
    assert head_of(office, world.academic) == "陈处长"
    assert (Role.department_head, world.academic) not in roles(session, world.cast.wang.user_id)
    assert (Role.department_head, world.academic) in roles(session, world.cast.chen.user_id)
    ahead = office.get(f"{PATH}?kind=head&department_id={world.academic}&on={start}").json()["items"]
    assert [row["person_name"] for row in ahead] == ["王老师"]


def test_an_ending_takes_the_rights_away(world: World, office: TestClient, session: Session) -> None:
    rows = office.get(f"{PATH}?person_id={world.cast.li.person}").json()["items"]
    yesterday = today() - timedelta(days=1)
    response = office.post(
        f"{PATH}/{rows[0]['id']}/ending", json={"ended_on": str(yesterday)}, headers={"If-Match": '"v1"'}
    )
    assert response.json()["ended_on"] == str(yesterday)
    assert roles(session, world.cast.li.user_id) == {(Role.staff, None)}
    without = office.get("/api/v1/departments?without_liaison=true&kind=office").json()["items"]
    assert world.academic in {row["id"] for row in without}


def test_the_last_day_still_counts(world: World, office: TestClient, session: Session) -> None:
    (row,) = office.get(f"{PATH}?person_id={world.cast.li.person}").json()["items"]
    office.post(f"{PATH}/{row['id']}/ending", json={}, headers={"If-Match": "now"})
    assert office.get(f"{PATH}/{row['id']}").json()["ended_on"] == str(today())
    assert (Role.liaison, world.academic) in roles(session, world.cast.li.user_id)


def test_a_liaison_may_look_and_not_appoint(world: World, sign_in: SignIn) -> None:
    liaison = sign_in(world.cast.li)
    assert {row["department_name"] for row in liaison.get(PATH).json()["items"]} == {"教务处"}
    problem(liaison.post(PATH, json=charge(world, world.cast.wang)), 403, "forbidden")


def test_terms_do_not_overlap(world: World, office: TestClient) -> None:
    early = charge(world, world.cast.wang, started_on=str(SINCE))
    problem(office.post(PATH, json=early), 409, "overlap")
    later = str(today() + timedelta(days=30))
    assert office.post(PATH, json=charge(world, world.cast.wang, started_on=later)).status_code == 201
    problem(office.post(PATH, json=charge(world, world.cast.li)), 409, "overlap")


def test_nobody_is_appointed_twice(world: World, office: TestClient) -> None:
    problem(office.post(PATH, json=charge(world, world.cast.chen)), 409, "already-appointed")
    problem(office.post(PATH, json=charge(world, world.cast.li, "liaison")), 409, "already-appointed")


def test_only_living_departments_and_people(world: World, office: TestClient) -> None:
    body = charge(world, world.cast.wang)
    assert pointers(office.post(PATH, json=body | {"person_id": 999_999})) == [("/person_id", "unknown")]
    assert pointers(office.post(PATH, json=body | {"department_id": 999_999})) == [
        ("/department_id", "unknown")
    ]
    assert pointers(office.post(PATH, json=body | {"started_on": "1066-10-14"})) == [
        ("/started_on", "greater_than_equal")
    ]


def test_an_ending_lies_after_the_beginning(world: World, office: TestClient) -> None:
    (row,) = office.get(f"{PATH}?person_id={world.cast.li.person}").json()["items"]
    path = f"{PATH}/{row['id']}/ending"
    response = office.post(path, json={"ended_on": "2020-01-01"}, headers={"If-Match": "now"})
    assert pointers(response) == [("/ended_on", "before-start")]
    office.post(path, json={"ended_on": str(SINCE)}, headers={"If-Match": "now"})
    problem(office.post(path, json={}, headers={"If-Match": "now"}), 409, "already-ended")


def test_an_administrator_gets_no_charge(world: World, office: TestClient, session: Session) -> None:
    """三员分立: an account that administers holds no business role, not even through a post."""
    person = {"staff_no": "T9", "name": "管理员", "department_id": world.academic}
    linked = person | {"user_id": world.cast.system_admin.user_id}
    problem(office.post("/api/v1/people", json=linked), 409, "roles-apart")
