"""Positions: create, change, put by code, retire."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.conftest import SignIn
from tests.organization.trail import pointers, problem, traces
from tests.world import World

PATH = "/api/v1/positions"
BY_CODE = f"{PATH}/by-code/JWC-09"


@pytest.fixture
def liaison(world: World, sign_in: SignIn) -> TestClient:
    """李联络 at the keyboard."""
    return sign_in(world.cast.li)


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def post(world: World, **changes: object) -> dict[str, object]:
    """The body of a new post of 教务处."""
    return {
        "code": "JWC-09",
        "name": "考务岗",
        "department_id": world.academic,
        "tier": "general",
    } | changes


def test_it_is_created(world: World, liaison: TestClient, session: Session) -> None:
    given = post(world, duties=["组织考试"], key_area="admissions", major_matters=["project"], is_key=True)
    response = liaison.post(PATH, json=given)
    made = response.json()
    assert response.status_code == 201
    assert {name: made[name] for name in given} == given
    assert made["department_name"] == "教务处"
    assert made["controls_money"] is False
    (trace,) = traces(session, "position.created")
    assert trace[1:3] == (made["id"], world.academic)


def test_a_matter_named_twice_counts_once(world: World, liaison: TestClient) -> None:
    made = liaison.post(PATH, json=post(world, major_matters=["project", "decision", "project"])).json()
    assert made["major_matters"] == ["project", "decision"]


def test_it_changes_what_is_given(world: World, liaison: TestClient, session: Session) -> None:
    path = f"{PATH}/{world.textbook_post}"
    changes = {"key_area": None, "discretion": "wide"}
    response = liaison.patch(path, json=changes, headers={"If-Match": '"v1"'})
    body = response.json()
    assert (body["key_area"], body["discretion"], body["name"]) == (None, "wide", "教材管理岗")
    assert response.headers["etag"] == '"v2"'
    (trace,) = traces(session, "position.updated")
    assert trace.details == {"fields": ["discretion", "key_area"]}


def test_it_moves_to_another_department(world: World, office: TestClient, session: Session) -> None:
    path = f"{PATH}/{world.textbook_post}"
    office.patch(path, json={"department_id": world.finance}, headers={"If-Match": "now"})
    (trace,) = traces(session, "position.updated")
    assert trace[1:4] == (world.textbook_post, world.finance, world.academic)


def test_the_level_cannot_be_typed(world: World, liaison: TestClient) -> None:
    for field in ("risk_level", "level_explanation", "level_rule", "level_rank", "leveled_at"):
        value = {field: "low"}
        path = f"{PATH}/{world.textbook_post}"
        assert pointers(liaison.patch(path, json=value, headers={"If-Match": "now"})) == [
            (f"/{field}", "extra_forbidden")
        ]
        assert pointers(liaison.post(PATH, json=post(world) | value)) == [(f"/{field}", "extra_forbidden")]
        put = {"name": "考务岗", "tier": "general", "department_code": "JWC"} | value
        assert pointers(liaison.put(BY_CODE, json=put)) == [(f"/{field}", "extra_forbidden")]


def test_a_script_puts_by_code(world: World, liaison: TestClient, session: Session) -> None:
    given = {"name": "考务岗", "tier": "general", "department_code": "JWC", "controls_money": True}
    first, second = liaison.put(BY_CODE, json=given), liaison.put(BY_CODE, json=given)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.headers["etag"] == '"v1"'
    less = {name: given[name] for name in ("name", "tier", "department_code")}
    third = liaison.put(BY_CODE, json=less, headers={"If-Match": '"v1"'})
    assert third.json()["controls_money"] is False
    assert third.json()["version"] == 2
    assert [trace.action for trace in traces(session, "position.c", "position.u")] == [
        "position.created",
        "position.updated",
    ]
    problem(liaison.put(BY_CODE, json=given, headers={"If-Match": '"v1"'}), 412, "stale")


def test_a_post_nobody_holds_retires(world: World, office: TestClient, session: Session) -> None:
    path = f"{PATH}/{world.procurement_post}"
    response = office.post(f"{path}/retirement", json={"reason": "岗位合并"}, headers={"If-Match": "now"})
    assert response.json()["retire_reason"] == "岗位合并"
    assert traces(session, "position.retired")[0].details == {"reason": "岗位合并"}
    problem(office.patch(path, json={"name": "新名"}, headers={"If-Match": "now"}), 409, "already-retired")
    problem(
        office.post(f"{path}/retirement", json={"reason": "再次"}, headers={"If-Match": "now"}),
        409,
        "already-retired",
    )


def test_a_held_post_does_not_retire(world: World, office: TestClient) -> None:
    path = f"{PATH}/{world.textbook_post}/retirement"
    problem(office.post(path, json={"reason": "撤岗"}, headers={"If-Match": "now"}), 409, "has-holders")


def test_a_liaison_writes_in_the_own_department_only(world: World, liaison: TestClient) -> None:
    assert pointers(liaison.post(PATH, json=post(world, department_id=world.finance))) == [
        ("/department_id", "unknown")
    ]
    path = f"{PATH}/{world.cashier_post}"
    problem(liaison.patch(path, json={"name": "x"}, headers={"If-Match": "now"}), 404, "not-found")
    put = {"name": "出纳", "tier": "general", "department_code": "JWC"}
    problem(liaison.put(f"{PATH}/by-code/CWC-05", json=put), 404, "not-found")


def test_staff_may_read_and_not_write(world: World, sign_in: SignIn) -> None:
    wang = sign_in(world.cast.wang)
    path = f"{PATH}/{world.textbook_post}"
    assert wang.get(path).status_code == 200
    problem(wang.patch(path, json={"name": "x"}, headers={"If-Match": "now"}), 403, "forbidden")


def test_a_code_is_given_once(world: World, liaison: TestClient) -> None:
    problem(liaison.post(PATH, json=post(world, code="CWC-05")), 409, "code-taken")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"department_id": 999_999}, ("/department_id", "unknown")),
        ({"tier": "科级"}, ("/tier", "enum")),
        ({"duties": [""]}, ("/duties/0", "string_too_short")),
        ({"duties": ["x" * 1001]}, ("/duties/0", "string_too_long")),
        ({"major_matters": ["lunch"]}, ("/major_matters/0", "enum")),
        ({"code": "-1"}, ("/code", "string_pattern_mismatch")),
        ({"department_id": 0}, ("/department_id", "greater_than_equal")),
    ],
)
def test_a_bad_post_is_refused(
    world: World, liaison: TestClient, changes: dict[str, object], expected: tuple[str, str]
) -> None:
    assert pointers(liaison.post(PATH, json=post(world, **changes))) == [expected]


def test_a_put_names_an_existing_department(liaison: TestClient) -> None:
    given = {"name": "考务岗", "tier": "general", "department_code": "NO"}
    assert pointers(liaison.put(BY_CODE, json=given)) == [("/department_code", "unknown")]
