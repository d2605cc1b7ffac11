"""分管 brings the right to decide, 联系 to urge and guide (opinion.txt line 31)."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.rules import Role
from backend.kit.table import today
from tests.conftest import SignIn
from tests.organization.trail import pointers, problem, roles, traces
from tests.world import World

PATH = "/api/v1/oversights"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def relation(world: World, kind: str = "supervising", **changes: object) -> dict[str, object]:
    """The body that relates 林副院长 to 财务处."""
    return {"leader_id": world.cast.lin.person, "department_id": world.finance, "kind": kind} | changes


def test_supervising_brings_the_role(world: World, office: TestClient, session: Session) -> None:
    response = office.post(PATH, json=relation(world))
    assert response.status_code == 201
    assert response.json()["leader_name"] == "林副院长"
    assert (Role.supervising_leader, world.finance) in roles(session, world.cast.lin.user_id)
    assert [trace.action for trace in traces(session, "oversight.")] == ["oversight.created"]


def test_contact_brings_a_role_of_its_own(world: World, office: TestClient, session: Session) -> None:
    assert office.post(PATH, json=relation(world, "contact")).status_code == 201
    contacted = {(Role.contact_leader, place) for place in (world.informatics, world.finance)}
    expected = {(Role.supervising_leader, world.academic), (Role.staff, None)} | contacted
    assert roles(session, world.cast.lin.user_id) == expected


def test_one_leader_may_hold_both_relations(world: World, office: TestClient) -> None:
    for kind in ("supervising", "contact"):
        assert office.post(PATH, json=relation(world, kind)).status_code == 201
    mine = office.get(f"{PATH}?person_id={world.cast.lin.person}&department_id={world.finance}").json()
    assert [row["kind"] for row in mine["items"]] == ["supervising", "contact"]


def test_it_ends(world: World, office: TestClient, session: Session) -> None:
    (row,) = office.get(f"{PATH}?kind=supervising").json()["items"]
    yesterday = str(today() - timedelta(days=1))
    path = f"{PATH}/{row['id']}/ending"
    assert office.post(path, json={"ended_on": yesterday}, headers={"If-Match": "now"}).status_code == 200
    assert (Role.supervising_leader, world.academic) not in roles(session, world.cast.lin.user_id)
    assert office.get(f"{PATH}?kind=supervising").json()["items"] == []
    assert len(office.get(f"{PATH}?kind=supervising&include_history=true").json()["items"]) == 1


def test_staff_cannot_write(world: World, sign_in: SignIn) -> None:
    problem(sign_in(world.cast.wang).post(PATH, json=relation(world)), 403, "forbidden")


def test_the_same_relation_is_not_set_twice(world: World, office: TestClient) -> None:
    office.post(PATH, json=relation(world))
    problem(office.post(PATH, json=relation(world)), 409, "already-appointed")


def test_the_leader_is_on_the_roster(world: World, office: TestClient) -> None:
    assert pointers(office.post(PATH, json=relation(world, leader_id=999_999))) == [("/leader_id", "unknown")]


def test_a_system_without_personal_data_gets_no_names(world: World, sign_in: SignIn) -> None:
    rows = sign_in(world.cast.oa).get(PATH).json()["items"]
    assert {row["leader_name"] for row in rows} == {None}
