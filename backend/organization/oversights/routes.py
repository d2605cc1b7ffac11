"""HTTP of oversights."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.organization.oversights import actions, queries
from backend.organization.oversights.schemas import OversightCreate, OversightOut, OversightQuery
from backend.organization.schemas import Ending

router = room_router("/oversights", "organization")
Reader = Annotated[Actor, may(Permission.organization_read)]
Writer = Annotated[Actor, may(Permission.organization_write)]


@router.get("", response_model=Page[OversightOut], summary="分管与联系")
def list_oversights(session: Db, actor: Reader, query: Annotated[OversightQuery, Query()]) -> Response:
    """Who supervises and who keeps contact with which department today, unless the history is asked for."""
    return page_response(*queries.search_oversights(session, actor, query))


@router.post("", response_model=OversightOut, status_code=201, summary="指定分管或联系领导")
def create_oversight(session: Db, actor: Writer, body: OversightCreate, response: Response) -> dict[str, Any]:
    """分管 answers and approves, 联系 urges and guides (opinion.txt line 31)."""
    row = actions.create_oversight(session, actor, body)
    etag.stamp(response, row["version"])
    return row


@router.get("/{oversight_id}", response_model=OversightOut, summary="一项分管或联系")
def get_oversight(session: Db, actor: Reader, oversight_id: RowId, response: Response) -> dict[str, Any]:
    """One relation with its ETag."""
    row = queries.get_oversight(session, actor, oversight_id)
    etag.stamp(response, row["version"])
    return row


@router.post("/{oversight_id}/ending", response_model=OversightOut, summary="结束一项分管或联系")
def end_oversight(
    session: Db, actor: Writer, oversight_id: RowId, body: Ending, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Sets the last day."""
    row = actions.end_oversight(session, actor, oversight_id, body, expected)
    etag.stamp(response, row["version"])
    return row
