"""Departments: create, change, move, retire."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.conftest import SignIn
from tests.organization.trail import pointers, problem, traces
from tests.world import World

PATH = "/api/v1/departments"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def unit(world: World, **changes: object) -> dict[str, object]:
    """The body of a new section of 教务处."""
    return {"code": "JWC-KW", "name": "考务科", "kind": "section", "parent_id": world.academic} | changes


def test_it_is_created(world: World, office: TestClient, session: Session) -> None:
    response = office.post(PATH, json=unit(world, duties=["组织考试", "管理成绩"], sort=3))
    made = response.json()
    assert response.status_code == 201
    assert response.headers["etag"] == '"v1"'
    assert made["path"] == f"/{world.college}/{world.academic}/{made['id']}/"
    assert made["duties"] == ["组织考试", "管理成绩"]
    assert office.get(f"{PATH}/{made['id']}").json()["code"] == "JWC-KW"
    (trace,) = traces(session, "department.")
    assert trace[:3] == ("department.created", made["id"], made["id"])


def test_it_changes_what_is_given(world: World, office: TestClient, session: Session) -> None:
    path = f"{PATH}/{world.academic}"
    response = office.patch(path, json={"name": "教务部", "sort": 2}, headers={"If-Match": '"v1"'})
    assert response.json()["name"] == "教务部"
    assert response.headers["etag"] == '"v2"'
    (trace,) = traces(session, "department.updated")
    assert trace.details["fields"] == ["name"]


def test_saying_the_same_again_changes_nothing(world: World, office: TestClient, session: Session) -> None:
    path = f"{PATH}/{world.academic}"
    response = office.patch(path, json={"name": "教务处"}, headers={"If-Match": '"v1"'})
    assert response.headers["etag"] == '"v1"'
    assert traces(session, "department.") == []


def test_moving_takes_everything_below_along(world: World, office: TestClient, session: Session) -> None:
    moved = office.patch(
        f"{PATH}/{world.assets}", json={"parent_id": world.finance}, headers={"If-Match": "now"}
    )
    below = office.get(f"{PATH}/{world.procurement}")
    assert moved.json()["path"] == f"/{world.college}/{world.finance}/{world.assets}/"
    assert below.json()["path"] == f"{moved.json()['path']}{world.procurement}/"
    assert below.json()["version"] == 2
    found = {trace.subject_id: trace for trace in traces(session, "department.updated")}
    assert found.keys() == {world.assets, world.procurement}
    for trace in found.values():
        assert trace.former_department_id == world.college
        assert trace.details["former_path"] != trace.details["path"]


def test_who_sees_the_new_parent_sees_the_moved_units(
    world: World, office: TestClient, sign_in: SignIn
) -> None:
    liaison = sign_in(world.cast.other_liaison)
    assert liaison.get(f"{PATH}/{world.procurement}").status_code == 404
    office.patch(f"{PATH}/{world.assets}", json={"parent_id": world.finance}, headers={"If-Match": "now"})
    assert liaison.get(f"{PATH}/{world.procurement}").status_code == 200


def test_it_retires_with_a_reason(world: World, office: TestClient, session: Session) -> None:
    path = f"{PATH}/{world.informatics}"
    response = office.post(f"{path}/retirement", json={"reason": "并入新系"}, headers={"If-Match": '"v1"'})
    assert response.json()["retire_reason"] == "并入新系"
    assert response.json()["retired_on"] is not None
    assert office.get(path).status_code == 200
    listed = office.get(PATH).json()["items"]
    assert world.informatics not in {row["id"] for row in listed}
    assert [trace.action for trace in traces(session, "department.")] == ["department.retired"]


def test_a_liaison_may_not_write(world: World, sign_in: SignIn) -> None:
    liaison = sign_in(world.cast.li)
    problem(liaison.post(PATH, json=unit(world)), 403, "forbidden")
    problem(
        liaison.patch(f"{PATH}/{world.academic}", json={"name": "x"}, headers={"If-Match": "now"}),
        403,
        "forbidden",
    )


def test_a_code_is_given_once(world: World, office: TestClient) -> None:
    problem(office.post(PATH, json=unit(world, code="CWC")), 409, "code-taken")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"parent_id": 999_999}, ("/parent_id", "unknown")),
        ({"parent_id": None}, ("/parent_id", "root-taken")),
        ({"code": "有空格"}, ("/code", "string_pattern_mismatch")),
        ({"name": ""}, ("/name", "string_too_short")),
        ({"kind": "kingdom"}, ("/kind", "enum")),
        ({"sort": -1}, ("/sort", "greater_than_equal")),
        ({"path": "/"}, ("/path", "extra_forbidden")),
    ],
)
def test_a_bad_unit_is_refused(
    world: World, office: TestClient, changes: dict[str, object], expected: tuple[str, str]
) -> None:
    assert pointers(office.post(PATH, json=unit(world, **changes))) == [expected]


def test_it_cannot_hang_below_itself(world: World, office: TestClient) -> None:
    response = office.patch(
        f"{PATH}/{world.assets}", json={"parent_id": world.procurement}, headers={"If-Match": "now"}
    )
    assert pointers(response) == [("/parent_id", "cycle")]


def test_null_is_not_a_name(world: World, office: TestClient) -> None:
    response = office.patch(f"{PATH}/{world.assets}", json={"name": None}, headers={"If-Match": "now"})
    assert pointers(response) == [("/name", "string_type")]


def test_a_stale_copy_is_refused(world: World, office: TestClient) -> None:
    path = f"{PATH}/{world.academic}"
    office.patch(path, json={"name": "教务部"}, headers={"If-Match": '"v1"'})
    problem(office.patch(path, json={"name": "教学部"}, headers={"If-Match": '"v1"'}), 412, "stale")
    problem(office.patch(path, json={"name": "教学部"}), 428, "precondition-required")


@pytest.mark.parametrize(("where", "slug"), [("assets", "has-children"), ("finance", "has-positions")])
def test_a_unit_in_use_does_not_retire(world: World, office: TestClient, where: str, slug: str) -> None:
    path = f"{PATH}/{getattr(world, where)}/retirement"
    problem(office.post(path, json={"reason": "机构调整"}, headers={"If-Match": "now"}), 409, slug)


def test_what_has_retired_stays_as_it_was(world: World, office: TestClient) -> None:
    path = f"{PATH}/{world.informatics}"
    office.post(f"{path}/retirement", json={"reason": "并入新系"}, headers={"If-Match": "now"})
    problem(office.patch(path, json={"name": "新系"}, headers={"If-Match": "now"}), 409, "already-retired")
    problem(
        office.post(f"{path}/retirement", json={"reason": "再次"}, headers={"If-Match": "now"}),
        409,
        "already-retired",
    )
    assert pointers(office.post(PATH, json=unit(world, parent_id=world.informatics))) == [
        ("/parent_id", "unknown")
    ]
