from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.models import Grant, PersonalToken
from backend.access.policy import POLICY
from backend.access.rules import Role
from backend.access.scopes import PERSONAL_TOKEN_SCOPES
from backend.access.secrets import new_personal_token
from backend.kit.db import Database
from backend.kit.table import now, table_of
from tests.access.witnesses import codes, events
from tests.cast import Member, sign_in
from tests.clients import AppClient
from tests.world import World, build

TOKENS, GRANTS = table_of(PersonalToken), table_of(Grant)
LIST = "/api/v1/personal-tokens"


@pytest.fixture
def li(app: FastAPI, world: World) -> TestClient:
    return sign_in(app, world.cast.li)


def make(client: TestClient, *scopes: str, **more: Any) -> dict[str, Any]:
    answer = client.post(LIST, json={"name": "脚本", "scopes": list(scopes), **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def script(app: FastAPI, token: str) -> TestClient:
    return AppClient(app, headers={"Authorization": f"Bearer {token}"})


def test_it_works(app: FastAPI, li: TestClient, session: Session, world: World) -> None:
    made = make(li, "organization:read")

    assert made["token"].startswith("lzp_")
    expires = datetime.fromisoformat(made["expires_at"])
    assert timedelta(days=89) < expires - datetime.now(UTC) <= timedelta(days=90)
    answer = script(app, made["token"]).get(f"/api/v1/departments/{world.academic}")
    assert answer.status_code == 200
    (event,) = events(session, "token.created")
    assert event["details"]["scopes"] == ["organization:read"]
    stored = session.execute(sa.select(TOKENS)).all()
    assert made["token"] not in str(stored) + str(event)


def test_it_reaches_as_far_as_its_owner_and_no_further_than_its_scopes(
    app: FastAPI, li: TestClient, world: World
) -> None:
    token = script(app, make(li, "organization:read")["token"])
    assert token.get(f"/api/v1/departments/{world.finance}").status_code == 404
    assert token.get("/api/v1/people").status_code == 403
    assert li.get("/api/v1/people").status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/me", LIST, "/api/v1/auth/sessions"])
def test_it_does_not_manage_its_owners_account(app: FastAPI, li: TestClient, path: str) -> None:
    assert script(app, make(li, "organization:read")["token"]).get(path).status_code == 403


def test_it_loses_what_its_owner_loses(app: FastAPI, li: TestClient, session: Session, world: World) -> None:
    token = script(app, make(li, "organization:read")["token"])
    session.execute(sa.delete(GRANTS).where(GRANTS.c.user_id == world.cast.li.user_id))
    assert token.get("/api/v1/departments").status_code == 403


def test_it_expires(app: FastAPI, li: TestClient, session: Session) -> None:
    token = script(app, make(li, "organization:read")["token"])
    session.execute(sa.update(TOKENS).values(expires_at=now()))
    assert token.get("/api/v1/departments").status_code == 401
    assert li.get(LIST).json() == {"items": [], "total": 0}


def test_its_use_is_noted_hourly(committed_app: FastAPI, committed: Database) -> None:
    with committed.session() as session:
        world = build(session)
    li = sign_in(committed_app, world.cast.li)
    token = script(committed_app, make(li, "organization:read", "positions:write")["token"])

    def noted() -> datetime | None:
        (item,) = li.get(LIST).json()["items"]
        return datetime.fromisoformat(item["last_used_at"]) if item["last_used_at"] else None

    assert noted() is None
    token.get("/api/v1/departments")
    first = noted()
    assert first is not None
    token.get("/api/v1/departments")
    assert noted() == first
    with committed.session() as session:
        session.execute(sa.update(TOKENS).values(last_used_at=now() - timedelta(hours=2)))
    assert (noted() or first) < first
    token.get("/api/v1/departments")
    assert (noted() or first) > first


def test_the_list_shows_own_tokens_only(app: FastAPI, li: TestClient, world: World) -> None:
    made = make(li, "organization:read", name="人事脚本", days=7)
    make(sign_in(app, world.cast.chen), "organization:read")
    (item,) = li.get(LIST).json()["items"]
    assert item == {key: made[key] for key in made if key != "token"}


def test_it_is_revoked(app: FastAPI, li: TestClient, session: Session) -> None:
    made = make(li, "organization:read")
    assert li.delete(f"{LIST}/{made['id']}").status_code == 204
    assert script(app, made["token"]).get("/api/v1/departments").status_code == 401
    assert li.delete(f"{LIST}/{made['id']}").status_code == 404
    assert len(events(session, "token.revoked")) == 1


def test_somebody_elses_is_not(app: FastAPI, li: TestClient, world: World) -> None:
    made = make(li, "organization:read")
    assert sign_in(app, world.cast.chen).delete(f"{LIST}/{made['id']}").status_code == 404
    assert script(app, made["token"]).get("/api/v1/departments").status_code == 200


def test_a_scope_that_is_no_longer_given_out_is_dead(app: FastAPI, li: TestClient, session: Session) -> None:
    token = script(app, make(li, "organization:read")["token"])
    session.execute(sa.update(TOKENS).values(scopes=["account:self", "organization:read"]))
    assert token.get("/api/v1/me").status_code == 403
    assert token.get("/api/v1/departments").status_code == 200


@pytest.mark.parametrize(
    "scope", ["account:self", "users:write", "grants:write", "clients:write", "audit:read"]
)
def test_rights_nobody_gave_are_refused(li: TestClient, scope: str) -> None:
    answer = li.post(LIST, json={"name": "脚本", "scopes": ["organization:read", scope]})
    assert codes(answer) == [("/scopes/1", "not_yours")]


def test_an_administrators_script_cannot_make_accounts(app: FastAPI, world: World) -> None:
    admin = sign_in(app, world.cast.system_admin)
    assert make(admin, "users:read")
    answer = admin.post(LIST, json={"name": "脚本", "scopes": ["users:write"]})
    assert codes(answer) == [("/scopes/0", "not_yours")]


def test_every_role_can_hand_on_what_it_holds(app: FastAPI, session: Session, world: World) -> None:
    for member in one_of_each_role(session, world):
        mine = sorted(set(POLICY[member.role]) & PERSONAL_TOKEN_SCOPES)
        assert make(sign_in(app, member), *mine)["scopes"] == mine


def one_of_each_role(session: Session, world: World) -> list[Member]:
    """The cast, of whom 王老师 keeps contact with 教务处: nobody does that alone, and 外人 is staff as well."""
    found = {member.role: member for member in world.cast.members}
    other = world.cast.wang
    row = {"role": Role.contact_leader, "department_id": world.academic}
    session.execute(sa.update(GRANTS).where(GRANTS.c.user_id == other.user_id).values(**row))
    found[Role.contact_leader] = other
    assert set(found) == set(Role)
    return [replace(member, role=role) for role, member in found.items()]


@pytest.mark.parametrize(
    "wrong", [{"scopes": []}, {"scopes": ["x"]}, {"days": 0}, {"days": 366}, {"name": ""}, {"user_id": 1}]
)
def test_bad_bodies_are_refused(li: TestClient, wrong: dict[str, Any]) -> None:
    body = {"name": "脚本", "scopes": ["organization:read"], **wrong}
    assert li.post(LIST, json=body).status_code == 422


def test_a_scope_that_no_longer_exists_is_passed_over(
    app: FastAPI, session: Session, li: TestClient, world: World
) -> None:
    """Tokens outlive the version of the system that made them."""
    token = make(li, "organization:read")["token"]
    session.execute(sa.update(TOKENS).values(scopes=["organization:read", "gone:read"]))
    assert script(app, token).get("/api/v1/departments").status_code == 200


@pytest.mark.parametrize(
    "text", ["lzp_", "lzp_x", new_personal_token().text, "lzp_" + "é" * 10], ids=range(4)
)
def test_made_up_tokens_are_refused(app: FastAPI, world: World, text: str) -> None:
    headers = {"Authorization": f"Bearer {text}".encode()}
    assert AppClient(app).get("/api/v1/departments", headers=headers).status_code == 401
