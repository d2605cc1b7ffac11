"""A department reports its liaison, the office confirms (opinion.txt line 33)."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.access.rules import Role
from backend.kit.table import today
from backend.organization.actions import refresh_grants
from tests.conftest import SignIn
from tests.organization.trail import pointers, problem, roles, traces
from tests.world import World

PATH = "/api/v1/officers"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def decide(
    client: TestClient, officer_id: int, how: str = "confirmation", body: Any = None, key: str = "first"
) -> Response:
    """The office's word on a report."""
    headers = {"If-Match": "now", "Idempotency-Key": f"{how}-{officer_id}-{key}"}
    answer: Response = client.post(f"{PATH}/{officer_id}/{how}", json=body, headers=headers)
    return answer


def report(client: TestClient, department_id: int, person_id: int, **more: Any) -> Response:
    """The department's report."""
    body = {"department_id": department_id, "person_id": person_id} | more
    answer: Response = client.post(f"{PATH}/reports", json=body)
    return answer


def test_it_works(world: World, sign_in: SignIn, office: TestClient, session: Session) -> None:
    wang = world.cast.wang
    made = report(sign_in(world.cast.chen), world.academic, wang.person)
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["kind"], body["status"], body["reported_by_name"]) == ("liaison", "reported", "陈处长")
    assert body["allowed_actions"] == []
    assert (Role.liaison, world.academic) not in roles(session, wang.user_id)
    assert office.get(f"{PATH}/{body['id']}").json()["allowed_actions"] == ["confirm", "decline"]
    confirmed = decide(office, body["id"]).json()
    assert (confirmed["status"], confirmed["confirmed_by_name"]) == ("confirmed", "纪委办")
    assert (Role.liaison, world.academic) in roles(session, wang.user_id)
    names = [trace.action for trace in traces(session, "officer.")]
    assert names == ["officer.reported", "officer.confirmed"]


def test_a_report_gives_no_right_overnight(world: World, sign_in: SignIn, session: Session) -> None:
    report(sign_in(world.cast.chen), world.academic, world.cast.wang.person)
    refresh_grants(session)
    assert (Role.liaison, world.academic) not in roles(session, world.cast.wang.user_id)
    detail = sign_in(world.cast.office).get(f"/api/v1/departments/{world.academic}").json()
    assert [liaison["name"] for liaison in detail["liaisons"]] == ["李联络"]


def test_a_refusal_says_why(world: World, sign_in: SignIn, office: TestClient, session: Session) -> None:
    officer_id = report(sign_in(world.cast.chen), world.academic, world.cast.wang.person).json()["id"]
    body = decide(office, officer_id, "refusal", {"reason": "应由专职人员担任"}).json()
    assert (body["status"], body["decline_reason"]) == ("declined", "应由专职人员担任")
    assert body["ended_on"] == str(today())
    assert roles(session, world.cast.wang.user_id) == {(Role.staff, None)}
    problem(decide(office, officer_id), 409, "illegal-transition")
    problem(decide(office, officer_id, "refusal", {"reason": "再想想"}, "again"), 409, "illegal-transition")


def test_whom_the_office_appoints_is_confirmed(world: World, office: TestClient) -> None:
    body = {"department_id": world.informatics, "person_id": world.cast.supervisor.person, "kind": "liaison"}
    made = office.post(PATH, json=body).json()
    assert (made["status"], made["confirmed_by_name"]) == ("confirmed", "纪委办")
    problem(decide(office, made["id"]), 409, "illegal-transition")


def test_units_without_a_confirmed_liaison_are_listed(
    world: World, office: TestClient, sign_in: SignIn
) -> None:
    def gaps(**params: Any) -> dict[str, Any]:
        rows = office.get(f"{PATH}/gaps", params=params).json()["items"]
        return {row["name"]: row["reported_person_name"] for row in rows}

    assert gaps() == {"资产处": None, "信息系": None}
    assert gaps(include_subunits=True) == {"资产处": None, "采购科": None, "信息系": None}
    officer_id = report(office, world.informatics, world.cast.supervisor.person).json()["id"]
    assert gaps(is_reported=True) == {"信息系": "孙监督员"}
    assert gaps(is_reported=False) == {"资产处": None}
    assert gaps(within_id=world.informatics) == {"信息系": "孙监督员"}
    decide(office, officer_id)
    assert gaps() == {"资产处": None}
    liaison = sign_in(world.cast.li)
    assert liaison.get(f"{PATH}/gaps").json()["items"] == []
    assert pointers(liaison.get(f"{PATH}/gaps?missing=1")) == [("missing", "extra_forbidden")]


def test_a_liaison_whose_term_ends_leaves_a_gap(world: World, office: TestClient) -> None:
    [row] = office.get(PATH, params={"person_id": world.cast.li.person}).json()["items"]
    yesterday = str(today() - timedelta(days=1))
    office.post(f"{PATH}/{row['id']}/ending", json={"ended_on": yesterday}, headers={"If-Match": "now"})
    gaps = office.get(f"{PATH}/gaps").json()["items"]
    assert ("教务处", "陈处长") in {(gap["name"], gap["head_name"]) for gap in gaps}


def test_strangers_report_nothing(world: World, sign_in: SignIn) -> None:
    wang = world.cast.wang.person
    for who in (world.cast.wang, world.cast.lin, world.cast.supervisor, world.cast.dean):
        problem(report(sign_in(who), world.academic, wang), 403, "forbidden")
    stranger = report(sign_in(world.cast.other_head), world.academic, wang)
    assert pointers(stranger) == [("/department_id", "unknown")]


def test_a_department_reports_its_own_people(world: World, sign_in: SignIn) -> None:
    chen = sign_in(world.cast.chen)
    answer = report(chen, world.academic, world.cast.outsider.person)
    assert pointers(answer) == [("/person_id", "unknown")]
    problem(report(chen, world.academic, world.cast.li.person), 409, "already-appointed")


def test_only_the_office_confirms_and_nobody_himself(
    world: World, sign_in: SignIn, office: TestClient
) -> None:
    officer_id = report(office, world.academic, world.cast.wang.person).json()["id"]
    for who in (world.cast.chen, world.cast.li):
        problem(decide(sign_in(who), officer_id), 403, "forbidden")
    himself = report(office, world.college, world.cast.office.person).json()["id"]
    problem(decide(office, himself), 403, "forbidden")


def test_a_system_without_personal_data_gets_no_names(
    world: World, sign_in: SignIn, office: TestClient
) -> None:
    report(office, world.informatics, world.cast.supervisor.person)
    rows = sign_in(world.cast.oa).get(PATH, params={"status": "reported"}).json()["items"]
    assert [(row["person_name"], row["reported_by_name"]) for row in rows] == [(None, None)]
    gaps = sign_in(world.cast.oa).get(f"{PATH}/gaps").json()["items"]
    assert {gap["reported_person_name"] for gap in gaps} == {None}
