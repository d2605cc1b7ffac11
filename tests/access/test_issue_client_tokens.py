import base64
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote_plus

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from backend.access.models import ApiClient, ApiClientSecret
from backend.access.oauth.rules import FORM, OauthError, TokenRequest, parse_form, read_request
from backend.access.rules import ATTEMPTS_PER_USER
from backend.access.secrets import new_client_secret
from backend.kit.table import now, table_of
from tests.access.witnesses import events
from tests.cast import sign_in
from tests.clients import AppClient
from tests.world import World

CLIENTS, SECRETS = table_of(ApiClient), table_of(ApiClientSecret)


T = TypeVar("T")


class Oa:
    """A client of 财务处 with two scopes."""

    def __init__(self, app: FastAPI, world: World) -> None:
        admin = sign_in(app, world.cast.system_admin)
        body = {
            "name": "OA",
            "scopes": ["organization:read", "powers:read"],
            "department_id": world.finance,
            "owner_id": world.cast.office.user_id,
        }
        made = admin.post("/api/v1/api-clients", json=body).json()
        self.id, self.client_id = made["id"], made["client_id"]
        answer = admin.post(f"/api/v1/api-clients/{self.id}/secrets", json={})
        self.secret = answer.json()["client_secret"]
        self.http = AppClient(app)

    def ask(self, **form: str) -> Any:
        """With the credentials in the form."""
        mine = {"client_id": self.client_id, "client_secret": self.secret}
        return self.http.post("/oauth/token", data={"grant_type": "client_credentials"} | mine | form)

    def ask_with_basic(self, name: str, secret: str, **form: str) -> Any:
        """With the credentials in the header."""
        pair = f"{quote_plus(name)}:{quote_plus(secret)}".encode()
        headers = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
        data = {"grant_type": "client_credentials"} | form
        return self.http.post("/oauth/token", data=data, headers=headers)


@pytest.fixture
def oa(app: FastAPI, world: World) -> Oa:
    return Oa(app, world)


def refused(answer: Any, status: int, error: str) -> bool:
    """RFC 6749 §5.2, to the letter."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.json().keys() == {"error", "error_description"}
    return bool(answer.json()["error"] == error)


def test_it_works(oa: Oa, session: Session) -> None:
    answer = oa.ask()

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert body.pop("access_token").count(".") == 2
    assert body == {
        "token_type": "Bearer",
        "expires_in": 900,
        "scope": "organization:read powers:read",
    }
    (event,) = events(session, "client.token_issued")
    assert (event["actor_kind"], event["actor_id"]) == ("client", oa.id)
    assert answer.json()["access_token"] not in str(event)
    used = session.execute(sa.select(CLIENTS.c.last_used_at).where(CLIENTS.c.id == oa.id)).scalar_one()
    assert used is not None


def test_basic_works_too(oa: Oa) -> None:
    assert oa.ask_with_basic(oa.client_id, oa.secret).status_code == 200
    both = oa.ask_with_basic(oa.client_id, oa.secret, client_id=oa.client_id)
    assert both.status_code == 200


def test_the_token_sees_its_subtree_only(oa: Oa, world: World) -> None:
    headers = {"Authorization": f"Bearer {oa.ask().json()['access_token']}"}
    items = oa.http.get("/api/v1/departments", headers=headers).json()["items"]
    assert [item["id"] for item in items] == [world.finance]
    assert oa.http.get(f"/api/v1/departments/{world.academic}", headers=headers).status_code == 404


def test_a_narrower_scope_is_kept(oa: Oa) -> None:
    answer = oa.ask(scope="powers:read")
    assert answer.json()["scope"] == "powers:read"
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert oa.http.get("/api/v1/departments", headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/users", "/api/v1/auth/sessions"])
def test_accounts_are_out_of_reach(oa: Oa, path: str) -> None:
    headers = {"Authorization": f"Bearer {oa.ask().json()['access_token']}"}
    assert oa.http.get(path, headers=headers).status_code == 403


@pytest.mark.parametrize("scope", ["users:write", "organization:read users:read", "risks:read", " "])
def test_a_wider_scope_is_refused(oa: Oa, scope: str) -> None:
    assert refused(oa.ask(scope=scope), 400, "invalid_scope")


@pytest.mark.parametrize(
    "grant_type", ["password", "authorization_code", "implicit", "refresh_token", "CLIENT_CREDENTIALS"]
)
def test_other_grants_do_not_exist(oa: Oa, grant_type: str) -> None:
    assert refused(oa.ask(grant_type=grant_type), 400, "unsupported_grant_type")


def test_a_grant_type_is_required(oa: Oa) -> None:
    assert refused(oa.ask(grant_type=""), 400, "invalid_request")


def test_wrong_credentials_are_refused_alike(oa: Oa, session: Session) -> None:
    stranger = new_client_secret().text
    answers = [
        oa.ask(client_secret=stranger),
        oa.ask(client_secret="lzc_x"),
        oa.ask(client_id="lf_unknown"),
        oa.ask(client_id="oa"),
    ]
    assert all(refused(answer, 401, "invalid_client") for answer in answers)
    assert len({answer.text for answer in answers}) == 1
    denied = events(session, "client.denied")
    assert len(denied) == 4
    assert stranger not in str(denied)


def test_credentials_in_two_places_are_refused(oa: Oa) -> None:
    twice = oa.ask_with_basic(oa.client_id, oa.secret, client_secret=oa.secret)
    assert refused(twice, 400, "invalid_request")
    assert refused(oa.ask_with_basic(oa.client_id, oa.secret, client_id="lf_other"), 400, "invalid_request")


def test_basic_is_told_to_be_basic(oa: Oa) -> None:
    answer = oa.ask_with_basic(oa.client_id, "wrong")
    assert refused(answer, 401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("column", ["expires_at", "revoked_at"])
def test_dead_secrets_are_refused(oa: Oa, session: Session, column: str) -> None:
    session.execute(sa.update(SECRETS).values({column: now()}))
    assert refused(oa.ask(), 401, "invalid_client")


def test_guessing_is_limited(oa: Oa) -> None:
    for _ in range(ATTEMPTS_PER_USER):
        assert refused(oa.ask(client_secret=new_client_secret().text), 401, "invalid_client")
    answer = oa.ask()
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_other_media_types_are_refused(oa: Oa) -> None:
    body = {"grant_type": "client_credentials", "client_id": oa.client_id, "client_secret": oa.secret}
    assert refused(oa.http.post("/oauth/token", json=body), 400, "invalid_request")
    assert refused(oa.http.post("/oauth/token", files={"grant_type": "x"}), 400, "invalid_request")
    assert refused(oa.http.post("/oauth/token"), 400, "invalid_request")


def attempt(read: Callable[[], T]) -> T | OauthError:
    try:
        return read()
    except OauthError as error:
        return error


def basic(client_id: str, secret: str) -> str:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


@given(client_id=st.text(min_size=1), secret=st.text(min_size=1), scope=st.none() | st.just("a b a"))
def test_any_credentials_survive_the_header(client_id: str, secret: str, scope: str | None) -> None:
    fields = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
    asked = read_request(basic(client_id, secret), fields)
    assert asked == TokenRequest(client_id, secret, frozenset("ab") if scope else None, True)


@given(
    media=st.sampled_from(["", FORM, FORM + "; charset=utf-8", "text/plain"]), body=st.binary(max_size=200)
)
def test_any_form_is_read_or_refused(media: str, body: bytes) -> None:
    outcome = attempt(lambda: parse_form(media, body))
    if isinstance(outcome, OauthError):
        assert (outcome.error, outcome.status) == ("invalid_request", 400)
    else:
        assert all(outcome.values())


@given(
    header=st.none() | st.text() | st.binary().map(lambda raw: "Basic " + base64.b64encode(raw).decode()),
    fields=st.dictionaries(
        st.sampled_from(["grant_type", "scope", "client_id", "client_secret"]),
        st.text(min_size=1) | st.just("client_credentials"),
    ),
)
def test_any_request_is_read_or_refused(header: str | None, fields: dict[str, str]) -> None:
    outcome = attempt(lambda: read_request(header, fields))
    if isinstance(outcome, OauthError):
        assert outcome.status in (400, 401)
    else:
        assert outcome.client_id
        assert outcome.client_secret


def test_a_repeated_parameter_is_refused() -> None:
    with pytest.raises(OauthError, match="invalid_request"):
        parse_form(FORM, b"scope=a&scope=b")
