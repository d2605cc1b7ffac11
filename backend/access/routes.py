"""HTTP of access: who am I, what may which role, what is this place; and all its routers."""

from typing import Any

from fastapi import Request

from backend.access import queries
from backend.access.bootstrap.routes import router as bootstrap
from backend.access.clients.routes import router as clients
from backend.access.oauth.routes import router as oauth
from backend.access.password_changes.routes import router as password_changes
from backend.access.personal_tokens.routes import router as personal_tokens
from backend.access.schemas import MeOut, PolicyOut, SiteOut
from backend.access.sessions.routes import Oneself
from backend.access.sessions.routes import router as sessions
from backend.access.users.routes import router as users
from backend.kit.db import Db
from backend.kit.routing import room_router

profile = room_router("", "access")


@profile.get("/me", response_model=MeOut, summary="我是谁，能做什么")
def get_me(session: Db, actor: Oneself) -> dict[str, Any]:
    """The caller with roles and reaches; the person behind the account is at /people/me."""
    return queries.me(session, actor)


@profile.get("/policy", response_model=PolicyOut, summary="权限表")
def get_policy(actor: Oneself) -> dict[str, Any]:
    """The permission table as it is enforced."""
    return queries.policy()


@profile.get("/site", response_model=SiteOut, summary="本站信息")
def get_site(request: Request) -> dict[str, Any]:
    """What the sign-in page shows; public."""
    return queries.site(request.app.state.settings)


ROUTERS = (sessions, password_changes, bootstrap, profile, users, clients, personal_tokens)
ROOT_ROUTERS = (oauth,)
"""/oauth/token and /.well-known/jwks.json stand outside /api/v1."""
