from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from passlib.context import CryptContext
from sqlmodel import Session

from backend.access.actions import renew_stamp
from backend.access.models import LoginAttempt, LoginSession, User
from backend.access.passwords import HASHER, MEMORY_KIB, PASSES
from backend.kit.db import Database
from backend.kit.table import now, table_of
from backend.main import create_app
from backend.settings import Settings
from tests.access.witnesses import bearer, events, log_in, while_checking, works
from tests.cast import PASSWORD
from tests.clients import AppClient
from tests.world import World, build

USERS, ATTEMPTS, SESSIONS = table_of(User), table_of(LoginAttempt), table_of(LoginSession)


def set_user(session: Session, user_id: int, **values: object) -> None:
    session.execute(sa.update(USERS).where(USERS.c.id == user_id).values(**values))


def test_it_works(client: TestClient, session: Session, world: World) -> None:
    answer = log_in(client, world.cast.wang)

    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "token_type", "expires_in", "must_change_password"}
    assert answer.json()["expires_in"] == 300
    assert answer.json()["must_change_password"] is False
    assert works(client, bearer(answer))
    (event,) = events(session, "user.logged_in")
    assert (event["actor_id"], event["subject_id"]) == (world.cast.wang.user_id, world.cast.wang.user_id)
    assert event["details"]["address"] == "testclient"


def test_the_name_is_typed_in_any_case(client: TestClient, world: World) -> None:
    assert log_in(client, " Wang ").status_code == 200


def test_the_cookie_is_out_of_reach(client: TestClient, world: World) -> None:
    answer = log_in(client, world.cast.wang)

    (cookie,) = SimpleCookie(answer.headers["set-cookie"]).values()
    assert cookie.key == "lf_rt"
    assert cookie["httponly"]
    assert cookie["samesite"] == "strict"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert int(cookie["max-age"]) == 12 * 3600
    assert answer.headers["cache-control"] == "no-store"


def test_over_https_the_cookie_belongs_to_this_host_alone(
    settings: Settings, database: Database, world: World
) -> None:
    secure = settings.model_copy(update={"public_origin": "https://lianfang.example.edu.cn"})
    app = create_app(secure, database)

    answer = log_in(AppClient(app, base_url=secure.public_origin), world.cast.wang)

    (cookie,) = SimpleCookie(answer.headers["set-cookie"]).values()
    assert cookie.key == "__Host-lf_rt"
    assert cookie["secure"]


def test_only_digests_are_kept(client: TestClient, session: Session, world: World) -> None:
    log_in(client, world.cast.wang)

    row = session.execute(sa.select(SESSIONS)).mappings().one()
    assert client.cookies["lf_rt"].partition(".")[2] not in str(dict(row))


def test_the_door_does_not_say_what_was_wrong(client: TestClient, session: Session, world: World) -> None:
    set_user(session, world.cast.li.user_id, status="disabled")
    set_user(session, world.cast.chen.user_id, password_hash=None)

    answers = [
        log_in(client, "wang", "a wrong password"),
        log_in(client, "nobody", PASSWORD),
        log_in(client, "不是用户名", PASSWORD),
        log_in(client, "li", PASSWORD),
        log_in(client, "chen", PASSWORD),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({tuple(sorted(answer.headers.keys())) for answer in answers}) == 1
    bodies = [{**answer.json(), "request_id": None} for answer in answers]
    assert all(body == bodies[0] for body in bodies)


def test_unknown_names_take_the_same_way(client: TestClient, world: World) -> None:
    with everybody_checking():
        answers = [log_in(client, name) for name in ("wang", "nobody")]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)


@contextmanager
def everybody_checking() -> Iterator[None]:
    """As many logins as the hasher lets in at once."""
    with ExitStack() as stack:
        while HASHER._line.acquire(blocking=False):
            stack.callback(HASHER._line.release)
        yield


def test_an_account_that_changes_meanwhile_is_not_let_in(committed_app: FastAPI, committed: Database) -> None:
    """And whoever changes it need not wait: no lock is held while the password is being checked."""
    with committed.session() as session:
        world = build(session)
    client = AppClient(committed_app)
    with ThreadPoolExecutor(1) as pool:
        checking = while_checking(pool, lambda: log_in(client, world.cast.wang))
        with checking as answer, committed.session() as session:
            renew_stamp(session, world.cast.wang.user_id)
        assert answer.result().status_code == 401


def test_a_failure_is_kept_although_the_answer_is_401(
    client: TestClient, session: Session, world: World
) -> None:
    log_in(client, "wang", "my-secret-typed-wrong")
    log_in(client, "my-secret-typed-into-the-name")

    assert session.execute(sa.select(sa.func.count()).select_from(ATTEMPTS)).scalar_one() == 2
    denied = events(session, "user.login_denied")
    assert [event["subject_id"] for event in denied] == [world.cast.wang.user_id, 0]
    assert {event["actor_kind"] for event in denied} == {"anonymous"}
    kept = str(denied) + str(session.execute(sa.select(ATTEMPTS)).all())
    assert "my-secret" not in kept


def test_an_old_hash_is_replaced(client: TestClient, session: Session, world: World) -> None:
    context = CryptContext(
        ["argon2"],
        argon2__type="ID",
        argon2__memory_cost=8192,
        argon2__time_cost=1,
        argon2__parallelism=1,
    )
    weak = context.hash(PASSWORD)
    set_user(session, world.cast.wang.user_id, password_hash=weak)

    assert log_in(client, world.cast.wang).status_code == 200

    stored = session.execute(
        sa.select(USERS.c.password_hash).where(USERS.c.id == world.cast.wang.user_id)
    ).scalar_one()
    assert f"m={MEMORY_KIB},t={PASSES}" in str(stored)
    assert log_in(client, world.cast.wang).status_code == 200


def test_an_expired_password_opens_only_the_way_to_a_new_one(
    client: TestClient, session: Session, world: World
) -> None:
    set_user(session, world.cast.wang.user_id, password_changed_at=now() - timedelta(days=91))

    answer = log_in(client, world.cast.wang)

    assert answer.json()["must_change_password"] is True
    assert works(client, bearer(answer))
    refused = client.get("/api/v1/departments", headers=bearer(answer))
    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/password-change-required"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "ftp://testserver"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_sign_its_visitors_in(
    client: TestClient, world: World, headers: dict[str, str]
) -> None:
    body = {"username": "wang", "password": PASSWORD}
    assert client.post("/api/v1/auth/login", json=body, headers=headers).status_code == 403


@pytest.mark.parametrize("origin", ["http://localhost:8000", "http://testserver"])
def test_our_own_pages_may(client: TestClient, world: World, origin: str) -> None:
    body = {"username": "wang", "password": PASSWORD}
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    assert client.post("/api/v1/auth/login", json=body, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "wang"},
        {"username": "", "password": "x"},
        {"username": "wang", "password": ""},
        {"username": "w" * 65, "password": "x"},
        {"username": "wang", "password": "x" * 513},
        {"username": "wang", "password": PASSWORD, "role": "office"},
    ],
)
def test_bad_bodies_are_refused(client: TestClient, world: World, body: dict[str, str]) -> None:
    assert client.post("/api/v1/auth/login", json=body).status_code == 422


def test_blanks_belong_to_the_password(client: TestClient, world: World) -> None:
    assert log_in(client, world.cast.wang, PASSWORD + " ").status_code == 401
