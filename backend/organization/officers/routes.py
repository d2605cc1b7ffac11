"""HTTP of department officers."""

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
from backend.organization.officers import actions, queries
from backend.organization.officers.schemas import OfficerCreate, OfficerOut, OfficerQuery
from backend.organization.schemas import Ending

router = room_router("/officers", "organization")
Reader = Annotated[Actor, may(Permission.organization_read)]
Writer = Annotated[Actor, may(Permission.organization_write)]


@router.get("", response_model=Page[OfficerOut], summary="部门负责人与联络员")
def list_officers(session: Db, actor: Reader, query: Annotated[OfficerQuery, Query()]) -> Response:
    """Today's heads and liaisons unless the history is asked for."""
    return page_response(*queries.search_officers(session, actor, query))


@router.post("", response_model=OfficerOut, status_code=201, summary="任命部门负责人或联络员")
def create_officer(session: Db, actor: Writer, body: OfficerCreate, response: Response) -> dict[str, Any]:
    """A new head takes over from the former one."""
    row = actions.create_officer(session, actor, body)
    etag.stamp(response, row["version"])
    return row


@router.get("/{officer_id}", response_model=OfficerOut, summary="一项任命")
def get_officer(session: Db, actor: Reader, officer_id: RowId, response: Response) -> dict[str, Any]:
    """One charge with its ETag."""
    row = queries.get_officer(session, actor, officer_id)
    etag.stamp(response, row["version"])
    return row


@router.post("/{officer_id}/ending", response_model=OfficerOut, summary="结束一项任命")
def end_officer(
    session: Db, actor: Writer, officer_id: RowId, body: Ending, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Sets the last day."""
    row = actions.end_officer(session, actor, officer_id, body, expected)
    etag.stamp(response, row["version"])
    return row
