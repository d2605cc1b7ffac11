from collections.abc import Iterable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from backend.access.authorize import NOWHERE, Scope, scopes_of
from backend.access.policy import POLICY, Permission
from backend.access.rules import Reach, Role
from backend.settings import Settings
from tests.cast import sign_in
from tests.world import World

GRANTS = st.lists(st.tuples(st.sampled_from(Role), st.none() | st.integers(1, 5)), max_size=4).map(tuple)
SCOPES = st.builds(Scope, st.booleans(), st.frozensets(st.integers(1, 5)), st.booleans())


def test_it_works(app: FastAPI, world: World) -> None:
    answer = sign_in(app, world.cast.li).get("/api/v1/me")

    assert answer.status_code == 200
    me = answer.json()
    assert (me["id"], me["username"], me["display_name"]) == (world.cast.li.user_id, "li", "李联络")
    assert me["roles"] == [{"role": "liaison", "department_id": world.academic, "department_name": "教务处"}]
    assert me["permissions"] == sorted(POLICY[Role.liaison])
    reaches = {reach["permission"]: reach for reach in me["reaches"]}
    assert reaches["positions:write"] == {
        "permission": "positions:write",
        "is_school": False,
        "is_own": False,
        "department_ids": [world.academic],
    }
    assert reaches["account:self"]["is_own"] is True


def test_the_policy_is_the_one_enforced(app: FastAPI, world: World) -> None:
    body = sign_in(app, world.cast.wang).get("/api/v1/policy").json()
    shown = {
        row["role"]: {item["permission"]: item["reach"] for item in row["permissions"]}
        for row in body["roles"]
    }
    assert shown == {role: dict(POLICY[role]) for role in Role}
    labels = {item["label"] for row in body["roles"] for item in row["permissions"]}
    assert labels == {permission.label for permission in Permission}
    assert {row["role"] for row in body["roles"] if row["is_administrator"]} == {
        "system_admin",
        "security_admin",
        "audit_admin",
    }


def test_the_site_is_public(client: TestClient, settings: Settings) -> None:
    body = client.get("/api/v1/site").json()
    assert body["college_name"] == settings.college_name
    assert (body["environment"], body["is_demo"]) == ("test", False)
    assert body["password_policy"]["name"] == "dengbao"
    assert body["password_policy"]["min_length"] == 12
    assert body["password_policy"]["max_age_days"] == 90


def test_the_keys_are_public(client: TestClient) -> None:
    answer = client.get("/.well-known/jwks.json")
    assert answer.headers["cache-control"] == "public, max-age=3600"
    (key,) = answer.json()["keys"]
    assert (key["kty"], key["alg"], key["use"]) == ("EC", "ES256", "sig")
    assert "d" not in key


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer x", "Bearer a.b.c", "bearer  lzp_x", "Token x"]
)
def test_bad_headers_are_unauthorized(client: TestClient, world: World, header: str) -> None:
    answer = client.get("/api/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/unauthorized"


@given(grants=GRANTS)
def test_rights_add_up(grants: tuple[tuple[Role, int | None], ...]) -> None:
    found = scopes_of(grants)
    assert all(found.values())
    for permission in Permission:
        reaches = [(POLICY[role].get(permission), department) for role, department in grants]
        scope = found.get(permission, NOWHERE)
        assert scope.school == any(reach is Reach.school for reach, _ in reaches)
        assert scope.own == any(reach is Reach.own for reach, _ in reaches)
        assert scope.departments == departments(reaches)


def departments(reaches: Iterable[tuple[Reach | None, int | None]]) -> frozenset[int]:
    return frozenset(one for reach, one in reaches if reach is Reach.granted and one is not None)


@given(scope=SCOPES, roots=st.frozensets(st.integers(1, 5)))
def test_cutting_never_widens(scope: Scope, roots: frozenset[int]) -> None:
    cut = scope.within(roots)
    assert scope.within(None) == scope
    assert not cut.school
    assert not cut.own
    assert cut.departments <= roots
    assert scope.school or cut.departments <= scope.departments
    assert cut.within(roots) == cut
