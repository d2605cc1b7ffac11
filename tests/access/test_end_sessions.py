import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.models import LoginSession
from backend.kit.table import table_of
from tests.access.witnesses import OURS, bearer, events, log_in, refresh, works
from tests.clients import AppClient
from tests.world import World

SESSIONS = table_of(LoginSession)
LIST = "/api/v1/auth/sessions"


class Browser:
    """One browser, signed in."""

    def __init__(self, app: FastAPI, username: str, agent: str = "Firefox") -> None:
        self.client = AppClient(app, headers={"User-Agent": agent})
        self.client.headers.update(bearer(log_in(self.client, username)))

    @property
    def is_signed_in(self) -> bool:
        """Neither token may work alone."""
        has_access, has_cookie = works(self.client), refresh(self.client).status_code == 200
        assert has_access == has_cookie
        return has_access


@pytest.fixture
def here(app: FastAPI, world: World) -> Browser:
    return Browser(app, "wang", "Firefox")


@pytest.fixture
def phone(app: FastAPI, world: World) -> Browser:
    return Browser(app, "wang", "Phone")


@pytest.fixture
def other(app: FastAPI, world: World) -> Browser:
    return Browser(app, "li")


def sessions(browser: Browser) -> list[dict[str, object]]:
    answer = browser.client.get(LIST)
    assert answer.status_code == 200
    assert answer.json()["total"] == len(answer.json()["items"])
    items: list[dict[str, object]] = answer.json()["items"]
    return items


def test_logout_works(here: Browser, phone: Browser, session: Session) -> None:
    answer = here.client.post("/api/v1/auth/logout", headers=OURS)

    assert answer.status_code == 204
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert "lf_rt" not in here.client.cookies
    assert not here.is_signed_in
    assert phone.is_signed_in
    (event,) = events(session, "session.revoked")
    assert event["details"]["reason"] == "logout"


def test_logout_without_a_session_is_no_error(client: TestClient) -> None:
    assert client.post("/api/v1/auth/logout", headers=OURS).status_code == 204
    assert (
        client.post("/api/v1/auth/logout", headers=OURS | {"Cookie": f"lf_rt={'f' * 32}.x"}).status_code
        == 204
    )


def test_a_guessed_cookie_logs_nobody_out(app: FastAPI, here: Browser, session: Session) -> None:
    family = session.execute(sa.select(SESSIONS.c.family)).scalar_one()
    AppClient(app, cookies={"lf_rt": f"{family}.lzr_guess"}).post("/api/v1/auth/logout", headers=OURS)
    assert here.is_signed_in


def test_the_list_shows_own_browsers_only(here: Browser, phone: Browser, other: Browser) -> None:
    found = sessions(here)
    assert {(item["user_agent"], item["is_current"]) for item in found} == {
        ("Firefox", True),
        ("Phone", False),
    }
    assert found[0].keys() == {
        "id",
        "is_current",
        "user_agent",
        "address",
        "created_at",
        "last_seen_at",
        "expires_at",
    }


def test_one_browser_is_ended(here: Browser, phone: Browser, session: Session) -> None:
    (theirs,) = [item["id"] for item in sessions(here) if not item["is_current"]]

    assert here.client.delete(f"{LIST}/{theirs}").status_code == 204

    assert here.is_signed_in
    assert not phone.is_signed_in
    assert len(sessions(here)) == 1
    assert here.client.delete(f"{LIST}/{theirs}").status_code == 404


def test_somebody_elses_browser_is_not(here: Browser, other: Browser) -> None:
    (theirs,) = [item["id"] for item in sessions(other)]
    assert here.client.delete(f"{LIST}/{theirs}").status_code == 404
    assert other.is_signed_in


def test_all_others_are_ended(here: Browser, phone: Browser, other: Browser) -> None:
    assert here.client.delete(LIST, params={"keep_current": True}).status_code == 204
    assert here.is_signed_in
    assert not phone.is_signed_in
    assert other.is_signed_in


def test_all_are_ended(here: Browser, phone: Browser, other: Browser, session: Session) -> None:
    assert here.client.delete(LIST).status_code == 204
    assert not here.is_signed_in
    assert not phone.is_signed_in
    assert other.is_signed_in
    assert len(events(session, "session.revoked")) == 2


def test_unknown_parameters_are_refused(here: Browser) -> None:
    assert here.client.delete(LIST, params={"all": True}).status_code == 422
    assert here.is_signed_in
