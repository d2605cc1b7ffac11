"""HTTP of extensions."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.campaigns.extensions import actions, queries
from backend.campaigns.extensions.schemas import (
    ExtensionCreate,
    ExtensionOut,
    ExtensionQuery,
    ExtensionRevocation,
)
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/extensions", "campaigns")
Reader = Annotated[Actor, may(Permission.submissions_read)]
Granter = Annotated[Actor, may(Permission.submissions_receive)]


@router.get("", response_model=Page[ExtensionOut], summary="延期记录")
def list_extensions(session: Db, actor: Reader, query: Annotated[ExtensionQuery, Query()]) -> Response:
    """Extensions for the caller's departments and for all."""
    return page_response(*queries.search_extensions(session, actor, query))


@router.post("", response_model=list[ExtensionOut], status_code=201, summary="延期")
@requires_key
def create_extensions(session: Db, actor: Granter, body: ExtensionCreate) -> list[dict[str, Any]]:
    """One record for each department, or one for all of them."""
    return actions.create_extensions(session, actor, body)


@router.get("/{extension_id}", response_model=ExtensionOut, summary="一次延期")
def get_extension(session: Db, actor: Reader, extension_id: RowId, response: Response) -> dict[str, Any]:
    """One extension with its ETag."""
    row = queries.get_extension(session, actor, extension_id)
    etag.stamp(response, row["version"])
    return row


@router.post("/{extension_id}/revocation", response_model=ExtensionOut, summary="取消延期")
@requires_key
def revoke_extension(
    session: Db,
    actor: Granter,
    extension_id: RowId,
    body: ExtensionRevocation,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """With a reason; it stays on record."""
    row = actions.revoke_extension(session, actor, extension_id, body, expected)
    etag.stamp(response, row["version"])
    return row
