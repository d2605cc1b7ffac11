import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.models import Grant, User
from backend.access.rules import GrantSource, Role
from backend.kit.idempotency import IdempotentAnswer
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of
from tests.access.witnesses import codes, current_tag, events, log_in
from tests.cast import sign_in
from tests.world import World

USERS, GRANTS, ANSWERS = table_of(User), table_of(Grant), table_of(IdempotentAnswer)
LIST = "/api/v1/users"


@pytest.fixture
def admin(app: FastAPI, world: World) -> TestClient:
    return sign_in(app, world.cast.system_admin)


def path_of(user_id: int) -> str:
    return f"{LIST}/{user_id}"


def test_it_works(admin: TestClient, session: Session) -> None:
    answer = admin.post(LIST, json={"username": "zhao.min", "display_name": " 赵敏 "})

    assert answer.status_code == 201
    made = answer.json()
    assert (made["username"], made["display_name"], made["has_password"]) == ("zhao.min", "赵敏", False)
    assert made["roles"] == []
    assert answer.headers["etag"].startswith('"v1')
    (event,) = events(session, "user.created")
    assert (event["subject_kind"], event["subject_id"], event["subject_version"]) == ("user", made["id"], 1)
    assert admin.get(path_of(made["id"])).json() == made


def test_a_new_account_gets_in_with_a_one_time_token_only(admin: TestClient, client: TestClient) -> None:
    made = admin.post(LIST, json={"username": "zhao", "display_name": "赵敏"}).json()
    assert log_in(client, "zhao", "").status_code == 422
    assert log_in(client, "zhao", "anything at all").status_code == 401

    path = path_of(made["id"])
    answer = admin.post(path + "/password-reset", headers=current_tag(admin, path))

    assert answer.json()["token"].startswith("lzw_")
    assert answer.headers["etag"].startswith('"v2')


@pytest.mark.parametrize(
    "body",
    [
        {"username": "Zhao", "display_name": "赵"},
        {"username": "赵", "display_name": "赵"},
        {"username": "z", "display_name": "赵"},
        {"username": "zhao", "display_name": " "},
        {"username": "zhao", "display_name": "赵", "password": "chosen by the administrator"},
        {"username": "zhao", "display_name": "赵", "roles": ["office"]},
    ],
)
def test_bad_bodies_are_refused(admin: TestClient, body: dict[str, str]) -> None:
    assert admin.post(LIST, json=body).status_code == 422


def test_a_username_is_taken_once(admin: TestClient) -> None:
    answer = admin.post(LIST, json={"username": "wang", "display_name": "王二"})
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/username-taken"


def test_the_list_filters(admin: TestClient, world: World) -> None:
    def names(**params: str | int) -> list[str]:
        answer = admin.get(LIST, params={"size": 200, **params})
        assert answer.status_code == 200, answer.text
        return [item["username"] for item in answer.json()["items"]]

    everybody = names()
    assert everybody == sorted(everybody)
    assert len(everybody) == len(world.cast.members)
    assert names(q="王老") == ["wang"]
    assert names(role="liaison") == ["li", "other_liaison"]
    assert names(status="disabled") == []
    assert names(size=2, page=2) == everybody[2:4]
    assert set(names(sort="latest_login")) == set(everybody)


def test_the_list_shows_the_last_sign_in(admin: TestClient, client: TestClient) -> None:
    log_in(client, "wang")
    items = admin.get(LIST, params={"sort": "latest_login"}).json()["items"]
    assert items[0]["username"] == "wang"
    assert items[0]["last_login_at"] is not None
    assert items[0]["roles"] == ["staff"]
    assert "password_hash" not in items[0]


def test_a_name_changes(admin: TestClient, session: Session, world: World) -> None:
    path = path_of(world.cast.wang.user_id)
    tag = current_tag(admin, path)

    answer = admin.patch(path, json={"display_name": "王老师（教务处）"}, headers=tag)

    assert answer.status_code == 200
    assert answer.headers["etag"].startswith('"v2')
    assert events(session, "user.updated")[0]["details"] == {"fields": ["display_name"]}
    assert admin.patch(path, json={"display_name": "王"}, headers=tag).status_code == 412
    assert admin.patch(path, json={"display_name": "王"}).status_code == 428


def test_nothing_new_is_no_change(admin: TestClient, session: Session, world: World) -> None:
    path = path_of(world.cast.wang.user_id)
    answer = admin.patch(path, json={"display_name": "王老师"}, headers=current_tag(admin, path))
    assert answer.headers["etag"].startswith('"v1')
    assert events(session, "user.updated") == []


@pytest.mark.parametrize("field", ["username", "status", "stamp", "password_hash", "roles", "version", "id"])
def test_other_fields_cannot_be_written(admin: TestClient, world: World, field: str) -> None:
    path = path_of(world.cast.wang.user_id)
    answer = admin.patch(path, json={field: "1"}, headers=current_tag(admin, path))
    assert codes(answer) == [(f"/{field}", "extra_forbidden")]


def test_an_account_is_disabled_and_enabled(
    admin: TestClient, client: TestClient, session: Session, world: World
) -> None:
    path = path_of(world.cast.wang.user_id)
    answer = admin.post(path + "/disablement", headers=current_tag(admin, path))
    assert answer.json()["status"] == "disabled"
    assert log_in(client, "wang").status_code == 401
    again = admin.post(path + "/disablement", headers=current_tag(admin, path))
    assert again.status_code == 409

    answer = admin.post(path + "/enablement", headers=current_tag(admin, path))
    assert answer.json()["status"] == "active"
    assert log_in(client, "wang").status_code == 200
    assert len(events(session, "user.disabled")) == len(events(session, "user.enabled")) == 1


def test_nobody_disables_or_resets_himself(admin: TestClient, world: World) -> None:
    path = path_of(world.cast.system_admin.user_id)
    for noun in ("disablement", "password-reset"):
        answer = admin.post(f"{path}/{noun}", headers=current_tag(admin, path))
        assert answer.json()["type"] == "/problems/own-account"


def test_the_last_security_administrator_stays(admin: TestClient, session: Session, world: World) -> None:
    path = path_of(world.cast.security_admin.user_id)
    answer = admin.post(path + "/disablement", headers=current_tag(admin, path))
    assert answer.json()["type"] == "/problems/last-administrator"

    row = {"user_id": world.cast.office.user_id, "role": Role.security_admin}
    session.execute(sa.delete(GRANTS).where(GRANTS.c.user_id == world.cast.office.user_id))
    insert_row(session, GRANTS, row | {"source": GrantSource.manual, "granted_at": now()})
    assert admin.post(path + "/disablement", headers=current_tag(admin, path)).status_code == 200


def test_a_disabled_account_is_not_reset(admin: TestClient, session: Session, world: World) -> None:
    path = path_of(world.cast.wang.user_id)
    session.execute(sa.update(USERS).where(USERS.c.id == world.cast.wang.user_id).values(status="disabled"))
    answer = admin.post(path + "/password-reset", headers=current_tag(admin, path))
    assert answer.json()["type"] == "/problems/disabled"


def test_a_retry_makes_one_account_but_never_stores_a_token(
    admin: TestClient, session: Session, world: World
) -> None:
    key = {"Idempotency-Key": "one-and-the-same"}
    answers = [
        admin.post(LIST, json={"username": "zhao", "display_name": "赵"}, headers=key) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()

    path = path_of(world.cast.wang.user_id)
    made = admin.post(
        path + "/password-reset", headers=current_tag(admin, path) | {"Idempotency-Key": "x" * 8}
    )
    assert made.json()["token"] not in str(session.execute(sa.select(ANSWERS)).all())


def test_unknown_accounts_are_not_found(admin: TestClient) -> None:
    assert admin.get(path_of(999_999)).status_code == 404
    assert admin.get(path_of(2**53)).status_code == 422
    for noun in ("disablement", "enablement", "password-reset"):
        assert admin.post(f"{path_of(999_999)}/{noun}", headers={"If-Match": "now"}).status_code == 404
