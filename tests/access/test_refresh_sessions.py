from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.models import LoginSession, User
from backend.access.rules import REFRESH_RACE, SESSION_IDLE
from backend.kit.db import Database
from backend.kit.table import now, table_of
from tests.access.witnesses import OURS, bearer, events, log_in, refresh, works
from tests.clients import AppClient
from tests.world import World, build

SESSIONS, USERS = table_of(LoginSession), table_of(User)
SOON = REFRESH_RACE + timedelta(seconds=1)


def let_pass(session: Session, time: timedelta) -> None:
    """Moves every session into the past, as if `time` had passed."""
    row = session.execute(sa.select(SESSIONS)).mappings().one()
    columns = ("rotated_at", "last_seen_at", "created_at", "expires_at")
    session.execute(sa.update(SESSIONS).values({name: row[name] - time for name in columns}))


def with_cookie(app: FastAPI, value: str) -> TestClient:
    return AppClient(app, cookies={"lf_rt": value})


def test_it_works(client: TestClient, session: Session, world: World) -> None:
    first = log_in(client, world.cast.wang)
    old = client.cookies["lf_rt"]
    let_pass(session, SOON)

    answer = refresh(client)

    assert answer.status_code == 200
    assert answer.json()["access_token"] != first.json()["access_token"]
    assert works(client, bearer(answer))
    assert works(client, bearer(first)), "the older access token lives out its five minutes"
    assert client.cookies["lf_rt"] != old
    row = session.execute(sa.select(SESSIONS)).mappings().one()
    assert row["generation"] == 2
    assert now() - row["last_seen_at"] < timedelta(seconds=5)


def test_a_copied_cookie_ends_the_session(
    app: FastAPI, client: TestClient, session: Session, world: World
) -> None:
    log_in(client, world.cast.wang)
    copied = client.cookies["lf_rt"]
    let_pass(session, SOON)
    answer = refresh(client)
    let_pass(session, SOON)

    assert refresh(with_cookie(app, copied)).status_code == 401
    assert refresh(client).status_code == 401, "the owner is asked to sign in again"
    assert not works(client, bearer(answer))
    (event,) = events(session, "session.revoked")
    assert event["details"] == {"user_id": world.cast.wang.user_id, "reason": "reused"}


def test_a_cookie_of_long_ago_ends_the_session(
    app: FastAPI, client: TestClient, session: Session, world: World
) -> None:
    log_in(client, world.cast.wang)
    copied = client.cookies["lf_rt"]
    for _ in range(4):
        let_pass(session, SOON)
        refresh(client)

    assert refresh(with_cookie(app, copied)).status_code == 401
    assert refresh(client).status_code == 401


def test_two_tabs_get_the_same_successor(
    app: FastAPI, client: TestClient, session: Session, world: World
) -> None:
    log_in(client, world.cast.wang)
    shared = client.cookies["lf_rt"]
    let_pass(session, SOON)
    tabs = [with_cookie(app, shared) for _ in range(3)]

    answers = [refresh(tab) for tab in tabs]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({new_cookie(answer.headers["set-cookie"]) for answer in answers}) == 1
    assert all(works(client, bearer(answer)) for answer in answers)
    again = refresh(with_cookie(app, new_cookie(answers[0].headers["set-cookie"])))
    assert new_cookie(again.headers["set-cookie"]) == new_cookie(answers[0].headers["set-cookie"])


def new_cookie(header: str) -> str:
    (cookie,) = SimpleCookie(header).values()
    return cookie.value


@pytest.mark.parametrize("round_", range(5))
def test_racing_tabs_are_not_signed_out(committed_app: FastAPI, committed: Database, round_: int) -> None:
    with committed.session() as session:
        world = build(session)
    browser = AppClient(committed_app)
    log_in(browser, world.cast.wang)
    with committed.session() as session:
        let_pass(session, SOON)
    shared = browser.cookies["lf_rt"]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: refresh(with_cookie(committed_app, shared)), range(8)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({new_cookie(answer.headers["set-cookie"]) for answer in answers}) == 1


def test_new_rights_arrive_with_the_next_token(client: TestClient, session: Session, world: World) -> None:
    first = log_in(client, world.cast.wang)
    session.execute(sa.update(USERS).values(stamp=USERS.c.stamp + 1))

    assert not works(client, bearer(first))
    assert works(client, bearer(refresh(client)))


def test_an_idle_session_ends(client: TestClient, session: Session, world: World) -> None:
    log_in(client, world.cast.wang)
    let_pass(session, SESSION_IDLE)
    answer = refresh(client)
    assert answer.status_code == 401
    assert new_cookie(answer.headers["set-cookie"]) == ""


def test_nobody_stays_longer_than_twelve_hours(client: TestClient, session: Session, world: World) -> None:
    answer = log_in(client, world.cast.wang)
    for _ in range(24):
        let_pass(session, SESSION_IDLE - timedelta(seconds=1))
        answer = refresh(client)
        assert answer.status_code == 200
    let_pass(session, timedelta(seconds=30))
    assert refresh(client).status_code == 401
    assert not works(client, bearer(answer))


def test_a_disabled_account_gets_nothing(client: TestClient, session: Session, world: World) -> None:
    log_in(client, world.cast.wang)
    session.execute(sa.update(USERS).values(status="disabled"))
    assert refresh(client).status_code == 401


def test_a_cookie_of_another_installation_gets_nothing(
    client: TestClient, session: Session, world: World
) -> None:
    """A database that starts anew, behind the same key, counts its sessions from 1 again."""
    log_in(client, world.cast.wang)
    token = client.cookies["lf_rt"].partition(".")[2]
    session.execute(sa.delete(SESSIONS))
    log_in(AppClient(client.app), world.cast.office)
    assert refresh(client).status_code == 401
    family = session.execute(sa.select(SESSIONS.c.family)).scalar_one()
    assert refresh(AppClient(client.app, cookies={"lf_rt": f"{family}.{token}"})).status_code == 401


@pytest.mark.parametrize(
    "value",
    ["", ".", "x", "f" * 32, "f" * 32 + ".lzr_x", "." + "lzr_" + "a" * 43, "é" * 32 + ".x", "f" * 4000],
)
def test_nonsense_is_unauthorized(app: FastAPI, world: World, value: str) -> None:
    headers = OURS | {"Cookie": f"lf_rt={value}".encode("latin-1").decode("latin-1")}
    answer = AppClient(app).post(
        "/api/v1/auth/refresh", headers={k: v.encode("latin-1") for k, v in headers.items()}
    )
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Requested-With": "XMLHttpRequest"},
        OURS | {"Origin": "https://evil.example"},
        OURS | {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("route", ["refresh", "logout"])
def test_another_site_cannot_use_the_cookie(
    client: TestClient, world: World, route: str, headers: dict[str, str]
) -> None:
    log_in(client, world.cast.wang)
    assert client.post(f"/api/v1/auth/{route}", headers=headers).status_code == 403
    assert refresh(client).status_code == 200
