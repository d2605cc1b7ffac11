"""Who was refused what stands in the audit trail, for its administrator only, and cannot fill the disk."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.access import denials
from backend.integration.actions import advance
from backend.kit.db import Database
from tests import cast
from tests.access.test_journal_writes import without_journal
from tests.conftest import SignIn
from tests.world import World, build

API = "/api/v1"


def denied(auditor: TestClient, **query: Any) -> list[dict[str, Any]]:
    """The refusals the audit administrator sees, newest first."""
    answer = auditor.get(f"{API}/audit", params={"action": "request.denied", "size": 200, **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


@pytest.fixture
def auditor(world: World, sign_in: SignIn) -> TestClient:
    return sign_in(world.cast.audit_admin)


def test_it_works(world: World, sign_in: SignIn, auditor: TestClient) -> None:
    wang = world.cast.wang
    answer = sign_in(wang).put(f"{API}/users/{wang.user_id}/grants", json={}, headers={"If-Match": '"v1"'})
    assert answer.status_code == 403
    [row] = denied(auditor)
    assert (row["actor_kind"], row["actor_id"], row["actor_label"]) == ("user", wang.user_id, wang.name)
    assert (row["subject_kind"], row["subject_id"]) == ("request", wang.user_id)
    assert row["request_id"] == answer.headers["x-request-id"]
    assert row["details"] == {
        "operation": "set_grants",
        "object": {"user_id": str(wang.user_id)},
        "status": 403,
        "problem": "forbidden",
        "roles": ["staff"],
        "address": "testclient",
    }


def test_what_is_hidden_is_journaled_like_what_is_not_there(
    world: World, sign_in: SignIn, auditor: TestClient
) -> None:
    outsider = sign_in(world.cast.outsider)
    for department in (world.procurement, 999_999):
        path = f"{API}/departments/{department}"
        assert outsider.patch(path, json={"name": "x"}, headers={"If-Match": "now"}).status_code in (403, 404)
    li = sign_in(world.cast.li)
    path = f"{API}/positions/{world.cashier_post}"
    assert li.patch(path, json={"name": "x"}, headers={"If-Match": "now"}).status_code == 404
    [hidden] = denied(auditor, actor_id=world.cast.li.user_id)
    assert (hidden["subject_id"], hidden["details"]["status"]) == (world.cashier_post, 404)
    assert len(denied(auditor, actor_id=world.cast.outsider.user_id)) == 2


def test_a_bad_credential_is_a_strangers(client: TestClient, auditor: TestClient) -> None:
    assert client.get(f"{API}/me").status_code == 401
    assert client.get(f"{API}/nowhere/1").status_code == 404
    assert denied(auditor) == []
    assert client.get(f"{API}/me", headers={"Authorization": "Bearer lzp_guess"}).status_code == 401
    [row] = denied(auditor)
    assert (row["actor_kind"], row["actor_id"], row["details"]["status"]) == ("anonymous", None, 401)
    assert "lzp_guess" not in str(row)


def test_what_is_allowed_or_only_wrong_is_no_denial(
    world: World, sign_in: SignIn, auditor: TestClient
) -> None:
    office = sign_in(world.cast.office)
    path = f"{API}/departments/{world.academic}"
    assert office.get(path).status_code == 200
    assert office.patch(path, json={"name": "x"}).status_code == 428
    assert office.patch(path, json={"name": "x"}, headers={"If-Match": '"v9"'}).status_code == 412
    assert office.get(f"{API}/departments", params={"size": -1}).status_code == 422
    assert denied(auditor) == []


def test_the_same_again_is_only_counted(world: World, sign_in: SignIn, auditor: TestClient) -> None:
    wang = sign_in(world.cast.wang)
    for _ in range(5):
        assert wang.get(f"{API}/audit").status_code == 403
    assert len(denied(auditor)) == 1
    assert wang.get(f"{API}/users").status_code == 403
    newest, first = denied(auditor)
    assert (newest["details"]["unwritten"], "unwritten" in first["details"]) == (4, False)


def test_nobody_fills_the_disk(
    world: World, sign_in: SignIn, app: FastAPI, database: Database, client: TestClient, auditor: TestClient
) -> None:
    wang, total = sign_in(world.cast.wang), denials.ROWS_PER_CALLER + 20
    for number in range(total):
        assert wang.get(f"{API}/users/{900_000 + number}").status_code == 403
    assert len(denied(auditor, actor_id=world.cast.wang.user_id)) == denials.ROWS_PER_CALLER
    for number in range(denials.ROWS_OF_STRANGERS + 20):
        answer = client.get(f"{API}/users/{number + 1}", headers={"Authorization": "Bearer no"})
        assert answer.status_code == 401
    strangers = [row for row in denied(auditor) if row["actor_kind"] == "anonymous"]
    assert len(strangers) == denials.ROWS_OF_STRANGERS

    with database.session() as session:
        app.state.denials.settle(session)
    assert denied(auditor)[0]["details"]["unwritten"] == {
        f"user:{world.cast.wang.user_id}": 20,
        "anonymous:": 20,
    }
    with database.session() as session:
        app.state.denials.settle(session)
    assert len(denied(auditor)) == denials.ROWS_PER_CALLER + denials.ROWS_OF_STRANGERS + 1


def test_a_minute_later_it_is_written_again(
    world: World, sign_in: SignIn, auditor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = sign_in(world.cast.wang)
    for _ in range(3):
        assert wang.get(f"{API}/audit").status_code == 403
    monkeypatch.setattr(denials, "MINUTE", 0.0)
    assert wang.get(f"{API}/audit").status_code == 403
    assert [row["details"].get("unwritten") for row in denied(auditor)] == [2, None]


def test_no_other_system_learns_of_it(
    world: World, sign_in: SignIn, database: Database, auditor: TestClient
) -> None:
    advance(database)
    oa = sign_in(world.cast.oa)
    start = oa.get(f"{API}/changes").json()["cursor"]
    assert sign_in(world.cast.li).get(f"{API}/positions/{world.cashier_post}").status_code == 404
    assert oa.get(f"{API}/audit").status_code == 403
    assert len(denied(auditor)) == 2
    advance(database)
    assert oa.get(f"{API}/changes", params={"cursor": start}).json()["items"] == []
    timeline = {"subject_kind": "request", "subject_id": world.cashier_post}
    answer = sign_in(world.cast.office).get(f"{API}/events", params=timeline)
    assert answer.json().get("items", []) == []


def test_without_the_journal_there_is_no_answer(committed_app: FastAPI, committed: Database) -> None:
    with committed.session() as session:
        world = build(session)
    wang = cast.sign_in(committed_app, world.cast.wang)
    with without_journal(committed):
        answer = wang.get(f"{API}/audit")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert wang.get(f"{API}/audit").status_code == 403
    with committed.session(read_only=True) as session:
        assert (
            session.execute(sa.text("SELECT count(*) FROM event WHERE action = 'request.denied'")).scalar()
            == 1
        )
