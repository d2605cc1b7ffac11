"""纪律作风监督检查记录: who went where, how, what was found, and who may read how much of it."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.kit.table import today
from tests.conftest import SignIn
from tests.inspections.findings import FINDINGS, raised, send, step, wording
from tests.inspections.visit_operations import visit
from tests.world import World

VISITS = "/api/v1/discipline-inspections"


def recorded(client: TestClient, *departments: int, **changes: Any) -> dict[str, Any]:
    """A record about these departments."""
    lines = [{"department_id": one, "result": f"部门 {one} 的情况"} for one in departments]
    answer = send(client, VISITS, visit(departments[0], departments=lines) | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def supervisor(world: World, sign_in: SignIn) -> TestClient:
    """孙监督员."""
    return sign_in(world.cast.supervisor)


def test_it_works(world: World, supervisor: TestClient) -> None:
    found = recorded(supervisor, world.academic, world.finance)
    assert [line["department_name"] for line in found["departments"]] == ["教务处", "财务处"]
    assert (found["way"], found["recorded_by_name"]) == ("unannounced", world.cast.supervisor.name)
    finding = raised(supervisor, world, visit_id=found["id"])
    assert finding["visit_subject"] == found["subject"]
    again = supervisor.get(f"{VISITS}/{found['id']}").json()
    assert [line["findings_count"] for line in again["departments"]] == [1, 0]
    assert again["findings_count"] == 1
    listed = supervisor.get(FINDINGS, params={"visit_id": found["id"]}).json()["items"]
    assert [row["id"] for row in listed] == [finding["id"]]
    step(supervisor, finding, "withdrawal", {"reason": "重复登记"})
    assert supervisor.get(f"{VISITS}/{found['id']}").json()["findings_count"] == 0


def test_a_department_reads_only_what_is_said_of_it(
    world: World, sign_in: SignIn, supervisor: TestClient
) -> None:
    found = recorded(supervisor, world.academic, world.finance)
    raised(supervisor, world, department_id=world.finance, visit_id=found["id"])
    seen = sign_in(world.cast.chen).get(f"{VISITS}/{found['id']}").json()
    assert [line["department_name"] for line in seen["departments"]] == ["教务处"]
    assert (seen["result"], seen["findings_count"], seen["may_edit"]) == ("", 0, False)
    only = recorded(supervisor, world.finance)
    assert sign_in(world.cast.chen).get(f"{VISITS}/{only['id']}").status_code == 404
    filtered = sign_in(world.cast.chen).get(VISITS, params={"department_id": world.finance}).json()
    assert filtered["items"] == []
    assert sign_in(world.cast.wang).get(VISITS).json()["items"] == []


@pytest.mark.parametrize(
    ("who", "status"), [("office", 201), ("supervisor", 201), ("lin", 403), ("chen", 403), ("dean", 403)]
)
def test_who_supervises_the_school_records(world: World, sign_in: SignIn, who: str, status: int) -> None:
    answer = send(sign_in(getattr(world.cast, who)), VISITS, visit(world.academic))
    assert answer.status_code == status


def test_mended_by_whoever_recorded_it_or_the_office(
    world: World, sign_in: SignIn, supervisor: TestClient
) -> None:
    office = sign_in(world.cast.office)
    theirs, ours = recorded(supervisor, world.academic), recorded(office, world.academic)
    path = f"{VISITS}/{theirs['id']}"
    assert send(supervisor, path, {"result": "已通报"}, method="PATCH").json()["result"] == "已通报"
    assert send(office, path, {"way": "spot"}, method="PATCH").json()["way"] == "spot"
    assert send(supervisor, f"{VISITS}/{ours['id']}", {"way": "spot"}, method="PATCH").status_code == 403
    assert send(supervisor, path, {"way": "spot"}, '"v1"', "PATCH").status_code == 412
    lines = [{"department_id": world.finance}]
    moved = send(supervisor, path, {"departments": lines}, method="PATCH").json()
    assert [line["department_name"] for line in moved["departments"]] == ["财务处"]


def test_a_department_with_a_finding_stays(world: World, supervisor: TestClient) -> None:
    found = recorded(supervisor, world.academic, world.finance)
    raised(supervisor, world, visit_id=found["id"])
    lines = [{"department_id": world.finance}]
    refused = send(supervisor, f"{VISITS}/{found['id']}", {"departments": lines}, method="PATCH")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/has-findings")


def test_a_finding_is_of_a_department_that_was_inspected(world: World, supervisor: TestClient) -> None:
    found = recorded(supervisor, world.finance)
    answer = send(supervisor, FINDINGS, wording(world.academic, visit_id=found["id"]))
    assert answer.json()["errors"][0]["pointer"] == "/visit_id"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"checked_on": str(today() + timedelta(days=1))}, "/checked_on"),
        ({"departments": []}, "/departments"),
        ({"departments": [{"department_id": 999_999}]}, "/departments/0/department_id"),
        ({"way": "secretly"}, "/way"),
        ({"inspectors": ""}, "/inspectors"),
    ],
)
def test_what_cannot_be_is_refused(
    world: World, supervisor: TestClient, changes: dict[str, object], pointer: str
) -> None:
    answer = send(supervisor, VISITS, visit(world.academic) | changes)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_the_same_department_stands_once(world: World, supervisor: TestClient) -> None:
    lines = [{"department_id": world.academic}, {"department_id": world.academic}]
    answer = send(supervisor, VISITS, visit(world.academic, departments=lines))
    assert answer.json()["errors"][0]["pointer"] == "/departments/1/department_id"


def test_filters(world: World, supervisor: TestClient) -> None:
    first = recorded(supervisor, world.academic, checked_on=str(today() - timedelta(days=30)), way="special")
    second = recorded(supervisor, world.finance, subject="公车使用检查")

    def listed(**query: object) -> list[int]:
        return [row["id"] for row in supervisor.get(VISITS, params=query).json()["items"]]

    assert listed() == [second["id"], first["id"]]
    assert listed(way="special") == listed(department_id=world.academic) == [first["id"]]
    assert listed(q="公车") == listed(checked_from=str(today())) == [second["id"]]
    assert listed(checked_to=str(today() - timedelta(days=1))) == [first["id"]]
