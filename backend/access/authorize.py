"""Who is calling, and how far the call may reach. Effective right = credential ∩ database at this very request."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from fastapi import Depends, Request
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from backend.access import credentials, secrets, tokens
from backend.access.models import Grant, PersonalToken, User
from backend.access.policy import POLICY, Permission
from backend.access.rules import FRESH, USE_NOTED_EVERY, Reach, Role
from backend.access.scopes import CLIENT_SCOPES, PERSONAL_TOKEN_SCOPES
from backend.kit import idempotency, journal
from backend.kit.db import check_at_the_end, is_reading, open_session
from backend.kit.problems import Problem, forbidden
from backend.kit.table import now, table_of

USERS, GRANTS, TOKENS = table_of(User), table_of(Grant), table_of(PersonalToken)

Grants = tuple[tuple[Role, int | None], ...]
SELF_ONLY = frozenset({Permission.account_self})


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
    grants: Grants = ()
    must_change_password: bool = False
    authenticated_at: datetime | None = None
    """When the password was last typed in this login session; None for scripts."""
    held: credentials.Held | None = None
    unnoted_token_id: int | None = None
    """A personal token whose use has not been noted for an hour."""

    def reach(self, permission: Permission) -> Scope:
        """Where the permission holds; falsy when nowhere."""
        return self.scopes.get(permission, NOWHERE)

    def need(self, permission: Permission) -> Scope:
        """The reach, or 403."""
        scope = self.reach(permission)
        if scope:
            return scope
        if self.must_change_password:
            detail = "密码已到期或需要更换，请先修改密码，再继续办理。"
            raise Problem("password-change-required", "请先修改密码", 403, detail)
        raise forbidden()

    def need_fresh(self) -> None:
        """403 when a login session's password was typed too long ago. Scripts have no password to type."""
        if self.authenticated_at is None or now() - self.authenticated_at < FRESH:
            return
        detail = "为了安全，办理这件事之前请再次输入您的密码。"
        raise Problem("reauthentication-required", "请再次输入密码", 403, detail)

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


@lru_cache(maxsize=1024)
def scopes_of(grants: Grants) -> Mapping[Permission, Scope]:
    """Adds up what the policy gives each grant. A granted reach without a department reaches nothing."""
    found: dict[Permission, Scope] = {}
    for role, department_id in grants:
        for permission, reach in POLICY[role].items():
            roots = frozenset({department_id} if department_id is not None else ())
            scope = Scope(
                reach is Reach.school, roots if reach is Reach.granted else frozenset(), reach is Reach.own
            )
            found[permission] = found.get(permission, NOWHERE) | scope
    return MappingProxyType({permission: scope for permission, scope in found.items() if scope})


def grants_of(session: Session, user_id: int) -> Grants:
    """The user's grants, each once."""
    rows = session.execute(
        sa.select(GRANTS.c.role, GRANTS.c.department_id).where(GRANTS.c.user_id == user_id).distinct()
    )
    return tuple((role, department_id) for role, department_id in rows)


def _user_actor(user: Mapping[Any, Any], grants: Grants, only: frozenset[Permission] | None) -> Actor:
    scopes = scopes_of(grants)
    if only is not None:
        scopes = {permission: scope for permission, scope in scopes.items() if permission in only}
    return Actor(
        journal.Principal("user", user["id"], user["display_name"]),
        scopes,
        user_id=user["id"],
        roles=frozenset(role for role, _ in grants),
        grants=grants,
    )


def actor_of(session: Session, user_id: int) -> Actor:
    """A user as if signed in, for commands that act in somebody's name (the demo, scheduled work)."""
    user = session.execute(sa.select(USERS.c.id, USERS.c.display_name).where(USERS.c.id == user_id))
    return _user_actor(user.mappings().one(), grants_of(session, user_id), None)


def _from_session(session: Session, claims: tokens.Claims) -> Actor:
    rows = credentials.signed_in(session, claims)
    if not rows:
        raise unauthorized()
    user = rows[0]
    given = {(row["role"], row["department_id"]): None for row in rows if row["role"] is not None}
    must_change = bool(user["must_change_password"])
    actor = _user_actor(user, tuple(given), SELF_ONLY if must_change else None)
    return replace(
        actor,
        session_id=user["session_id"],
        authenticated_at=user["authenticated_at"],
        held=credentials.Held(user["id"], user["stamp"], session_id=user["session_id"]),
        must_change_password=must_change,
    )


def _from_client(session: Session, claims: tokens.Claims) -> Actor:
    client = credentials.client(session, claims)
    if client is None:
        raise unauthorized("接口客户端的令牌已失效，请重新换取。")
    asked = frozenset(str(claims.extra["scope"]).split())
    granted = {scope for scope in CLIENT_SCOPES if scope.value in asked and scope.value in client["scopes"]}
    department = client["department_id"]
    scope = Scope(school=True) if department is None else Scope(departments=frozenset({department}))
    return Actor(
        journal.Principal("client", client["id"], client["name"]),
        dict.fromkeys(granted, scope),
        sees_personal_data=client["sees_personal_data"],
        held=credentials.Held(client_id=client["id"], client_stamp=client["stamp"]),
    )


def _from_personal_token(session: Session, text: str) -> Actor:
    found = credentials.personal_token(session, text)
    if found is None:
        raise unauthorized("个人令牌无效、已过期或已撤销。")
    only = frozenset(scope for scope in PERSONAL_TOKEN_SCOPES if scope.value in found["scopes"])
    used = found["last_used_at"]
    is_noted = used is not None and used > now() - USE_NOTED_EVERY
    actor = _user_actor(found, grants_of(session, found["id"]), only)
    held = credentials.Held(found["id"], found["stamp"], token_id=found["token_id"])
    return replace(actor, held=held, unnoted_token_id=None if is_noted else found["token_id"])


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


def authenticate(request: Request, session: Session) -> Actor:
    """The caller. Also names the author of what the session journals."""
    actor = identify(session, request.app.state.keys, request.headers.get("authorization"))
    journal.act_as(session, actor.principal)
    if not is_reading(request):
        check_at_the_end(session, partial(_confirm, actor))
    elif actor.unnoted_token_id is not None:
        with suppress(OperationalError), request.app.state.database.session() as writer:
            _note_use(writer, actor.unnoted_token_id)
    return actor


def _note_use(session: Session, token_id: int) -> None:
    """At most once an hour, so that reading stays reading; not worth failing a reading request for."""
    session.execute(sa.update(TOKENS).where(TOKENS.c.id == token_id).values(last_used_at=now()))


def _confirm(actor: Actor, session: Session) -> None:
    """Permission and write are one: a right that was taken away meanwhile takes the work along."""
    if actor.held is not None and not actor.held.confirm(session):
        raise unauthorized("您的登录或权限刚刚有变动，这次操作没有保存，请重新登录后再试。")
    if actor.unnoted_token_id is not None:
        _note_use(session, actor.unnoted_token_id)


class Guard:
    """A route's permission. The caller must hold it somewhere; the row's own clause decides where.

    One dependency does all of it. It blocks, as whatever runs in a request's worker thread may.
    """

    def __init__(self, permission: Permission, is_sensitive: bool) -> None:
        self.permission, self.is_sensitive = permission, is_sensitive

    async def __call__(self, request: Request) -> Actor:
        session = await open_session(request)
        actor = authenticate(request, session)
        request.state.roles = actor.roles
        actor.need(self.permission)
        if self.is_sensitive:
            actor.need_fresh()
        if request.method == "POST" and not getattr(request.scope.get("endpoint"), "shows_secret", False):
            self._claim(request, session, actor)
        return actor

    def _claim(self, request: Request, session: Session, actor: Actor) -> None:
        is_required = getattr(request.scope.get("endpoint"), "requires_key", False)
        key = idempotency.checked(request.headers.get("idempotency-key"), is_required=is_required)
        if key is None:
            return
        principal = f"{actor.principal.kind}:{actor.principal.id}"
        idempotency.claim(session, principal, key, request.state.fingerprint)
        request.state.claimed_by = principal


def may(permission: Permission, *, is_sensitive: bool = False) -> Any:
    """`Annotated[Actor, may(Permission.x)]` declares a route's permission; what is sensitive asks people to type
    their password again when they last did so more than five minutes ago."""
    return Depends(Guard(permission, is_sensitive))
