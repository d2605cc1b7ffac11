"""HTTP of signing in and of sessions."""

from typing import Annotated

from fastapi import Query, Request, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.access.sessions import actions, cookies, queries
from backend.access.sessions.schemas import Login, Reauthentication, SessionEnding, SessionOut, TokenOut
from backend.access.visits import OwnClient, SameSite, Visitor, refusal
from backend.kit.db import Db
from backend.kit.paging import Page, PageQuery, page_response
from backend.kit.problems import Problem
from backend.kit.routing import room_router, shows_secret
from backend.kit.rows import RowId

router = room_router("/auth", "access")
Oneself = Annotated[Actor, may(Permission.account_self)]


@router.post("/login", response_model=TokenOut, summary="登录", dependencies=[SameSite])
def login(request: Request, session: Db, visit: Visitor, body: Login) -> Response:
    """The access token in the body, the refresh token in an HttpOnly cookie."""
    outcome = actions.login(session, visit, body)
    return refusal(request, outcome) if isinstance(outcome, Problem) else cookies.welcome(request, outcome)


@router.post("/refresh", response_model=TokenOut, summary="换取新的访问令牌", dependencies=[OwnClient])
def refresh_session(request: Request, session: Db, visit: Visitor) -> Response:
    """Reads the cookie only; demands `X-Requested-With: lianfang` and the same origin."""
    outcome = actions.refresh(session, visit, cookies.read(request))
    if isinstance(outcome, Problem):
        return cookies.clear(request, refusal(request, outcome))
    return cookies.welcome(request, outcome)


@router.post("/logout", status_code=204, summary="退出登录", dependencies=[OwnClient])
def logout(request: Request, session: Db) -> Response:
    """Ends the session of the cookie and makes the browser forget what it stored."""
    actions.logout(session, cookies.read(request))
    response = Response(status_code=204, headers={"Clear-Site-Data": '"cache", "cookies", "storage"'})
    return cookies.clear(request, response)


@router.post("/reauthentication", status_code=204, summary="再次输入密码")
@shows_secret
def reauthenticate(
    request: Request, session: Db, actor: Oneself, visit: Visitor, body: Reauthentication
) -> Response:
    """Lets this login do for five minutes what answered 403 `reauthentication-required`."""
    problem = actions.reauthenticate(session, actor, visit, body)
    return Response(status_code=204) if problem is None else refusal(request, problem)


@router.get("/sessions", response_model=Page[SessionOut], summary="我的登录")
def list_sessions(session: Db, actor: Oneself, query: Annotated[PageQuery, Query()]) -> Response:
    """The caller's browsers, the latest first."""
    return page_response(*queries.list_sessions(session, actor, query))


@router.delete("/sessions", status_code=204, summary="结束我的全部登录")
def end_sessions(session: Db, actor: Oneself, query: Annotated[SessionEnding, Query()]) -> Response:
    """Signs out everywhere; `keep_current=true` leaves this browser signed in."""
    actions.end_own_sessions(session, actor, keep_current=query.keep_current)
    return Response(status_code=204)


@router.delete("/sessions/{session_id}", status_code=204, summary="结束我的一个登录")
def end_session(session: Db, actor: Oneself, session_id: RowId) -> Response:
    """Signs out one browser; acts on its next request."""
    actions.end_session(session, actor, session_id)
    return Response(status_code=204)
