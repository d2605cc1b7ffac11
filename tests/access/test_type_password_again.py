"""What gives rights, keys or personal data away asks for the password, unless it was typed within five minutes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.actions import renew_stamp
from backend.access.models import LoginSession
from backend.access.rules import ATTEMPTS_PER_USER, FRESH
from backend.kit.db import Database
from backend.kit.table import now, table_of
from backend.main import api_routes, guard_of
from tests.access.witnesses import STRONG, bearer, codes, events, log_in, refresh, while_checking, works
from tests.cast import PASSWORD
from tests.cast import sign_in as sign_in_to
from tests.clients import AppClient
from tests.conftest import SignIn
from tests.world import World, build

API = "/api/v1"
PATH = f"{API}/auth/reauthentication"
SESSIONS = table_of(LoginSession)

SENSITIVE = {
    "set_grants": ("security_admin", "PUT", "/users/1/grants"),
    "start_password_reset": ("system_admin", "POST", "/users/1/password-reset"),
    "create_api_client": ("system_admin", "POST", "/api-clients"),
    "update_api_client": ("system_admin", "PATCH", "/api-clients/1"),
    "enable_api_client": ("system_admin", "POST", "/api-clients/1/enablement"),
    "add_api_client_secret": ("system_admin", "POST", "/api-clients/1/secrets"),
    "create_personal_token": ("wang", "POST", "/personal-tokens"),
    "get_warning_document": ("office", "GET", "/documents/warnings/1"),
    "get_snapshot": ("office", "GET", "/snapshot"),
}
"""Operation → who may do it, and how it is called."""


def let_time_pass(session: Session, passed: timedelta = FRESH) -> None:
    """Everybody typed the password so long ago."""
    session.execute(sa.update(SESSIONS).values(authenticated_at=now() - passed))
    session.flush()


@pytest.fixture
def admin(app: FastAPI, world: World) -> TestClient:
    """The security administrator, who has just signed in."""
    client = AppClient(app)
    client.headers.update(bearer(log_in(client, world.cast.security_admin)))
    return client


def grant(client: TestClient, world: World) -> int:
    path = f"{API}/users/{world.cast.wang.user_id}/grants"
    tag = client.get(path).headers["etag"]
    return int(
        client.put(path, json={"grants": [{"role": "supervisor"}]}, headers={"If-Match": tag}).status_code
    )


def test_it_works(admin: TestClient, session: Session, world: World) -> None:
    assert grant(admin, world) == 200
    let_time_pass(session, FRESH - timedelta(seconds=20))
    assert grant(admin, world) == 200
    let_time_pass(session)
    assert grant(admin, world) == 403
    answer = admin.post(PATH, json={"password": PASSWORD})
    assert (answer.status_code, answer.content) == (204, b"")
    assert grant(admin, world) == 200
    [event] = events(session, "user.reauthenticated")
    assert event["subject_id"] == event["actor_id"] == world.cast.security_admin.user_id
    assert PASSWORD not in str(event)


@pytest.mark.parametrize("operation", SENSITIVE)
def test_it_is_asked_for(world: World, sign_in: SignIn, session: Session, operation: str) -> None:
    who, method, path = SENSITIVE[operation]
    client = sign_in(getattr(world.cast, who))
    asked = "reauthentication-required"
    assert asked not in client.request(method, API + path, json={}).text
    let_time_pass(session)
    answer = client.request(method, API + path, json={})
    assert (answer.status_code, answer.json()["type"]) == (403, f"/problems/{asked}")
    assert client.get(f"{API}/me").status_code == 200


def test_nothing_else_asks() -> None:
    marked = {route.name for route in api_routes() if (guard := guard_of(route)) and guard.is_sensitive}
    assert marked == set(SENSITIVE)


def test_a_new_token_is_no_new_password(admin: TestClient, session: Session, world: World) -> None:
    let_time_pass(session)
    again = refresh(admin)
    assert again.status_code == 200
    admin.headers.update(bearer(again))
    assert grant(admin, world) == 403


def test_changing_the_password_is_typing_it(app: FastAPI, world: World, session: Session) -> None:
    client = AppClient(app)
    client.headers.update(bearer(log_in(client, "wang")))
    let_time_pass(session)
    changed = client.post(f"{API}/auth/password", json={"current_password": PASSWORD, "new_password": STRONG})
    client.headers.update(bearer(changed))
    assert client.post(f"{API}/personal-tokens", json={}).status_code == 422


def test_scripts_have_no_password(world: World, sign_in: SignIn, session: Session) -> None:
    let_time_pass(session)
    assert sign_in(world.cast.oa).get(f"{API}/snapshot").status_code == 200


def test_it_is_for_this_browser_only(app: FastAPI, admin: TestClient, session: Session, world: World) -> None:
    other = AppClient(app)
    other.headers.update(bearer(log_in(other, world.cast.security_admin)))
    let_time_pass(session)
    assert other.post(PATH, json={"password": PASSWORD}).status_code == 204
    assert grant(other, world) == 200
    again = refresh(admin)  # a change of grants of others leaves this login alone
    admin.headers.update(bearer(again))
    assert grant(admin, world) == 403


def test_a_wrong_password_counts_as_a_guess(admin: TestClient, session: Session, world: World) -> None:
    let_time_pass(session)
    for _ in range(ATTEMPTS_PER_USER):
        assert codes(admin.post(PATH, json={"password": "a guess"})) == [("/password", "wrong")]
    answer = admin.post(PATH, json={"password": PASSWORD})
    assert (answer.status_code, "retry-after" in answer.headers) == (429, True)
    assert grant(admin, world) == 403
    assert len(events(session, "user.password_denied")) == ATTEMPTS_PER_USER
    assert works(admin)


def test_an_account_that_changes_meanwhile_is_refused(committed_app: FastAPI, committed: Database) -> None:
    with committed.session() as session:
        world = build(session)
    client = sign_in_to(committed_app, world.cast.wang)
    with ThreadPoolExecutor(1) as pool:
        checking = while_checking(pool, lambda: client.post(PATH, json={"password": PASSWORD}))
        with checking as answer, committed.session() as session:
            renew_stamp(session, world.cast.wang.user_id)
        assert answer.result().status_code == 401


@pytest.mark.parametrize("body", [{}, {"password": ""}, {"password": None}, {"password": "x", "user_id": 1}])
def test_bad_input(admin: TestClient, body: dict[str, object]) -> None:
    assert admin.post(PATH, json=body).status_code == 422


def test_strangers_and_scripts_are_refused(client: TestClient, world: World, sign_in: SignIn) -> None:
    assert client.post(PATH, json={"password": PASSWORD}).status_code == 401
    assert sign_in(world.cast.oa).post(PATH, json={"password": PASSWORD}).status_code == 403
