"""HTTP of the token endpoint and of the public keys; both stand outside /api."""

from typing import Annotated

from fastapi import Depends, Request, Response

from backend.access.clients.schemas import TOKEN_FORM, ClientTokenOut, JwksOut, OauthErrorOut
from backend.access.oauth import actions
from backend.access.oauth.rules import OauthError, parse_form, read_request
from backend.access.visits import Visitor
from backend.kit.db import Db
from backend.kit.paging import json_response
from backend.kit.routing import room_router

router = room_router("", "access")


async def raw_body(request: Request) -> bytes:
    """The unparsed form."""
    return await request.body()


def _answer(error: OauthError) -> Response:
    response = json_response({"error": error.error, "error_description": error.description}, error.status)
    if error.by_header:
        response.headers["WWW-Authenticate"] = 'Basic realm="oauth", charset="UTF-8"'
    return response


@router.post(
    "/oauth/token",
    response_model=ClientTokenOut,
    summary="接口客户端换取令牌",
    responses={
        400: {"model": OauthErrorOut, "description": "RFC 6749 的错误"},
        401: {"model": OauthErrorOut, "description": "客户端凭据不对"},
    },
    openapi_extra=TOKEN_FORM,
)
def create_client_token(
    request: Request, session: Db, visit: Visitor, body: Annotated[bytes, Depends(raw_body)]
) -> Response:
    """RFC 6749 §4.4, with Basic or with the credentials in the form. Errors are RFC 6749's, except 429 and 5xx."""
    try:
        fields = parse_form(request.headers.get("content-type", ""), body)
        outcome = actions.issue_token(
            session, visit, read_request(request.headers.get("authorization"), fields)
        )
    except OauthError as error:
        outcome = error
    response = _answer(outcome) if isinstance(outcome, OauthError) else json_response(outcome)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/.well-known/jwks.json", response_model=JwksOut, summary="令牌的公钥")
def get_jwks(visit: Visitor) -> Response:
    """RFC 7517; may be kept for an hour."""
    response = json_response(visit.keys.jwks())
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
