"""Departments and people in bulk: rows that refer to each other, moves, circles."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.conftest import SignIn
from tests.organization.loads import counts, faults, send, send_raw
from tests.organization.trail import codes, problem, traces
from tests.world import World

PATH = "/api/v1/departments"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def unit(code: str, parent: str | None, **more: object) -> dict[str, object]:
    """A row."""
    return {"code": code, "name": f"部门{code}", "kind": "office", "parent_code": parent} | more


def paths(office: TestClient) -> dict[str, list[str]]:
    """Code → codes from the root down."""
    rows = office.get(f"{PATH}?size=200").json()["items"]
    by_id = {str(row["id"]): row["code"] for row in rows}
    return {row["code"]: [by_id[part] for part in row["path"].strip("/").split("/")] for row in rows}


def test_a_parent_may_come_after_its_children(office: TestClient, session: Session) -> None:
    rows = [unit("A11", "A1"), unit("A1", "A"), unit("A", "SLXY")]
    assert counts(send(office, "departments", rows)) == (3, 0, 0, 0)
    assert paths(office)["A11"] == ["SLXY", "A", "A1", "A11"]
    assert counts(send(office, "departments", rows)) == (0, 0, 3, 0)
    assert len(traces(session, "department.")) == 3


def test_a_file_reorders_the_tree(world: World, office: TestClient, session: Session) -> None:
    rows = [unit("NEW", "JWC"), unit("ZCC", "NEW", name="资产处")]
    assert counts(send(office, "departments", rows)) == (1, 1, 0, 0)
    assert paths(office)["ZCC-CG"] == ["SLXY", "JWC", "NEW", "ZCC", "ZCC-CG"]
    moved = {trace.subject_id: trace for trace in traces(session, "department.updated")}
    assert moved.keys() == {world.assets, world.procurement}
    assert {trace.former_department_id for trace in moved.values()} == {world.college}


def test_two_units_change_places(office: TestClient) -> None:
    rows = [unit("ZCC-CG", "SLXY"), unit("ZCC", "ZCC-CG")]
    assert counts(send(office, "departments", rows)) == (0, 2, 0, 0)
    assert paths(office)["ZCC"] == ["SLXY", "ZCC-CG", "ZCC"]


def test_a_dry_run_says_the_same_and_leaves_the_tree(office: TestClient) -> None:
    rows = [unit("A1", "A"), unit("A", "SLXY"), unit("ZCC", "A", name="资产处")]
    before = paths(office)
    dry = send(office, "departments", rows, dry_run=True)
    assert paths(office) == before
    assert dry.json() == send(office, "departments", rows).json()


def test_a_child_fails_with_its_parent(office: TestClient) -> None:
    rows = [unit("A", "SLXY", kind="kingdom"), unit("A1", "A"), unit("B", "SLXY")]
    response = send(office, "departments", rows, mode="best_effort")
    assert counts(response) == (1, 0, 0, 2)
    assert faults(response) == [(1, "/0/kind", "enum"), (2, "/1/parent_code", "unknown-department")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([unit("ZCC", "ZCC-CG")], {"cycle"}),
        ([unit("A", "B"), unit("B", "A")], {"cycle"}),
        ([unit("A", "A")], {"cycle"}),
        ([unit("A", None)], {"root-taken"}),
        ([unit("ZCC", None)], {"root-taken"}),
        ([unit("A", "NO")], {"unknown-department"}),
    ],
)
def test_a_bad_place_is_refused(
    office: TestClient, rows: list[dict[str, object]], expected: set[str]
) -> None:
    response = send(office, "departments", rows)
    assert {code for _, _, code in faults(response)} == expected
    assert response.json()["accepted"] is False


def test_a_table_of_departments(office: TestClient) -> None:
    text = "部门编码,部门名称,部门类别,上级部门编码,次序\nA,甲处,处室,SLXY,3.0\n"
    assert counts(send_raw(office, "departments", text.encode("gb18030"))) == (1, 0, 0, 0)


def test_people_are_loaded_by_staff_number(world: World, office: TestClient, session: Session) -> None:
    text = "工号,姓名,部门编码,职务\nT1001,王老师,CWC,副教授\nT3001,新老师,JWC,\nT3002,无部门,NO,\n"
    response = send_raw(office, "people", text.encode(), mode="best_effort")
    assert counts(response) == (1, 1, 0, 1)
    rows = office.get("/api/v1/people?department_id=" + str(world.finance)).json()["items"]
    assert "T1001" in {row["staff_no"] for row in rows}
    (trace,) = traces(session, "person.updated")
    assert trace[1:4] == (world.cast.wang.person, world.finance, world.academic)


def test_who_has_left_stays_as_recorded(world: World, office: TestClient) -> None:
    path = f"/api/v1/people/{world.cast.dean.person}/departure"
    assert office.post(path, json={}, headers={"If-Match": "now"}).status_code == 200
    rows = [{"staff_no": "T1005", "name": "郑院长", "department_code": "JWC"}]
    assert faults(send(office, "people", rows)) == [(1, "/0/staff_no", "left")]


def test_a_liaison_loads_neither(world: World, sign_in: SignIn) -> None:
    liaison = sign_in(world.cast.li)
    for resource in ("departments", "people"):
        problem(send(liaison, resource, []), 403, "forbidden")
    assert codes(liaison.get(PATH).json()["items"]) == ["JWC"]
