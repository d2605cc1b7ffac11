"""The refresh cookie: out of reach of scripts, of other sites, and over https of other hosts of the domain."""

from fastapi import Request, Response

from backend.access.rules import ACCESS_TTL, SESSION_LIFE
from backend.access.sessions.actions import SignedIn
from backend.access.sessions.schemas import TokenOut
from backend.kit.paging import json_response


def name_of(request: Request) -> str:
    """`__Host-` demands https, which the demo on 127.0.0.1 does not have."""
    return "__Host-lf_rt" if request.app.state.settings.is_secure else "lf_rt"


def read(request: Request) -> str:
    """The cookie's value, or an empty text."""
    return request.cookies.get(name_of(request), "")


def _write(request: Request, response: Response, value: str, max_age: int) -> None:
    is_secure = request.app.state.settings.is_secure
    response.set_cookie(
        name_of(request), value, max_age, path="/", secure=is_secure, httponly=True, samesite="strict"
    )


def clear(request: Request, response: Response) -> Response:
    """Makes the browser forget the cookie."""
    _write(request, response, "", 0)
    return response


def welcome(request: Request, signed: SignedIn) -> Response:
    """The access token in the body, the refresh token in the cookie."""
    body = TokenOut(
        access_token=signed.access_token,
        token_type="bearer",
        expires_in=int(ACCESS_TTL.total_seconds()),
        must_change_password=signed.must_change_password,
    )
    response = json_response(body.model_dump())
    response.headers["Cache-Control"] = "no-store"
    _write(request, response, signed.cookie, int(SESSION_LIFE.total_seconds()))
    return response
