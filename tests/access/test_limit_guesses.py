from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access import limits
from backend.access.models import LoginAttempt
from backend.access.rules import (
    ATTEMPT_WINDOW,
    ATTEMPTS_GLOBAL,
    ATTEMPTS_PER_ADDRESS,
    ATTEMPTS_PER_USER,
)
from backend.kit.db import Database
from backend.kit.table import now, table_of
from tests.access.witnesses import bearer, log_in, refresh, works
from tests.cast import PASSWORD
from tests.clients import AppClient
from tests.world import World, build

ATTEMPTS = table_of(LoginAttempt)
HERE, ELSEWHERE = "testclient", "203.0.113.9"


def fail(
    session: Session, times: int, account: str = "", address: str = "", ago: timedelta = timedelta()
) -> None:
    """Failed logins of the past; an account or address left out is another one each time."""
    rows = [
        {
            "account_digest": limits.account_key(account or f"somebody-{number}"),
            "address": address or f"198.51.100.{number}",
            "attempted_at": now() - ago,
        }
        for number in range(times)
    ]
    session.execute(sa.insert(ATTEMPTS), rows)


def from_address(app: FastAPI, address: str) -> TestClient:
    return AppClient(app, client=(address, 50000))


def test_one_below_the_limit_it_works(client: TestClient, session: Session, world: World) -> None:
    fail(session, ATTEMPTS_PER_USER - 1, account="wang")
    assert log_in(client, world.cast.wang).status_code == 200


@pytest.mark.parametrize(
    ("times", "account", "address"),
    [(ATTEMPTS_PER_USER, "Wang ", ""), (ATTEMPTS_PER_ADDRESS, "", HERE), (ATTEMPTS_GLOBAL, "", "")],
)
def test_at_the_limit_the_right_password_waits_too(
    client: TestClient, session: Session, world: World, times: int, account: str, address: str
) -> None:
    fail(session, times, account, address, ago=timedelta(minutes=1))

    answer = log_in(client, world.cast.wang)

    assert answer.status_code == 429
    assert answer.json()["type"] == "/problems/too-many-attempts"
    assert 235 <= int(answer.headers["retry-after"]) <= 241


def test_ten_wrong_passwords_reach_it(client: TestClient, world: World) -> None:
    answers = [log_in(client, "wang", f"wrong-{number}").status_code for number in range(11)]
    assert answers == [401] * 10 + [429]


def test_the_answer_says_how_many_are_left(client: TestClient, session: Session, world: World) -> None:
    fail(session, 3, account="wang", ago=timedelta(minutes=1))

    policy = '"account";q=10;w=300, "address";q=50;w=300, "all";q=1000;w=300'
    for password in ("wrong", PASSWORD):
        answer = log_in(client, "wang", password)
        assert answer.headers["ratelimit-policy"] == policy
        name, remaining, seconds = answer.headers["ratelimit"].split(";")
        assert (name, remaining) == ('"account"', "r=6")
        assert 235 <= int(seconds.removeprefix("t=")) <= 240


def test_the_nearest_limit_is_named(client: TestClient, session: Session, world: World) -> None:
    fail(session, ATTEMPTS_PER_ADDRESS - 2, address=HERE)
    assert log_in(client, "wang", "wrong").headers["ratelimit"].startswith('"address";r=1;t=')
    assert log_in(client, "wang", "wrong").headers["ratelimit"].startswith('"address";r=0;t=')
    refused = log_in(client, "wang", "wrong")
    assert refused.status_code == 429
    assert refused.headers["ratelimit"] == f'"address";r=0;t={refused.headers["retry-after"]}'


def test_who_never_failed_has_all_of_it(client: TestClient, world: World) -> None:
    assert log_in(client, world.cast.wang).headers["ratelimit"] == '"account";r=10;t=300'


def test_other_answers_say_nothing(client: TestClient, world: World) -> None:
    assert "ratelimit" not in client.get("/api/v1/site").headers


def test_guessing_at_once_gains_nothing(committed_app: FastAPI, committed: Database) -> None:
    """Failures are counted again after the password was checked; two are checked at a time."""
    with committed.session() as session:
        build(session)
    client = AppClient(committed_app)

    with ThreadPoolExecutor(8) as pool:
        statuses = list(
            pool.map(lambda number: log_in(client, "wang", f"wrong-{number}").status_code, range(40))
        )

    assert statuses.count(401) <= ATTEMPTS_PER_USER + 2
    assert set(statuses) <= {401, 429, 503}


def test_unknown_names_are_limited_alike(client: TestClient, world: World) -> None:
    answers = [log_in(client, "nobody", f"wrong-{number}").status_code for number in range(11)]
    assert answers == [401] * 10 + [429]


def test_it_ends_by_itself(client: TestClient, session: Session, world: World) -> None:
    fail(session, ATTEMPTS_PER_USER, account="wang", ago=ATTEMPT_WINDOW + timedelta(seconds=1))
    assert log_in(client, world.cast.wang).status_code == 200


def test_other_accounts_are_free(client: TestClient, session: Session, world: World) -> None:
    fail(session, ATTEMPTS_PER_USER, account="wang")
    assert log_in(client, world.cast.li).status_code == 200


def test_refused_tries_do_not_prolong_it(client: TestClient, session: Session, world: World) -> None:
    fail(session, ATTEMPTS_PER_USER, account="wang")
    log_in(client, "wang", "wrong")
    assert session.execute(sa.select(sa.func.count()).select_from(ATTEMPTS)).scalar_one() == ATTEMPTS_PER_USER


def test_strangers_elsewhere_do_not_shut_out_who_is_known_here(
    app: FastAPI, client: TestClient, session: Session, world: World
) -> None:
    log_in(client, world.cast.wang)
    fail(session, ATTEMPTS_PER_USER, account="wang", address=ELSEWHERE)

    assert log_in(client, world.cast.wang).status_code == 200
    assert log_in(from_address(app, ELSEWHERE), world.cast.wang).status_code == 429
    assert log_in(from_address(app, "203.0.113.10"), world.cast.wang).status_code == 429


def test_open_sessions_are_not_touched(client: TestClient, session: Session, world: World) -> None:
    answer = log_in(client, world.cast.wang)
    fail(session, ATTEMPTS_GLOBAL)

    assert works(client, bearer(answer))
    assert refresh(client).status_code == 200


def test_a_success_wipes_own_failures(client: TestClient, session: Session, world: World) -> None:
    fail(session, 6, account="wang", address=HERE)
    fail(session, 3, account="wang", address=ELSEWHERE)

    log_in(client, world.cast.wang)

    left = session.execute(sa.select(ATTEMPTS.c.address)).scalars().all()
    assert left == [ELSEWHERE] * 3


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("x" * 100, "x" * 64),
        ("", ""),
    ],
)
def test_addresses_are_counted_by_network(address: str, network: str) -> None:
    assert limits.network(address) == network
