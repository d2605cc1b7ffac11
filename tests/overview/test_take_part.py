"""全员参与: staff without a post are expected, listed and counted; who left or is marked exempt is not."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.kit.table import today
from tests.conftest import SignIn
from tests.organization.trail import pointers, problem
from tests.overview.test_show_progress import progress, steps
from tests.risks.sheets import ROW, act, filled_sheet
from tests.world import World

PEOPLE = "/api/v1/people"
Found = dict[str, Any]


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办."""
    return sign_in(world.cast.office)


@pytest.fixture
def newcomer(world: World, office: TestClient) -> Found:
    """A colleague of 教务处 who has no post yet."""
    body = {"staff_no": "T2001", "name": "新老师", "department_id": world.academic}
    made: Found = office.post(PEOPLE, json=body).json()
    return made


def college(client: TestClient, **params: Any) -> Found:
    body: Found = client.get("/api/v1/overview/college", params=params).json()
    return body


def mark(office: TestClient, person: Found, reason: str | None) -> Any:
    """Marks somebody exempt, or takes the mark away."""
    headers = {"If-Match": "now"}
    return office.patch(f"{PEOPLE}/{person['id']}", json={"exempt_reason": reason}, headers=headers)


def expected(client: TestClient, world: World) -> int:
    """Sheets 教务处 has to hand in."""
    return steps(progress(client)[world.academic])["forms"][1]


def test_it_works(world: World, sign_in: SignIn, office: TestClient) -> None:
    li = sign_in(world.cast.li)
    before, sheets = progress(li)[world.academic]["participation"], college(office)["sheets"]["expected"]
    assert (before["staff"], before["participants"], before["postless"]) == (3, 0, 0)
    body = {"staff_no": "T2001", "name": "新老师", "department_id": world.academic}
    person = office.post(PEOPLE, json=body).json()
    for client in (li, office):
        row = progress(client)[world.academic]
        assert row["participation"] == {"staff": 4, "participants": 0, "postless": 1}
        assert row["postless"] == [
            {"department_id": world.academic, "person_id": person["id"], "person_name": "新老师"}
        ]
        assert steps(row)["forms"][1] == 5
    assert college(office)["sheets"]["expected"] == sheets + 1
    assert college(office)["participation"]["postless"] >= 1
    appointment = {"person_id": person["id"], "position_id": world.textbook_post}
    assert office.post("/api/v1/appointments", json=appointment).status_code == 201
    row = progress(li)[world.academic]
    assert (row["participation"]["postless"], row["postless"], steps(row)["forms"][1]) == (0, [], 5)
    assert "新老师" in {one["person_name"] for one in row["laggards"]}


def test_who_handed_in_takes_part(world: World, sign_in: SignIn) -> None:
    wang, li = sign_in(world.cast.wang), sign_in(world.cast.li)
    sheet = filled_sheet(wang, world, [ROW], year=today().year)
    assert progress(li)[world.academic]["participation"]["participants"] == 0
    act(wang, sheet, "submission")
    assert progress(li)[world.academic]["participation"]["participants"] == 1


def test_who_is_exempt_or_left_does_not_count(
    world: World, sign_in: SignIn, office: TestClient, newcomer: Found
) -> None:
    li = sign_in(world.cast.li)
    assert expected(li, world) == 5
    assert mark(office, newcomer, "长期借调校外").json()["exempt_reason"] == "长期借调校外"
    assert (expected(li, world), progress(li)[world.academic]["postless"]) == (4, [])
    assert mark(office, newcomer, None).json()["exempt_reason"] is None
    assert expected(li, world) == 5
    path = f"{PEOPLE}/{newcomer['id']}/departure"
    yesterday = {"left_on": "2026-01-31"}
    assert office.post(path, json=yesterday, headers={"If-Match": "now"}).status_code == 200
    assert (expected(li, world), progress(li)[world.academic]["postless"]) == (4, [])


def test_an_exempt_holder_owes_no_sheet(world: World, sign_in: SignIn, office: TestClient) -> None:
    li, wang = sign_in(world.cast.li), sign_in(world.cast.wang)
    assert mark(office, {"id": world.cast.wang.person}, "长期病休").status_code == 200
    row = progress(li)[world.academic]
    assert (row["participation"]["staff"], steps(row)["forms"][1]) == (2, 3)
    assert "王老师" not in {one["person_name"] for one in row["laggards"]}
    assert wang.get("/api/v1/overview/workbench").json()["progress"]["expected"] == 0


def test_somebody_without_a_post_still_owes_one(
    world: World, sign_in: SignIn, office: TestClient, newcomer: Found
) -> None:
    office_bench = office.get("/api/v1/overview/workbench").json()["progress"]["expected"]
    assert mark(office, newcomer, "长期借调校外").status_code == 200
    assert office.get("/api/v1/overview/workbench").json()["progress"]["expected"] == office_bench - 1


def test_past_years_count_those_who_held_a_post_then(world: World, sign_in: SignIn, newcomer: Found) -> None:
    row = progress(sign_in(world.cast.li), year=today().year - 1)[world.academic]
    assert row["participation"] == {"staff": 3, "participants": 0, "postless": 0}
    assert (row["postless"], steps(row)["forms"][1]) == ([], 4)


def test_the_roster_lists_them(world: World, office: TestClient, newcomer: Found) -> None:
    def listed(**params: Any) -> set[str]:
        found = office.get(PEOPLE, params=params | {"department_id": world.academic}).json()["items"]
        return {one["name"] for one in found}

    assert listed(is_postless=True) == {"新老师"}
    assert "王老师" in listed(is_postless=False)
    assert "新老师" not in listed(is_postless=False)
    mark(office, newcomer, "长期借调校外")
    assert (listed(is_postless=True), listed(is_exempt=True)) == (set(), {"新老师"})
    assert "新老师" not in listed(is_exempt=False)


def test_only_the_office_exempts_and_says_why(
    world: World, sign_in: SignIn, office: TestClient, newcomer: Found
) -> None:
    for who in (world.cast.li, world.cast.chen):
        assert mark(sign_in(who), newcomer, "长期借调校外").status_code == 403
    assert pointers(mark(office, newcomer, "无")) == [("/exempt_reason", "string_too_short")]
    problem(office.get(PEOPLE, params={"is_postless": "vielleicht"}), 422, "validation")
