"""Routers of the rooms: idempotent POSTs and conditional GETs are handled here once."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI, Request, Response, params
from fastapi.routing import APIRoute
from sqlmodel import Session
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from backend.kit import etag, idempotency, workers
from backend.kit.db import SAFE_METHODS, at_the_end, settled
from backend.kit.problems import Problem

MULTIPART = "multipart/form-data"
PARTS = 20
"""Files, and other fields, of one form: no operation takes as many."""

F = TypeVar("F", bound=Callable[..., Any])
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Route(APIRoute):
    """Replays stored answers, stores new ones, and answers 304."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, workers.blocking(endpoint), **options)

    @property
    def takes_form(self) -> bool:
        """Whether the contract of the operation names a form with files."""
        documented = (self.openapi_extra or {}).get("requestBody", {}).get("content", {})
        is_form = self.body_field is not None and isinstance(self.body_field.field_info, params.Form)
        return is_form or MULTIPART in documented

    def get_route_handler(self) -> Handler:
        """The framework's handler, wrapped: the body is read here, all else happens in one worker thread."""
        handle, takes_form = super().get_route_handler(), self.takes_form

        async def answer(request: Request) -> Response:
            if request.method in SAFE_METHODS:
                return await workers.run(settled(request, _answer(handle, request)))
            await _take_in(request, takes_form)
            try:
                return await workers.run(settled(request, _answer(handle, request)))
            finally:
                await request.close()

        return answer


async def _take_in(request: Request, takes_form: bool) -> None:
    media = request.headers.get("content-type", "").lower()
    is_form = takes_form and media.startswith(MULTIPART)
    try:
        if not is_form or "idempotency-key" in request.headers:
            await request.body()
        if is_form:
            await request.form(max_files=PARTS, max_fields=PARTS)
    except ClientDisconnect:
        raise Problem("bad-request", "请求无法理解", 400, "内容没有传完，连接就断开了。") from None


async def _answer(handle: Handler, request: Request) -> Response:
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    if key is not None:
        request.state.fingerprint = idempotency.fingerprint(request, await request.body())
    try:
        response = await handle(request)
    except idempotency.Replay as replay:
        return replay.response
    session: Session | None = getattr(request.state, "session", None)
    if session is not None:
        response.headers.update(session.info.get("answer_headers", {}))
    claimed: str | None = getattr(request.state, "claimed_by", None)
    if key is not None and claimed is not None:
        keep = idempotency.keeper(claimed, key, request.state.fingerprint, response)
        at_the_end(request.state.session, keep)
    if request.method == "GET" and etag.not_modified(request, response):
        kept = {name: response.headers[name] for name in ("etag", "cache-control") if name in response.headers}
        return Response(status_code=304, headers=kept)
    return response


class Router(APIRouter):
    """A router that is passed over at once when the path does not hold its prefix: there are dozens of them."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether one of the routes serves the path."""
        if self.prefix not in scope["path"]:
            return Match.NONE, {}
        return super().matches(scope)


class Index:
    """Finds the routers that may serve a path by the word after the prefix, instead of asking them one by one.

    Whatever they do not serve as it stands (404, 405, another prefix) goes the framework's own way.
    """

    def __init__(self, app: FastAPI, prefix: str, routers: Sequence[APIRouter]) -> None:
        self._router, self._depth = app.router, prefix.count("/") + 1
        self._by_word: dict[str, list[BaseRoute]] = {}
        for router in routers:
            app.include_router(router, prefix=prefix)
            for word in {self._word(f"{prefix}{_path_of(route)}") for route in router.routes}:
                self._by_word.setdefault(word, []).append(app.router.routes[-1])
        app.router.middleware_stack = self

    def _word(self, path: str) -> str:
        return path.split("/", self._depth + 1)[self._depth] if path.count("/") >= self._depth else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for route in self._by_word.get(self._word(scope["path"]), ()):
                if route.matches(scope)[0] is Match.FULL:
                    scope["router"] = self._router
                    await route.handle(scope, receive, send)
                    return
        await self._router.app(scope, receive, send)


def _path_of(route: BaseRoute) -> str:
    path: str = getattr(route, "path", "")
    return path


def room_router(prefix: str, tag: str) -> APIRouter:
    """A router for one resource; `tag` is the room's name."""
    return Router(prefix=prefix, tags=[tag], route_class=Route)


def add_headers(session: Session, headers: Mapping[str, str]) -> None:
    """Puts headers on the answer to the request this session serves, whatever the handler makes of it."""
    session.info.setdefault("answer_headers", {}).update(headers)


def requires_key(endpoint: F) -> F:
    """Marks a POST handler that refuses to run without Idempotency-Key (bulk and decisions)."""
    endpoint.__dict__["requires_key"] = True
    return endpoint


def keep_no_answer(request: Request) -> None:
    """For an answer that must not lie about: it is not stored, so a retry is worked anew."""
    request.state.claimed_by = None


def shows_secret(endpoint: F) -> F:
    """Marks a POST whose answer holds a secret: it is never stored, so a retry makes a new one."""
    endpoint.__dict__["shows_secret"] = True
    return endpoint
