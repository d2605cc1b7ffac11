"""The second line: a unit comes under a party organisation as well (opinion.txt line 3)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.conftest import SignIn
from tests.organization.loads import counts, faults, send
from tests.organization.merging import merge, merged
from tests.organization.trail import pointers, problem, traces
from tests.world import World

PATH = "/api/v1/departments"
PARTY = {"name": "机关第一党总支", "kind": "party_organization"}


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def found_party(office: TestClient, world: World, code: str = "DZZ1", **changes: Any) -> int:
    """A new party organisation of the college; its id."""
    answer = office.post(PATH, json=PARTY | {"code": code, "parent_id": world.college} | changes)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def put_under(office: TestClient, unit: int, party: int | None) -> Any:
    """A unit comes under a party organisation, or under none."""
    return office.patch(f"{PATH}/{unit}", json={"party_id": party}, headers={"If-Match": "now"})


def test_it_works(world: World, office: TestClient, sign_in: SignIn, session: Session) -> None:
    party = found_party(office, world)
    assert put_under(office, world.academic, party).json()["party_id"] == party
    body = {"code": "TW", "name": "团委", "kind": "office", "parent_id": world.college, "party_id": party}
    assert office.post(PATH, json=body).status_code == 201
    wang = sign_in(world.cast.wang)
    shown = wang.get(f"{PATH}/{world.academic}").json()
    assert (shown["party_name"], shown["party_units"]) == ("机关第一党总支", [])
    assert [unit["name"] for unit in wang.get(f"{PATH}/{party}").json()["party_units"]] == ["团委", "教务处"]
    listed = wang.get(PATH, params={"party_id": party}).json()["items"]
    assert {unit["name"] for unit in listed} == {"教务处", "团委"}
    # The administrative line is untouched, and so is who sees what.
    assert shown["path"] == f"/{world.college}/{world.academic}/"
    assert traces(session, "department.updated")[-1].details["fields"] == ["party_id"]
    assert put_under(office, world.academic, None).json()["party_id"] is None


def test_only_the_office_says_so(world: World, office: TestClient, sign_in: SignIn) -> None:
    party = found_party(office, world)
    for who in (world.cast.chen, world.cast.li, world.cast.dean, world.cast.wang):
        assert put_under(sign_in(who), world.academic, party).status_code == 403


def test_only_a_live_party_organisation_leads(world: World, office: TestClient) -> None:
    party, former = found_party(office, world), found_party(office, world, "DZZ2")
    headers = {"If-Match": "now"}
    gone = office.post(f"{PATH}/{former}/retirement", json={"reason": "撤销"}, headers=headers)
    assert gone.status_code == 200, gone.text
    for unfit in (world.finance, former, 10**6):
        assert pointers(put_under(office, world.academic, unfit)) == [("/party_id", "not-party")]
    assert pointers(put_under(office, party, party)) == [("/party_id", "itself")]


def test_it_neither_goes_nor_changes_its_kind_while_units_come_under_it(
    world: World, office: TestClient
) -> None:
    party, headers = found_party(office, world), {"If-Match": "now"}
    put_under(office, world.academic, party)
    kept = office.post(f"{PATH}/{party}/retirement", json={"reason": "撤销"}, headers=headers)
    problem(kept, 409, "has-units")
    changed = office.patch(f"{PATH}/{party}", json={"kind": "office"}, headers=headers)
    problem(changed, 409, "has-units")


def test_its_units_go_along_in_a_merger(world: World, office: TestClient) -> None:
    party, heir = found_party(office, world), found_party(office, world, "DZZ2", name="机关第二党总支")
    put_under(office, world.academic, party)
    merged(office, party, heir)
    assert office.get(f"{PATH}/{world.academic}").json()["party_id"] == heir
    merged(office, heir, world.finance)
    assert office.get(f"{PATH}/{world.academic}").json()["party_id"] is None
    assert merge(office, heir, party).status_code == 409


def test_a_file_says_it_by_code(world: World, office: TestClient) -> None:
    rows = [
        {"code": "JWC", "name": "教务处", "kind": "office", "parent_code": "SLXY", "party_code": "DZZ1"},
        {"code": "DZZ1", **PARTY, "parent_code": "SLXY"},
    ]
    assert counts(send(office, "departments", rows)) == (1, 1, 0, 0)
    assert office.get(f"{PATH}/{world.academic}").json()["party_name"] == PARTY["name"]
    assert counts(send(office, "departments", rows)) == (0, 0, 2, 0)
    rows[0]["party_code"] = "CWC"
    assert faults(send(office, "departments", rows[:1])) == [(1, "/0/party_code", "not-party")]
    rows[1]["party_code"] = "DZZ1"
    assert faults(send(office, "departments", rows[1:])) == [(1, "/0/party_code", "itself")]
    # What is left out stays; an empty cell takes it away.
    del rows[0]["party_code"]
    assert counts(send(office, "departments", rows[:1])) == (0, 0, 1, 0)
    assert counts(send(office, "departments", [rows[0] | {"party_code": None}])) == (0, 1, 0, 0)
