"""HTTP of API clients."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.clients import actions, queries
from backend.access.clients.schemas import (
    ApiClientCreate,
    ApiClientOut,
    ApiClientQuery,
    ApiClientUpdate,
    SecretCreate,
    SecretMade,
)
from backend.access.policy import Permission
from backend.access.rules import UserStatus
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router, shows_secret
from backend.kit.rows import RowId

router = room_router("/api-clients", "access")
Reader = Annotated[Actor, may(Permission.clients_read)]
Writer = Annotated[Actor, may(Permission.clients_write)]
KeyWriter = Annotated[Actor, may(Permission.clients_write, is_sensitive=True)]
"""Gives access to data away; ending it needs no second thought."""


def _stamped(response: Response, row: dict[str, Any]) -> dict[str, Any]:
    etag.stamp(response, row["version"], [row["owner_name"], row["last_used_at"]])
    return row


@router.get("", response_model=Page[ApiClientOut], summary="接口客户端列表")
def list_api_clients(session: Db, actor: Reader, query: Annotated[ApiClientQuery, Query()]) -> Response:
    """Clients by name unless asked otherwise."""
    return page_response(*queries.search_clients(session, actor, query))


@router.post("", response_model=ApiClientOut, status_code=201, summary="新建接口客户端")
def create_api_client(
    session: Db, actor: KeyWriter, body: ApiClientCreate, response: Response
) -> dict[str, Any]:
    """A client without a secret yet."""
    return _stamped(response, actions.create_client(session, actor, body))


@router.get("/{api_client_id}", response_model=ApiClientOut, summary="一个接口客户端")
def get_api_client(session: Db, actor: Reader, api_client_id: RowId, response: Response) -> dict[str, Any]:
    """One client with its live secrets' beginnings."""
    return _stamped(response, queries.get_client(session, actor, api_client_id))


@router.patch("/{api_client_id}", response_model=ApiClientOut, summary="修改接口客户端")
def update_api_client(
    session: Db,
    actor: KeyWriter,
    api_client_id: RowId,
    body: ApiClientUpdate,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """Changes the given fields; the client's tokens end."""
    return _stamped(response, actions.update_client(session, actor, api_client_id, body, expected))


@router.post("/{api_client_id}/disablement", response_model=ApiClientOut, summary="停用接口客户端")
def disable_api_client(
    session: Db, actor: Writer, api_client_id: RowId, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Acts on its next request."""
    row = actions.switch_client(session, actor, api_client_id, UserStatus.disabled, expected)
    return _stamped(response, row)


@router.post("/{api_client_id}/enablement", response_model=ApiClientOut, summary="启用接口客户端")
def enable_api_client(
    session: Db, actor: KeyWriter, api_client_id: RowId, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Its live secrets work again."""
    row = actions.switch_client(session, actor, api_client_id, UserStatus.active, expected)
    return _stamped(response, row)


@router.post("/{api_client_id}/secrets", response_model=SecretMade, status_code=201, summary="新增客户端密钥")
@shows_secret
def add_api_client_secret(
    session: Db, actor: KeyWriter, api_client_id: RowId, body: SecretCreate
) -> dict[str, Any]:
    """The secret is in this answer and nowhere else."""
    return actions.add_secret(session, actor, api_client_id, body)


@router.delete("/{api_client_id}/secrets/{secret_id}", status_code=204, summary="撤销客户端密钥")
def revoke_api_client_secret(session: Db, actor: Writer, api_client_id: RowId, secret_id: RowId) -> Response:
    """Ends the client's tokens too."""
    actions.revoke_secret(session, actor, api_client_id, secret_id)
    return Response(status_code=204)
