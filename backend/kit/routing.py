"""Routers of the rooms: idempotent POSTs and conditional GETs are handled here once."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from sqlmodel import Session
from starlette.routing import Match
from starlette.types import Scope

from backend.kit import etag, idempotency
from backend.kit.db import at_the_end

F = TypeVar("F", bound=Callable[..., Any])
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Route(APIRoute):
    """Replays stored answers, stores new ones, and answers 304."""

    def get_route_handler(self) -> Handler:
        """The framework's handler, wrapped."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
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
                return Response(status_code=304, headers={"ETag": response.headers["etag"]})
            return response

        return answer


class Router(APIRouter):
    """A router that is passed over at once when the path does not hold its prefix: there are dozens of them."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether one of the routes serves the path."""
        if self.prefix not in scope["path"]:
            return Match.NONE, {}
        return super().matches(scope)


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


def shows_secret(endpoint: F) -> F:
    """Marks a POST whose answer holds a secret: it is never stored, so a retry makes a new one."""
    endpoint.__dict__["shows_secret"] = True
    return endpoint
