"""Role × operation × relation over every route, against POLICY (security.md rows 1, 2 and 6)."""

from collections.abc import Iterable, Iterator, Sequence

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.policy import POLICY, Permission
from backend.access.rules import ADMIN_ROLES, Role
from backend.kit.db import Database
from backend.kit.journal import Event, Follower
from backend.kit.table import table_of
from backend.main import PUBLIC, api_routes, guard_of
from tests import databases
from tests.access.cells import (
    Caller,
    Crowd,
    call,
    gather,
    registered,
    scenes,
    shown,
    sign_in_again,
)
from tests.access.matrix import Operation, Scene, expected, is_listed, reach_of

OPERATIONS = registered()
ROUTES = {route.name: route for route in api_routes()}
CHANGE_NOTHING = frozenset(
    {
        "load_departments",
        "load_people",
        "load_positions",
        "read_flow_file",
        "read_notifications",
        "reorder_powers",
    }
)
"""The matrix loads no rows, puts a single power in order and has no messages to read, and a BPMN file is only looked
at: nothing to journal (security.md row 9)."""
GUARDED = {name: guard.permission for name, route in ROUTES.items() if (guard := guard_of(route))}


def test_every_route_declares_a_permission_or_is_public() -> None:
    assert len(ROUTES) == len(api_routes()) > 50
    assert set(ROUTES) == set(GUARDED) | PUBLIC
    assert not set(GUARDED) & PUBLIC


def test_every_guarded_operation_is_in_the_matrix() -> None:
    names = [operation.name for operation in OPERATIONS]
    assert set(GUARDED) - set(names) == set(), "add these to tests/<room>/operations.py"
    assert set(names) - set(GUARDED) == set(), "no such operations"
    assert len(names) == len(set(names))


@pytest.fixture(scope="module")
def stage(server: databases.Server) -> Iterator[tuple[sa.Engine, Crowd]]:
    """A database in which the crowd stands, built once."""
    with databases.peopled(server, gather) as made:
        yield made


@pytest.fixture
def crowd(stage: tuple[sa.Engine, Crowd]) -> Crowd:
    """Everybody who calls."""
    return stage[1]


@pytest.fixture
def database(stage: tuple[sa.Engine, Crowd], followers: Sequence[Follower]) -> Iterator[Database]:
    """The stage; what a test does on it disappears."""
    with databases.joined(stage[0], followers) as made:
        yield made


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_policy_decides(operation: Operation, app: FastAPI, session: Session, crowd: Crowd) -> None:
    permission, route = GUARDED[operation.name], ROUTES[operation.name]
    sign_in_again(session)
    deviations: list[str] = []

    def is_held(role: Role | str) -> bool:
        return reach_of(role, permission) is not None

    turn, data_dir = OPERATIONS.index(operation), app.state.settings.data_dir
    for caller, scene in scenes(session, crowd, operation, is_held, turn, data_dir):
        deviations += _deviations(app, session, route, operation, permission, caller, scene)
    assert deviations == []


def _deviations(
    app: FastAPI,
    session: Session,
    route: APIRoute,
    operation: Operation,
    permission: Permission,
    caller: Caller,
    scene: Scene,
) -> Iterable[str]:
    want = expected(operation, permission, caller.role, caller.relation)
    journaled = _events(session)
    response = call(app, route, operation, caller.token(app), scene)
    status = response.status_code
    who = f"{caller.role} ({caller.relation.value})"
    if (200 if 200 <= status < 300 else status) != want:
        yield f"{who}: {status} instead of {want}: {response.text[:300]}"
    elif want == 200:
        if is_change(operation.name) and _events(session) == journaled:
            yield f"{who}: nothing was journaled"
        seen = shown(operation, response, scene)
        if seen is not None and seen != is_listed(operation, permission, caller.role, caller.relation):
            yield f"{who}: the list {'shows' if seen else 'hides'} the row"


def is_change(name: str) -> bool:
    return ROUTES[name].methods != {"GET"} and name not in CHANGE_NOTHING


def _events(session: Session) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(table_of(Event))).scalar_one())


@pytest.mark.parametrize("name", sorted(GUARDED))
def test_a_stranger_is_unauthorized(name: str, client: TestClient) -> None:
    route = ROUTES[name]
    path = "/api/v1" + "/".join("1" if part.startswith("{") else part for part in route.path.split("/"))
    for method in sorted(route.methods or ()):
        response = client.request(method, path)
        assert response.status_code == 401, response.text
        assert response.headers["www-authenticate"] == "Bearer"


def test_no_write_is_allowed_by_a_read_permission() -> None:
    """Found at PyPI (security.md row 6). A read that only writers need, e.g. a template's columns, is harmless."""
    writing = {GUARDED[name] for name in GUARDED if ROUTES[name].methods != {"GET"}}
    assert len(writing) > 5
    assert not {permission for permission in writing if permission.endswith(":read")}


def test_every_permission_is_granted_to_somebody_and_used() -> None:
    granted = {permission for row in POLICY.values() for permission in row}
    assert granted == set(Permission)
    assert set(GUARDED.values()) <= granted


def test_administrators_stay_out_of_business_and_of_each_other() -> None:
    shared = {Permission.account_self, Permission.users_read}
    own = [set(POLICY[role]) - shared for role in sorted(ADMIN_ROLES)]
    business = {permission for role, row in POLICY.items() if role not in ADMIN_ROLES for permission in row}
    for number, permissions in enumerate(own):
        assert permissions
        assert not permissions & business
        assert not any(permissions & other for other in own[number + 1 :])
