"""The named cast, and how each of them gets in without typing a password.

Every member has exactly one role, so that a test of that role tests nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.access.models import ApiClient, LoginSession, User
from backend.access.rules import ACCESS_TTL, CLIENT_TTL, SESSION_LIFE, Role
from backend.access.tokens import Purpose
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of
from tests.clients import AppClient

PASSWORD = "Jiaowuchu-2026-lianfang"
"""Everybody's password, hashed once below; only tests of signing in need it."""
PASSWORD_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$35szZizF+F9LSamVktI6Zw$V+JttRS8mSG0cp1WomX7uRV+Es2VUZG1S2omilQhy+w"
)

NO_VERSION = '"v0"'
"""The tag of no row: its refusal names the tag that stands."""


@dataclass(frozen=True)
class Member:
    """Somebody with an account. Administrators stand on no roster: no person, no department."""

    role: Role
    username: str
    name: str
    user_id: int
    person_id: int | None = None
    department_id: int | None = None

    @property
    def person(self) -> int:
        """The id on the roster; fails for administrators."""
        assert self.person_id is not None
        return self.person_id


@dataclass(frozen=True)
class Client:
    """A campus system with an API client."""

    id: int
    client_id: str


@dataclass(frozen=True)
class Cast:
    """教务处 is where most tests play; 财务处 is the other department."""

    wang: Member
    """王老师: staff of 教务处, holds 教材管理岗 alone."""
    li: Member
    """李联络: liaison of 教务处, holds 教务管理岗."""
    chen: Member
    """陈处长: head of 教务处."""
    lin: Member
    """林副院长: supervises (分管) 教务处, keeps contact with (联系) 信息系."""
    dean: Member
    """郑院长: leadership."""
    office: Member
    """纪委办: the office that runs the work."""
    supervisor: Member
    """孙监督员: reads the whole school."""
    outsider: Member
    """外人: staff of 财务处, stranger to everything in 教务处."""
    other_liaison: Member
    """周联络: liaison of 财务处."""
    other_head: Member
    """吴处长: head of 财务处."""
    system_admin: Member
    security_admin: Member
    audit_admin: Member
    oa: Client
    """The OA system: every scope a client may have, the whole school, no personal data."""

    @property
    def members(self) -> tuple[Member, ...]:
        """Everybody with an account."""
        found = (getattr(self, field.name) for field in fields(self))
        return tuple(one for one in found if isinstance(one, Member))


def open_login(session: Session, user_id: int) -> str:
    """A login session as a successful login leaves it; returns its family."""
    instant, family = now(), uuid4().hex
    row = {
        "family": family,
        "user_id": user_id,
        "generation": 1,
        "refresh_digest": uuid4().hex,
        "rotated_at": instant,
        "created_at": instant,
        "authenticated_at": instant,
        "last_seen_at": instant,
        "expires_at": instant + SESSION_LIFE,
        "user_agent": "tests",
        "address": "127.0.0.1",
    }
    insert_row(session, table_of(LoginSession), row)
    return family


def token_for(app: FastAPI, member: Member) -> str:
    """An access token with a login session behind it."""
    with app.state.database.session() as session:
        users = table_of(User)
        stamp = session.execute(sa.select(users.c.stamp).where(users.c.id == member.user_id)).scalar_one()
        family = open_login(session, member.user_id)
    return access_token(app, member.user_id, family, stamp)


def access_token(app: FastAPI, user_id: int, family: str, stamp: int = 1) -> str:
    """A token of the login session `family`."""
    return _issue(app, Purpose.access, str(user_id), {"sid": family, "stamp": stamp}, ACCESS_TTL)


def client_token_for(app: FastAPI, client: Client) -> str:
    """A token as /oauth/token gives it to a campus system."""
    clients = table_of(ApiClient)
    with app.state.database.session(read_only=True) as session:
        found = sa.select(clients.c.stamp, clients.c.scopes).where(clients.c.id == client.id)
        stamp, scopes = session.execute(found).one()
    return client_token(app, client, scopes, stamp)


def client_token(app: FastAPI, client: Client, scopes: Iterable[str], stamp: int = 1) -> str:
    """A token with these scopes."""
    extra = {"stamp": stamp, "scope": " ".join(scopes)}
    return _issue(app, Purpose.client, client.client_id, extra, CLIENT_TTL)


def _issue(app: FastAPI, purpose: Purpose, subject: str, extra: dict[str, Any], lifetime: timedelta) -> str:
    return str(app.state.keys.issue(purpose, subject, extra, lifetime=lifetime))


class Signed(AppClient):
    """Says `If-Match: now` for "the version as it is": it asks once for it, then sends the real tag."""

    def request(self, *args: Any, **kwargs: Any) -> Response:
        """What the inherited one does, and at most a second time."""
        headers = dict(kwargs.pop("headers", None) or {})
        is_blank = headers.get("If-Match") == "now"
        if is_blank:
            headers["If-Match"] = NO_VERSION
        answer: Response = super().request(*args, headers=headers, **kwargs)
        if is_blank and answer.status_code == 412:
            answer = super().request(*args, headers=headers | {"If-Match": answer.headers["etag"]}, **kwargs)
        return answer


def sign_in(app: FastAPI, who: Member | Client) -> TestClient:
    """A client that speaks for `who`."""
    token = token_for(app, who) if isinstance(who, Member) else client_token_for(app, who)
    return Signed(app, headers={"Authorization": f"Bearer {token}"})
