"""The roster: people, their accounts, and leaving."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.rules import Role
from backend.kit.table import today
from tests.conftest import SignIn
from tests.organization.trail import pointers, problem, roles, traces
from tests.world import World

PATH = "/api/v1/people"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def somebody(world: World, **changes: object) -> dict[str, object]:
    """A new colleague of 教务处."""
    return {"staff_no": "T2001", "name": "新老师", "department_id": world.academic} | changes


def test_somebody_joins(world: World, office: TestClient, session: Session) -> None:
    response = office.post(PATH, json=somebody(world, job_title="科员"))
    made = response.json()
    assert response.status_code == 201
    assert (made["department_name"], made["job_title"], made["user_id"]) == ("教务处", "科员", None)
    (trace,) = traces(session, "person.")
    assert trace[:3] == ("person.created", made["id"], world.academic)


def test_the_roster_is_searched(world: World, office: TestClient) -> None:
    def staff(query: str) -> list[str]:
        return [row["staff_no"] for row in office.get(f"{PATH}?{query}").json()["items"]]

    assert staff("q=联络") == ["T1002", "T1009"]
    assert staff("q=t1001") == ["T1001"]
    assert staff(f"department_id={world.finance}") == ["T1008", "T1009", "T1010"]
    assert staff("has_account=false") == []
    assert len(staff("sort=name")) == 10


def test_an_account_is_linked_and_brings_the_rights(
    world: World, office: TestClient, session: Session
) -> None:
    path, user_id = f"{PATH}/{world.cast.chen.person}", world.cast.chen.user_id
    unlinked = office.patch(path, json={"user_id": None}, headers={"If-Match": "now"})
    assert unlinked.json()["user_id"] is None
    assert roles(session, user_id) == set()
    assert office.patch(path, json={"user_id": user_id}, headers={"If-Match": "now"}).status_code == 200
    assert roles(session, user_id) == {(Role.staff, None), (Role.department_head, world.academic)}


def test_a_move_names_the_former_department(world: World, office: TestClient, session: Session) -> None:
    path = f"{PATH}/{world.cast.wang.person}"
    office.patch(path, json={"department_id": world.finance}, headers={"If-Match": "now"})
    (trace,) = traces(session, "person.updated")
    assert trace[1:4] == (world.cast.wang.person, world.finance, world.academic)


def test_one_person_shows_everything_held(world: World, office: TestClient) -> None:
    body = office.get(f"{PATH}/{world.cast.lin.person}").json()
    assert [row["position_name"] for row in body["appointments"]] == ["分管教学副院长"]
    assert [(row["kind"], row["department_name"]) for row in body["oversights"]] == [
        ("supervising", "教务处"),
        ("contact", "信息系"),
    ]
    head = office.get(f"{PATH}/{world.cast.chen.person}").json()
    assert [(row["kind"], row["department_name"]) for row in head["charges"]] == [("head", "教务处")]


def test_everybody_reads_the_own_entry(world: World, sign_in: SignIn) -> None:
    body = sign_in(world.cast.wang).get(f"{PATH}/me").json()
    assert (body["staff_no"], body["appointments"][0]["position_name"]) == ("T1001", "教材管理岗")
    problem(sign_in(world.cast.system_admin).get(f"{PATH}/me"), 404, "not-found")
    problem(sign_in(world.cast.oa).get(f"{PATH}/me"), 403, "forbidden")


def test_leaving_ends_everything(world: World, office: TestClient, session: Session) -> None:
    person, yesterday = world.cast.chen.person, str(today() - timedelta(days=1))
    response = office.post(
        f"{PATH}/{person}/departure", json={"left_on": yesterday}, headers={"If-Match": '"v1"'}
    )
    assert response.json()["left_on"] == yesterday
    assert roles(session, world.cast.chen.user_id) == set()
    detail = office.get(f"{PATH}/{person}").json()
    assert (detail["appointments"], detail["charges"]) == ([], [])
    assert {trace.action for trace in traces(session)} >= {
        "appointment.ended",
        "officer.ended",
        "person.departed",
    }
    assert "T1003" not in {row["staff_no"] for row in office.get(PATH).json()["items"]}
    everybody = office.get(f"{PATH}?include_left=true").json()["items"]
    assert "T1003" in {row["staff_no"] for row in everybody}
    problem(
        office.post(f"{PATH}/{person}/departure", json={}, headers={"If-Match": "now"}), 409, "already-left"
    )
    appointment = {"person_id": person, "position_id": world.procurement_post}
    assert pointers(office.post("/api/v1/appointments", json=appointment)) == [("/person_id", "unknown")]


def test_a_liaison_sees_the_own_department(world: World, sign_in: SignIn) -> None:
    liaison = sign_in(world.cast.li)
    assert [row["staff_no"] for row in liaison.get(PATH).json()["items"]] == ["T1001", "T1002", "T1003"]
    problem(liaison.get(f"{PATH}/{world.cast.outsider.person}"), 404, "not-found")
    problem(liaison.post(PATH, json=somebody(world)), 403, "forbidden")


def test_staff_and_systems_without_personal_data_get_no_roster(world: World, sign_in: SignIn) -> None:
    for who in (world.cast.wang, world.cast.oa, world.cast.system_admin):
        problem(sign_in(who).get(PATH), 403, "forbidden")


def test_numbers_and_accounts_are_given_once(world: World, office: TestClient) -> None:
    problem(office.post(PATH, json=somebody(world, staff_no="T1001")), 409, "staff-no-taken")
    taken = somebody(world, user_id=world.cast.wang.user_id)
    problem(office.post(PATH, json=taken), 409, "user-taken")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"department_id": 999_999}, ("/department_id", "unknown")),
        ({"user_id": 999_999}, ("/user_id", "unknown")),
        ({"staff_no": "工号"}, ("/staff_no", "string_pattern_mismatch")),
        ({"name": " "}, ("/name", "string_too_short")),
    ],
)
def test_a_bad_entry_is_refused(
    world: World, office: TestClient, changes: dict[str, object], expected: tuple[str, str]
) -> None:
    assert pointers(office.post(PATH, json=somebody(world, **changes))) == [expected]
