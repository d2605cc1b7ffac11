"""Departments as lists, as a tree, and with the people who answer for them."""

import pytest
from fastapi.testclient import TestClient

from tests.conftest import SignIn
from tests.organization.trail import codes
from tests.world import World

PATH = "/api/v1/departments"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def test_the_list_follows_the_tree(office: TestClient) -> None:
    body = office.get(PATH).json()
    assert codes(body["items"]) == ["SLXY", "ZCC", "ZCC-CG", "JWC", "CWC", "XXX"]
    assert body["total"] == 6


def test_the_list_leads_to_the_tree(office: TestClient) -> None:
    """api.md offers `?tree=true`; a list and a tree are two shapes, so there are two addresses."""
    answer = office.get(f"{PATH}?tree=true", follow_redirects=False)
    assert (answer.status_code, answer.content) == (307, b"")
    assert office.get(f"{PATH}?tree=true").json() == office.get(f"{PATH}/tree").json()
    retired = office.get(f"{PATH}?tree=true&include_retired=true")
    assert retired.url.params["include_retired"] == "true"
    assert office.get(f"{PATH}?tree=true&q=x").status_code == 422


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=code", ["CWC", "JWC", "SLXY", "XXX", "ZCC", "ZCC-CG"]),
        ("kind=section", ["ZCC-CG"]),
        ("q=处", ["ZCC", "JWC", "CWC"]),
        ("q=jwc", ["JWC"]),
        ("q=%25", []),
        ("without_head=true&kind=office", ["ZCC"]),
        ("without_liaison=true&kind=faculty", ["XXX"]),
        ("size=2&page=2", ["ZCC-CG", "JWC"]),
    ],
)
def test_filters_and_orders(office: TestClient, query: str, expected: list[str]) -> None:
    assert codes(office.get(f"{PATH}?{query}").json()["items"]) == expected


def test_a_subtree_can_be_asked_for(world: World, office: TestClient) -> None:
    assert codes(office.get(f"{PATH}?within_id={world.assets}").json()["items"]) == ["ZCC", "ZCC-CG"]
    assert codes(office.get(f"{PATH}?parent_id={world.assets}").json()["items"]) == ["ZCC-CG"]


def test_the_tree_nests_and_counts_posts_upwards(world: World, office: TestClient) -> None:
    (root,) = office.get(f"{PATH}/tree").json()
    assert root["position_count"] == 6
    assets = next(node for node in root["children"] if node["code"] == "ZCC")
    assert (assets["position_count"], codes(assets["children"])) == (1, ["ZCC-CG"])


def test_a_liaison_sees_the_own_subtree_only(world: World, sign_in: SignIn) -> None:
    liaison = sign_in(world.cast.li)
    assert codes(liaison.get(PATH).json()["items"]) == ["JWC"]
    assert codes(liaison.get(f"{PATH}/tree").json()) == ["JWC"]


def test_one_unit_names_who_answers_for_it(world: World, office: TestClient) -> None:
    body = office.get(f"{PATH}/{world.academic}").json()
    assert body["head"] == {"person_id": world.cast.chen.person, "name": "陈处长", "job_title": "处长"}
    assert [one["name"] for one in body["liaisons"]] == ["李联络"]
    assert [one["name"] for one in body["supervising_leaders"]] == ["林副院长"]
    assert body["contact_leaders"] == []
    assert body["position_count"] == 3
    contact = office.get(f"{PATH}/{world.informatics}").json()
    assert [one["name"] for one in contact["contact_leaders"]] == ["林副院长"]
    assert contact["head"] is None


def test_a_system_without_personal_data_gets_no_names(world: World, sign_in: SignIn) -> None:
    body = sign_in(world.cast.oa).get(f"{PATH}/{world.academic}").json()
    assert body["head"] == {"person_id": world.cast.chen.person, "name": None, "job_title": None}


def test_the_copy_one_holds_is_confirmed_until_somebody_takes_over(world: World, office: TestClient) -> None:
    path = f"{PATH}/{world.academic}"
    tag = office.get(path).headers["etag"]
    assert office.get(path, headers={"If-None-Match": tag}).status_code == 304
    charge = {"department_id": world.academic, "person_id": world.cast.wang.person, "kind": "liaison"}
    assert office.post("/api/v1/officers", json=charge).status_code == 201
    assert office.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_unknown_parameters_are_refused(office: TestClient) -> None:
    assert office.get(f"{PATH}?colour=red").status_code == 422
    assert office.get(f"{PATH}?sort=colour").status_code == 422
