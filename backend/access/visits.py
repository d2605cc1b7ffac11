"""Somebody knocks without a token: where from, and what this installation signs and judges passwords with."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from backend.access import limits, passwords
from backend.access.tokens import KeyRing
from backend.kit.problems import Problem, problem_response
from backend.settings import Settings

CLIENT_HEADER, CLIENT_NAME = "x-requested-with", "lianfang"
"""A header no form and no image can send; a script of another origin would need a preflight, which nobody answers."""


@dataclass(frozen=True)
class Visit:
    """One request on a public route."""

    keys: KeyRing
    server_key: str
    policy: passwords.Policy
    college_name: str
    address: str
    user_agent: str


async def visit_of(request: Request) -> Visit:
    """Dependency: the visit behind a request."""
    settings: Settings = request.app.state.settings
    return Visit(
        request.app.state.keys,
        settings.secret_key.get_secret_value(),
        passwords.POLICIES[settings.password_profile],
        settings.college_name,
        limits.network(request.client.host if request.client else ""),
        request.headers.get("user-agent", "")[:200],
    )


Visitor = Annotated[Visit, Depends(visit_of)]


def refusal(request: Request, problem: Problem) -> Response:
    """The problem as an answer. Raising it would roll back the record of the failed attempt."""
    return problem_response(problem, request.scope.get("state", {}).get("request_id"), request.url.path)


async def demand_same_site(request: Request) -> None:
    """403 for requests another site made the browser send (ASVS 3.5.1)."""
    fetch_site = request.headers.get("sec-fetch-site", "same-origin")
    host = request.headers.get("host")
    ours = {None, request.app.state.settings.public_origin, f"http://{host}", f"https://{host}"}
    if fetch_site != "same-origin" or request.headers.get("origin") not in ours:
        raise Problem("cross-site", "请求来自别的网站", 403, "请在本系统的页面里操作。")


async def demand_own_client(request: Request) -> None:
    """Same site, and sent by our own script: for the two routes that read the cookie."""
    await demand_same_site(request)
    if request.headers.get(CLIENT_HEADER) != CLIENT_NAME:
        raise Problem("cross-site", "缺少 X-Requested-With", 403, f"请带上 X-Requested-With: {CLIENT_NAME}。")


SameSite, OwnClient = Depends(demand_same_site), Depends(demand_own_client)
