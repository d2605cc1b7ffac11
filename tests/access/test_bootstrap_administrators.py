from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.actions import create_bootstrap_token
from backend.access.models import OneTimeToken, User
from backend.access.rules import ATTEMPTS_PER_USER
from backend.access.secrets import new_bootstrap_token
from backend.kit.db import Database
from backend.kit.problems import Problem
from backend.kit.table import now, table_of
from tests.access.witnesses import STRONG, bearer, codes, events, log_in
from tests.clients import AppClient
from tests.world import World

TOKENS, USERS = table_of(OneTimeToken), table_of(User)
PATH = "/api/v1/auth/bootstrap"


def body_for(token: str, **more: Any) -> dict[str, Any]:
    return {
        "token": token,
        "username": "gaogong",
        "display_name": "高工",
        "password": STRONG,
        "security_admin": {"username": "anquan", "display_name": "安老师"},
    } | more


@pytest.fixture
def token(database: Database) -> str:
    with database.session() as session:
        return create_bootstrap_token(session)


def test_a_new_installation_has_no_accounts(session: Session) -> None:
    assert session.execute(sa.select(sa.func.count()).select_from(USERS)).scalar_one() == 0


def test_it_works(client: TestClient, session: Session, token: str) -> None:
    answer = client.post(PATH, json=body_for(token))

    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["system_admin"]["roles"] == ["system_admin"]
    assert made["security_admin"]["roles"] == ["security_admin"]
    assert made["security_admin"]["has_password"] is False
    signed = log_in(client, "gaogong", STRONG)
    permissions = client.get("/api/v1/me", headers=bearer(signed)).json()["permissions"]
    assert permissions == ["account:self", "clients:read", "clients:write", "users:read", "users:write"]
    redeemed = {"token": made["reset_token"], "new_password": STRONG + "?"}
    assert client.post("/api/v1/auth/password-reset", json=redeemed).status_code == 204
    assert log_in(client, "anquan", STRONG + "?").status_code == 200
    assert len(events(session, "user.created")) == len(events(session, "grant.added")) == 2
    kept = str(session.execute(sa.select(TOKENS)).all())
    assert token not in kept
    assert made["reset_token"] not in kept


def test_it_works_once(client: TestClient, token: str) -> None:
    assert client.post(PATH, json=body_for(token)).status_code == 201
    again = client.post(PATH, json=body_for(token, username="second"))
    assert again.status_code == 409
    assert again.json()["type"] == "/problems/already-set-up"


def test_one_of_many_at_once_succeeds(committed_app: FastAPI, committed: Database) -> None:
    with committed.session() as session:
        token = create_bootstrap_token(session)
    client = AppClient(committed_app)

    def claim(number: int) -> int:
        names = {
            "username": f"gao{number}",
            "security_admin": {"username": f"an{number}", "display_name": "安"},
        }
        return int(client.post(PATH, json=body_for(token, **names)).status_code)

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(claim, range(4)))

    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 409, 422, 503}
    with committed.session(read_only=True) as session:
        assert session.execute(sa.select(sa.func.count()).select_from(USERS)).scalar_one() == 2


def test_an_installation_with_administrators_needs_none(
    client: TestClient, database: Database, world: World
) -> None:
    assert client.post(PATH, json=body_for(new_bootstrap_token().text)).status_code == 409
    with pytest.raises(Problem) as refused, database.session() as session:
        create_bootstrap_token(session)
    assert refused.value.slug == "already-set-up"


def test_a_newer_token_replaces_the_older(client: TestClient, database: Database, token: str) -> None:
    with database.session() as session:
        newer = create_bootstrap_token(session)
    assert codes(client.post(PATH, json=body_for(token))) == [("/token", "invalid")]
    assert client.post(PATH, json=body_for(newer)).status_code == 201


def test_it_works_for_a_day(client: TestClient, session: Session, token: str) -> None:
    session.execute(sa.update(TOKENS).values(expires_at=now() - timedelta(seconds=1)))
    assert codes(client.post(PATH, json=body_for(token))) == [("/token", "invalid")]


def test_a_weak_password_does_not_use_it_up(client: TestClient, token: str) -> None:
    answer = client.post(PATH, json=body_for(token, password="Gaogong-2026-gaogong"))
    assert codes(answer) == [("/password", "guessable")]
    assert client.post(PATH, json=body_for(token)).status_code == 201


def test_the_two_are_two(client: TestClient, session: Session, token: str) -> None:
    same = body_for(token, security_admin={"username": "gaogong", "display_name": "高工"})
    assert client.post(PATH, json=same).status_code == 409
    assert session.execute(sa.select(sa.func.count()).select_from(USERS)).scalar_one() == 0
    assert client.post(PATH, json=body_for(token)).status_code == 201, "nothing was used up"


def test_guessing_is_limited(client: TestClient, token: str) -> None:
    for _ in range(ATTEMPTS_PER_USER):
        assert codes(client.post(PATH, json=body_for(new_bootstrap_token().text))) == [("/token", "invalid")]
    assert client.post(PATH, json=body_for(token)).status_code == 429


def test_a_reset_token_is_no_bootstrap_token(client: TestClient, session: Session, token: str) -> None:
    user = User(username="x", display_name="x")
    session.add(user)
    session.flush()
    session.execute(sa.update(TOKENS).values(user_id=user.id))
    assert codes(client.post(PATH, json=body_for(token))) == [("/token", "invalid")]
