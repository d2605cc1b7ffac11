"""Who is calling, and how far the call may reach. Effective right = credential ∩ database at this very request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, Request
from sqlmodel import Session

from backend.access import secrets, tokens
from backend.access.models import ApiClient, Grant, LoginSession, PersonalToken, User
from backend.access.policy import CLIENT_SCOPES, PERSONAL_TOKEN_SCOPES, POLICY, Permission
from backend.access.rules import Reach, Role, UserStatus
from backend.kit import idempotency, journal
from backend.kit.db import Db
from backend.kit.problems import Problem, forbidden
from backend.kit.table import now, table_of

USERS, GRANTS, SESSIONS = table_of(User), table_of(Grant), table_of(LoginSession)
TOKENS, CLIENTS = table_of(PersonalToken), table_of(ApiClient)


@dataclass(frozen=True)
class Scope:
    """How far one permission goes for one actor: everywhere, some department subtrees, own things."""

    school: bool = False
    departments: frozenset[int] = frozenset()
    own: bool = False

    def __bool__(self) -> bool:
        return self.school or self.own or bool(self.departments)

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(self.school or other.school, self.departments | other.departments, self.own or other.own)

    def within(self, roots: frozenset[int] | None) -> "Scope":
        """Cut down to department subtrees; None cuts nothing. School reach becomes exactly these subtrees."""
        if roots is None:
            return self
        return Scope(False, roots if self.school else self.departments & roots, False)


NOWHERE = Scope()


@dataclass(frozen=True)
class Actor:
    """The authenticated caller."""

    principal: journal.Principal
    scopes: Mapping[Permission, Scope]
    user_id: int | None = None
    session_id: int | None = None
    roles: frozenset[Role] = frozenset()
    sees_personal_data: bool = True
    grants: tuple[tuple[Role, int | None], ...] = field(default=())

    def reach(self, permission: Permission) -> Scope:
        """Where the permission holds; falsy when nowhere."""
        return self.scopes.get(permission, NOWHERE)

    def need(self, permission: Permission) -> Scope:
        """The reach, or 403."""
        scope = self.reach(permission)
        if not scope:
            raise forbidden()
        return scope

    def require_user(self) -> int:
        """The user's id, or 403 for API clients: decisions are made by people."""
        if self.user_id is None:
            raise forbidden("这件事只能由本人登录后办理，接口客户端不能代办。")
        return self.user_id


def unauthorized(detail: str = "请重新登录。") -> Problem:
    """401, the same for every defect of a credential."""
    return Problem(
        "unauthorized", "没有登录，或登录已失效", 401, detail, headers={"WWW-Authenticate": "Bearer"}
    )


def scopes_of(grants: tuple[tuple[Role, int | None], ...]) -> dict[Permission, Scope]:
    """Adds up what the policy gives each grant. A granted reach without a department reaches nothing."""
    found: dict[Permission, Scope] = {}
    for role, department_id in grants:
        for permission, reach in POLICY[role].items():
            roots = frozenset({department_id} if department_id is not None else ())
            scope = Scope(
                reach is Reach.school, roots if reach is Reach.granted else frozenset(), reach is Reach.own
            )
            found[permission] = found.get(permission, NOWHERE) | scope
    return {permission: scope for permission, scope in found.items() if scope}


def grants_of(session: Session, user_id: int) -> tuple[tuple[Role, int | None], ...]:
    """The user's grants, each once."""
    rows = session.execute(
        sa.select(GRANTS.c.role, GRANTS.c.department_id).where(GRANTS.c.user_id == user_id).distinct()
    )
    return tuple((role, department_id) for role, department_id in rows)


def _user_actor(
    session: Session,
    user: Mapping[Any, Any],
    session_id: int | None,
    only: frozenset[Permission] | None = None,
) -> Actor:
    grants = grants_of(session, user["id"])
    scopes = scopes_of(grants)
    if only is not None:
        scopes = {permission: scope for permission, scope in scopes.items() if permission in only}
    return Actor(
        journal.Principal("user", user["id"], user["display_name"]),
        scopes,
        user["id"],
        session_id,
        frozenset(role for role, _ in grants),
        True,
        grants,
    )


def _from_session(session: Session, claims: tokens.Claims) -> Actor:
    live = (
        sa.select(USERS.c.id, USERS.c.display_name, USERS.c.stamp, SESSIONS.c.id.label("session_id"))
        .join_from(SESSIONS, USERS, SESSIONS.c.user_id == USERS.c.id)
        .where(
            SESSIONS.c.id == int(claims.extra["sid"]),
            SESSIONS.c.revoked_at.is_(None),
            SESSIONS.c.expires_at > now(),
            USERS.c.id == int(claims.subject),
            USERS.c.status == UserStatus.active,
            USERS.c.stamp == int(claims.extra["stamp"]),
        )
    )
    user = session.execute(live).mappings().one_or_none()
    if user is None:
        raise unauthorized()
    return _user_actor(session, user, user["session_id"])


def _from_client(session: Session, claims: tokens.Claims) -> Actor:
    client = (
        session.execute(
            sa.select(CLIENTS).where(
                CLIENTS.c.id == int(claims.subject),
                CLIENTS.c.status == UserStatus.active,
                CLIENTS.c.stamp == int(claims.extra["stamp"]),
            )
        )
        .mappings()
        .one_or_none()
    )
    if client is None:
        raise unauthorized("接口客户端的令牌已失效，请重新换取。")
    granted = {Permission(name) for name in client["scopes"]} & CLIENT_SCOPES
    department = client["department_id"]
    scope = Scope(school=True) if department is None else Scope(departments=frozenset({department}))
    return Actor(
        journal.Principal("client", client["id"], client["name"]),
        dict.fromkeys(granted, scope),
        sees_personal_data=client["sees_personal_data"],
    )


def _from_personal_token(session: Session, text: str) -> Actor:
    digest = secrets.digest(text)
    found = (
        session.execute(
            sa.select(USERS.c.id, USERS.c.display_name, TOKENS.c.scopes)
            .join_from(TOKENS, USERS, TOKENS.c.user_id == USERS.c.id)
            .where(
                TOKENS.c.digest == digest,
                TOKENS.c.revoked_at.is_(None),
                TOKENS.c.expires_at > now(),
                USERS.c.status == UserStatus.active,
            )
        )
        .mappings()
        .one_or_none()
    )
    if found is None:
        raise unauthorized("个人令牌无效、已过期或已撤销。")
    only = frozenset(Permission(name) for name in found["scopes"]) & PERSONAL_TOKEN_SCOPES
    return _user_actor(session, found, None, only)


def identify(session: Session, keys: tokens.KeyRing, header: str | None) -> Actor:
    """`Authorization` → Actor, or 401. Accepts session, client and personal tokens."""
    scheme, _, text = (header or "").partition(" ")
    text = text.strip()
    if scheme.lower() != "bearer" or not text:
        raise unauthorized("请先登录，或在 Authorization 头中带上令牌。")
    if text.startswith(secrets.PERSONAL_PREFIX):
        return _from_personal_token(session, text)
    try:
        purpose, claims = keys.verify_any(text, (tokens.Purpose.access, tokens.Purpose.client))
        return (_from_session if purpose is tokens.Purpose.access else _from_client)(session, claims)
    except (tokens.InvalidToken, KeyError, ValueError) as error:
        raise unauthorized() from error


def authenticate(request: Request, session: Db) -> Actor:
    """Dependency: the caller. Also names the author of what the session journals."""
    actor = identify(session, request.app.state.keys, request.headers.get("authorization"))
    journal.act_as(session, actor.principal)
    return actor


Caller = Annotated[Actor, Depends(authenticate)]


class Guard:
    """A route's permission. The caller must hold it somewhere; the row's own clause decides where."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, request: Request, session: Db, actor: Caller) -> Actor:
        actor.need(self.permission)
        if request.method == "POST":
            self._claim(request, session, actor)
        return actor

    def _claim(self, request: Request, session: Session, actor: Actor) -> None:
        key = request.headers.get("idempotency-key")
        if key is None:
            if getattr(request.scope.get("endpoint"), "requires_key", False):
                raise Problem(
                    "idempotency-key-required",
                    "缺少 Idempotency-Key",
                    400,
                    "请带上 Idempotency-Key，重试时沿用同一个值。",
                )
            return
        if not 8 <= len(key) <= 128 or not key.isascii() or not key.isprintable():
            raise Problem(
                "bad-idempotency-key", "Idempotency-Key 的格式不对", 400, "应为 8 到 128 个可见 ASCII 字符。"
            )
        principal = f"{actor.principal.kind}:{actor.principal.id}"
        idempotency.claim(session, principal, key, request.state.fingerprint)
        request.state.claimed_by = principal


def may(permission: Permission) -> Any:
    """`Annotated[Actor, may(Permission.x)]` declares a route's permission."""
    return Depends(Guard(permission))
