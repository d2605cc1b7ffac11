"""A right taken away while its holder's request is at work: the work is not kept; taken away later, it waits."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session

from backend.access.actions import end_sessions, replace_grants
from backend.access.models import ApiClient, LoginSession, PersonalToken
from backend.access.rules import GrantSource
from backend.kit.db import Database
from backend.kit.journal import Happening
from backend.kit.table import now, table_of
from backend.organization.models import Position
from tests.access.witnesses import STRONG
from tests.cast import PASSWORD, sign_in
from tests.clients import AppClient
from tests.databases import DIALECT
from tests.world import World, build

API = "/api/v1"
SESSIONS, TOKENS, CLIENTS, POSITIONS = (
    table_of(model) for model in (LoginSession, PersonalToken, ApiClient, Position)
)

pytestmark = pytest.mark.skipif(DIALECT == "sqlite", reason="SQLite's writing transactions come one by one")


class Stage:
    """A committed college, its administrators, and a writer in 教务处 with each kind of credential."""

    def __init__(self, app: FastAPI, database: Database) -> None:
        self.app, self.database = app, database
        with database.session() as session:
            self.world: World = build(session)
        self.system = sign_in(app, self.world.cast.system_admin)
        self.path = f"{API}/positions/{self.world.textbook_post}"

    def writer(self, kind: str) -> TestClient:
        if kind == "session":
            return sign_in(self.app, self.world.cast.li)
        if kind == "token":
            body = {"name": "脚本", "scopes": ["positions:write", "organization:read"]}
            made = sign_in(self.app, self.world.cast.li).post(f"{API}/personal-tokens", json=body).json()
            return AppClient(self.app, headers={"Authorization": f"Bearer {made['token']}"})
        return sign_in(self.app, self.world.cast.oa)

    def write(self, client: TestClient) -> Response:
        version = self.position()["version"]
        answer: Response = client.patch(
            self.path, json={"name": "新的岗位名"}, headers={"If-Match": f'"v{version}"'}
        )
        return answer

    def position(self) -> sa.RowMapping:
        with self.database.session(read_only=True) as session:
            found = sa.select(POSITIONS).where(POSITIONS.c.id == self.world.textbook_post)
            return session.execute(found).mappings().one()

    def revoke(self, how: str) -> None:
        """Takes the right away and commits; by the API where there is one."""
        li = self.world.cast.li.user_id
        if how == "disable":
            tag = self.system.get(f"{API}/users/{li}").headers["etag"]
            answer = self.system.post(f"{API}/users/{li}/disablement", headers={"If-Match": tag})
            assert answer.status_code == 200, answer.text
        else:
            with self.database.session() as session:
                self._end(session, how)

    def _end(self, session: Session, how: str) -> None:
        li = self.world.cast.li.user_id
        if how == "grants":
            for source in GrantSource:
                replace_grants(session, li, source, ())
        elif how == "session":
            end_sessions(session, SESSIONS.c.user_id == li, "ended")
        elif how == "token":
            session.execute(sa.update(TOKENS).where(TOKENS.c.user_id == li).values(revoked_at=now()))
        else:
            session.execute(sa.update(CLIENTS).values(stamp=CLIENTS.c.stamp + 1))


@pytest.fixture
def stage(committed_app: FastAPI, committed: Database) -> Stage:
    return Stage(committed_app, committed)


@contextmanager
def held_before_commit(stage: Stage, work: Callable[[], Response]) -> Iterator[Future[Response]]:
    """Inside, the request has been allowed and has written, and has not asked again; afterwards it goes on."""
    arrived, go_on = threading.Event(), threading.Event()

    def hold(session: Session, happenings: Any) -> None:
        if any(isinstance(item, Happening) and item.subject.kind == "position" for item in happenings):
            arrived.set()
            assert go_on.wait(10)

    followers = stage.database.followers
    stage.database.followers = (*followers, hold)
    try:
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(work)
            assert arrived.wait(10), answer.result().text
            stage.database.followers = followers
            yield answer
            go_on.set()
    finally:
        go_on.set()


@pytest.mark.parametrize("kind", ["session", "token", "client"])
def test_it_works(stage: Stage, kind: str) -> None:
    client = stage.writer(kind)
    with held_before_commit(stage, lambda: stage.write(client)) as answer:
        pass
    assert answer.result().status_code == 200, answer.result().text
    assert stage.position()["name"] == "新的岗位名"


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("session", "grants"),
        ("session", "disable"),
        ("session", "session"),
        ("token", "grants"),
        ("token", "disable"),
        ("token", "token"),
        ("client", "client"),
    ],
)
def test_what_was_taken_away_meanwhile_is_not_used(stage: Stage, kind: str, how: str) -> None:
    client, before = stage.writer(kind), stage.position()
    with held_before_commit(stage, lambda: stage.write(client)) as answer:
        stage.revoke(how)
    assert (answer.result().status_code, answer.result().json()["type"]) == (401, "/problems/unauthorized")
    assert stage.position() == before


def test_a_revocation_waits_for_what_was_confirmed(stage: Stage) -> None:
    client, arrived, go_on = stage.writer("session"), threading.Event(), threading.Event()

    def hold(session: AnySession) -> None:
        if getattr(session.info.get("principal"), "label", "") == stage.world.cast.li.name:
            arrived.set()
            assert go_on.wait(10)

    sa.event.listen(AnySession, "before_commit", hold)
    try:
        with ThreadPoolExecutor(2) as pool:
            answer = pool.submit(stage.write, client)
            assert arrived.wait(10)
            ending = pool.submit(stage.revoke, "session")
            with pytest.raises(TimeoutError):
                ending.result(timeout=0.5)
            go_on.set()
            assert answer.result().status_code == 200
            ending.result(timeout=10)
    finally:
        go_on.set()
        sa.event.remove(AnySession, "before_commit", hold)
    assert stage.position()["name"] == "新的岗位名"
    assert stage.write(client).status_code == 401


def test_what_one_changes_oneself_does_not_count(stage: Stage) -> None:
    """One's own password, one's own sessions: the request that ends them is not ended by them."""
    client = sign_in(stage.app, stage.world.cast.li)
    body = {"current_password": PASSWORD, "new_password": STRONG}
    assert client.post(f"{API}/auth/password", json=body).status_code == 200
    again = sign_in(stage.app, stage.world.cast.li)
    assert again.delete(f"{API}/auth/sessions").status_code == 204
    assert again.get(f"{API}/me").status_code == 401
