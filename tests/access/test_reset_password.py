from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.models import LoginSession, OneTimeToken, User
from backend.access.rules import ATTEMPTS_PER_USER
from backend.access.secrets import new_reset_token
from backend.kit.db import Database
from backend.kit.table import now, table_of
from tests.access.witnesses import STRONG, codes, current_tag, events, log_in
from tests.cast import PASSWORD, Member, sign_in
from tests.clients import AppClient
from tests.world import World, build

TOKENS, USERS, SESSIONS = table_of(OneTimeToken), table_of(User), table_of(LoginSession)
REDEEM = "/api/v1/auth/password-reset"


def start(app: FastAPI, world: World, whom: Member) -> str:
    admin, user = sign_in(app, world.cast.system_admin), f"/api/v1/users/{whom.user_id}"
    answer = admin.post(user + "/password-reset", headers=current_tag(admin, user))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


@pytest.fixture
def token(app: FastAPI, world: World) -> str:
    return start(app, world, world.cast.wang)


def redeem(client: TestClient, token: str, password: str = STRONG) -> int:
    return int(client.post(REDEEM, json={"token": token, "new_password": password}).status_code)


def test_it_works(client: TestClient, session: Session, token: str, world: World) -> None:
    assert redeem(client, token) == 204

    assert log_in(client, "wang", STRONG).status_code == 200
    (event,) = events(session, "user.password_reset")
    assert event["actor_id"] == world.cast.wang.user_id
    assert len(events(session, "user.reset_started")) == 1


def test_the_old_password_ends_when_the_reset_starts(client: TestClient, token: str) -> None:
    assert log_in(client, "wang", PASSWORD).status_code == 401


def test_the_token_is_nowhere_but_in_the_answer(session: Session, token: str) -> None:
    rows = session.execute(sa.select(TOKENS)).all()
    assert rows
    assert token not in str(rows) + str(events(session, "user.reset_started"))


def test_it_works_once(client: TestClient, token: str) -> None:
    assert redeem(client, token) == 204
    assert redeem(client, token, STRONG + "!") == 422


def test_it_works_for_a_day(client: TestClient, session: Session, token: str) -> None:
    session.execute(sa.update(TOKENS).values(expires_at=now() - timedelta(seconds=1)))
    assert redeem(client, token) == 422


def test_a_newer_token_replaces_it(client: TestClient, app: FastAPI, world: World, token: str) -> None:
    newer = start(app, world, world.cast.wang)
    assert redeem(client, token) == 422
    assert redeem(client, newer) == 204


def test_a_weak_password_does_not_use_it_up(client: TestClient, token: str) -> None:
    answer = client.post(REDEEM, json={"token": token, "new_password": "Wang-2026"})
    assert {pointer for pointer, _ in codes(answer)} == {"/new_password"}
    assert redeem(client, token) == 204


def test_one_of_many_at_once_succeeds(committed_app: FastAPI, committed: Database) -> None:
    with committed.session() as session:
        world = build(session)
    token = start(committed_app, world, world.cast.wang)
    passwords = [f"{STRONG}-{number}" for number in range(6)]

    with ThreadPoolExecutor(6) as pool:
        statuses = list(
            pool.map(lambda password: redeem(AppClient(committed_app), token, password), passwords)
        )

    assert statuses.count(204) == 1
    assert set(statuses) <= {204, 422, 503}
    winner = passwords[statuses.index(204)]
    assert log_in(AppClient(committed_app), "wang", winner).status_code == 200


def test_a_disabled_account_stays_closed(client: TestClient, session: Session, token: str) -> None:
    session.execute(sa.update(USERS).where(USERS.c.username == "wang").values(status="disabled"))
    assert redeem(client, token) == 422


def test_guessing_is_limited(client: TestClient, token: str) -> None:
    statuses = [redeem(client, new_reset_token().text) for _ in range(ATTEMPTS_PER_USER)]
    assert statuses == [422] * ATTEMPTS_PER_USER
    assert redeem(client, token) == 429


@pytest.mark.parametrize("text", ["", "x" * 101, "é", "lzw_x"])
def test_nonsense_is_refused(client: TestClient, world: World, text: str) -> None:
    assert redeem(client, text) == 422


def test_another_site_is_refused(client: TestClient, token: str) -> None:
    body = {"token": token, "new_password": STRONG}
    answer = client.post(REDEEM, json=body, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
