from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.actions import renew_stamp
from backend.access.models import LoginAttempt, User
from backend.access.rules import ATTEMPTS_PER_USER
from backend.kit.db import Database
from backend.kit.idempotency import IdempotentAnswer
from backend.kit.table import table_of
from tests.access.witnesses import STRONG, bearer, codes, events, log_in, refresh, while_checking, works
from tests.cast import PASSWORD, sign_in
from tests.clients import AppClient
from tests.world import World, build

USERS, ATTEMPTS, ANSWERS = table_of(User), table_of(LoginAttempt), table_of(IdempotentAnswer)
PATH = "/api/v1/auth/password"
GOOD = {"current_password": PASSWORD, "new_password": STRONG}


@pytest.fixture
def wang(app: FastAPI, world: World) -> TestClient:
    client = AppClient(app)
    client.headers.update(bearer(log_in(client, "wang")))
    return client


def test_it_works(app: FastAPI, wang: TestClient, session: Session, world: World) -> None:
    other = AppClient(app)
    elsewhere = bearer(log_in(other, "wang"))

    answer = wang.post(PATH, json=GOOD)

    assert answer.status_code == 200
    assert not works(wang), "the old access token ends"
    assert works(wang, bearer(answer)), "this browser goes on"
    assert refresh(wang).status_code == 200
    assert not works(other, elsewhere), "the other browsers do not"
    assert refresh(other).status_code == 401
    assert log_in(AppClient(app), "wang", STRONG).status_code == 200
    assert log_in(AppClient(app), "wang", PASSWORD).status_code == 401
    assert len(events(session, "user.password_changed")) == 1


def test_it_ends_the_duty_to_change(app: FastAPI, wang: TestClient, session: Session, world: World) -> None:
    session.execute(sa.update(USERS).values(must_change_password=True))
    assert wang.get("/api/v1/departments").status_code == 403

    answer = wang.post(PATH, json=GOOD)

    assert answer.json()["must_change_password"] is False
    assert wang.get("/api/v1/departments", headers=bearer(answer)).status_code == 200


def test_the_answer_is_not_stored(wang: TestClient, session: Session) -> None:
    assert wang.post(PATH, json=GOOD, headers={"Idempotency-Key": "12345678"}).status_code == 200
    assert session.execute(sa.select(ANSWERS)).first() is None


def test_a_wrong_current_password_counts_as_a_guess(wang: TestClient, session: Session, world: World) -> None:
    body = GOOD | {"current_password": "somebody else's guess"}

    answers = [wang.post(PATH, json=body) for _ in range(ATTEMPTS_PER_USER)]

    assert all(codes(answer) == [("/current_password", "wrong")] for answer in answers)
    assert wang.post(PATH, json=GOOD).status_code == 429
    assert len(events(session, "user.password_denied")) == ATTEMPTS_PER_USER
    assert works(wang)


def test_an_account_that_changes_meanwhile_keeps_its_password(
    committed_app: FastAPI, committed: Database
) -> None:
    with committed.session() as session:
        world = build(session)
    client = sign_in(committed_app, world.cast.wang)
    with ThreadPoolExecutor(1) as pool:
        checking = while_checking(pool, lambda: client.post(PATH, json=GOOD))
        with checking as answer, committed.session() as session:
            renew_stamp(session, world.cast.wang.user_id)
        assert answer.result().status_code == 409
    assert log_in(AppClient(committed_app), "wang", PASSWORD).status_code == 200


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Kurz.1", "too_short"),
        ("nur-kleine-buchstaben", "too_simple"),
        ("Wang-wang-2026-WANG", "guessable"),
        ("示例职业技术学院Aa1示例", "guessable"),
        ("x" * 300, "too_long"),
    ],
)
def test_weak_passwords_are_refused(wang: TestClient, password: str, code: str) -> None:
    answer = wang.post(PATH, json=GOOD | {"new_password": password})
    assert ("/new_password", code) in codes(answer)
    assert works(wang)


def test_the_old_one_again_is_refused(wang: TestClient) -> None:
    body = {"current_password": STRONG, "new_password": STRONG}
    assert ("/new_password", "same") in codes(wang.post(PATH, json=body))


def test_strangers_are_refused(client: TestClient, world: World) -> None:
    assert client.post(PATH, json=GOOD).status_code == 401
