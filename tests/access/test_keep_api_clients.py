from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.models import ApiClientSecret, User
from backend.kit.db import Database
from backend.kit.idempotency import IdempotentAnswer
from backend.kit.table import table_of
from tests.access.witnesses import codes, current_tag, events
from tests.cast import sign_in
from tests.world import World, build

SECRETS, USERS, ANSWERS = table_of(ApiClientSecret), table_of(User), table_of(IdempotentAnswer)
LIST = "/api/v1/api-clients"


@pytest.fixture
def admin(app: FastAPI, world: World) -> TestClient:
    return sign_in(app, world.cast.system_admin)


def body_for(world: World, **more: Any) -> dict[str, Any]:
    return {"name": "图书馆系统", "scopes": ["powers:read", "organization:read"]} | {
        "owner_id": world.cast.office.user_id,
        **more,
    }


@pytest.fixture
def path(admin: TestClient, world: World) -> str:
    made = admin.post(LIST, json=body_for(world))
    return f"{LIST}/{made.json()['id']}"


def test_it_works(admin: TestClient, session: Session, world: World) -> None:
    answer = admin.post(LIST, json=body_for(world, department_id=world.finance))

    assert answer.status_code == 201
    made = answer.json()
    assert made["scopes"] == ["organization:read", "powers:read"]
    assert made["client_id"].startswith("lf_")
    assert made["sees_personal_data"] is False
    assert (made["owner_name"], made["secrets"]) == ("纪委办", [])
    (event,) = events(session, "client.created")
    assert (event["subject_kind"], event["subject_id"]) == ("client", made["id"])
    assert admin.get(f"{LIST}/{made['id']}").json() == made


def test_a_secret_is_shown_once(admin: TestClient, session: Session, path: str) -> None:
    answer = admin.post(path + "/secrets", json={"days": 30}, headers={"Idempotency-Key": "12345678"})

    assert answer.status_code == 201
    secret = answer.json()["client_secret"]
    assert secret.startswith(answer.json()["hint"])
    assert secret.startswith("lzc_")
    expires = datetime.fromisoformat(answer.json()["expires_at"])
    assert timedelta(days=29) < expires - datetime.now(UTC) <= timedelta(days=30)
    (kept,) = admin.get(path).json()["secrets"]
    assert "client_secret" not in kept
    stored = [session.execute(sa.select(table)).all() for table in (SECRETS, ANSWERS)]
    assert secret not in str(stored) + str(events(session, "client.secret_added"))


def test_two_secrets_live_at_once(admin: TestClient, path: str) -> None:
    first, second = (admin.post(path + "/secrets", json={}).json()["id"] for _ in range(2))
    third = admin.post(path + "/secrets", json={})
    assert third.json()["type"] == "/problems/too-many-secrets"

    assert admin.delete(f"{path}/secrets/{first}").status_code == 204
    assert admin.delete(f"{path}/secrets/{first}").status_code == 404
    assert admin.post(path + "/secrets", json={}).status_code == 201
    assert second in {secret["id"] for secret in admin.get(path).json()["secrets"]}


def test_two_administrators_at_once_make_no_third_secret(committed_app: FastAPI, committed: Database) -> None:
    with committed.session() as session:
        world = build(session)
    admin = sign_in(committed_app, world.cast.system_admin)
    path = f"{LIST}/{admin.post(LIST, json=body_for(world)).json()['id']}/secrets"

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(lambda _: admin.post(path, json={}).status_code, range(6)))

    assert statuses.count(201) == 2


def test_the_etag_covers_the_secrets(admin: TestClient, path: str) -> None:
    before = current_tag(admin, path)
    made = admin.post(path + "/secrets", json={}).json()
    between = current_tag(admin, path)
    admin.delete(f"{path}/secrets/{made['id']}")
    assert len({str(tag) for tag in (before, between, current_tag(admin, path))}) == 3


def test_a_secret_of_another_client_is_not_found(admin: TestClient, world: World, path: str) -> None:
    other = f"{LIST}/{admin.post(LIST, json=body_for(world)).json()['id']}"
    made = admin.post(path + "/secrets", json={}).json()
    assert admin.delete(f"{other}/secrets/{made['id']}").status_code == 404


def test_it_changes(admin: TestClient, session: Session, world: World, path: str) -> None:
    tag = current_tag(admin, path)
    answer = admin.patch(path, json={"department_id": world.finance, "name": "图书馆"}, headers=tag)
    assert (answer.json()["department_id"], answer.json()["name"]) == (world.finance, "图书馆")
    answer = admin.patch(path, json={"department_id": None}, headers=current_tag(admin, path))
    assert answer.json()["department_id"] is None
    assert admin.patch(path, json={"name": "x"}, headers=tag).status_code == 412
    assert [event["details"] for event in events(session, "client.updated")] == [
        {"fields": ["department_id", "name"]},
        {"fields": ["department_id"]},
    ]


def test_it_is_disabled_and_enabled(admin: TestClient, path: str) -> None:
    assert admin.post(path + "/disablement", headers=current_tag(admin, path)).json()["status"] == "disabled"
    assert admin.post(path + "/disablement", headers=current_tag(admin, path)).status_code == 409
    assert admin.post(path + "/enablement", headers=current_tag(admin, path)).json()["status"] == "active"


def test_the_list_filters(admin: TestClient, world: World, path: str) -> None:
    def names(**params: str) -> list[str]:
        return [item["name"] for item in admin.get(LIST, params=params).json()["items"]]

    assert names() == sorted(names())
    assert set(names()) == {"图书馆系统", "校园 OA"}
    assert names(q="图书") == ["图书馆系统"]
    assert names(status="disabled") == []
    assert set(names(sort="latest_use")) == {"图书馆系统", "校园 OA"}


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ({"scopes": ["organization:read", "users:write"]}, ("/scopes/1", "not_for_clients")),
        ({"scopes": ["warnings:read"]}, ("/scopes/0", "not_for_clients")),
        ({"scopes": []}, ("/scopes", "too_short")),
        ({"scopes": ["everything"]}, ("/scopes/0", "enum")),
        ({"department_id": 999_999}, ("/department_id", "unknown")),
        ({"owner_id": 999_999}, ("/owner_id", "unknown")),
        ({"name": ""}, ("/name", "string_too_short")),
        ({"client_id": "mine"}, ("/client_id", "extra_forbidden")),
        ({"stamp": 9}, ("/stamp", "extra_forbidden")),
    ],
)
def test_bad_bodies_are_refused(
    admin: TestClient, world: World, path: str, wrong: dict[str, Any], found: tuple[str, str]
) -> None:
    assert codes(admin.post(LIST, json=body_for(world, **wrong))) == [found]
    assert codes(admin.patch(path, json=wrong, headers=current_tag(admin, path))) == [found]


def test_a_disabled_account_owns_no_client(admin: TestClient, session: Session, world: World) -> None:
    session.execute(sa.update(USERS).where(USERS.c.username == "wang").values(status="disabled"))
    answer = admin.post(LIST, json=body_for(world, owner_id=world.cast.wang.user_id))
    assert codes(answer) == [("/owner_id", "unknown")]


@pytest.mark.parametrize("days", [0, 366, -1, "x"])
def test_a_secret_lives_a_year_at_most(admin: TestClient, path: str, days: Any) -> None:
    assert admin.post(path + "/secrets", json={"days": days}).status_code == 422


def test_unknown_clients_are_not_found(admin: TestClient) -> None:
    assert admin.get(f"{LIST}/999999").status_code == 404
    assert admin.post(f"{LIST}/999999/secrets", json={}).status_code == 404
    assert admin.delete(f"{LIST}/999999/secrets/1").status_code == 404


@pytest.mark.parametrize("who", ["office", "security_admin", "wang"])
def test_strangers_are_refused(app: FastAPI, world: World, who: str) -> None:
    assert sign_in(app, getattr(world.cast, who)).get(LIST).status_code == 403
