"""HTTP of department officers."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId
from backend.organization.officers import actions, queries
from backend.organization.officers.schemas import (
    LiaisonReport,
    OfficerCreate,
    OfficerGapOut,
    OfficerGapQuery,
    OfficerOut,
    OfficerQuery,
    Refusal,
)
from backend.organization.schemas import Ending

router = room_router("/officers", "organization")
Reader = Annotated[Actor, may(Permission.organization_read)]
Writer = Annotated[Actor, may(Permission.organization_write)]
Reporter = Annotated[Actor, may(Permission.groups_write)]


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


@router.post("/reports", response_model=OfficerOut, status_code=201, summary="报送联络员")
def report_liaison(session: Db, actor: Reporter, body: LiaisonReport, response: Response) -> dict[str, Any]:
    """The department names its liaison; the office confirms."""
    row = actions.report_liaison(session, actor, body)
    etag.stamp(response, row["version"])
    return row


@router.get("/gaps", response_model=Page[OfficerGapOut], summary="没有确认联络员的部门")
def list_officer_gaps(session: Db, actor: Reader, query: Annotated[OfficerGapQuery, Query()]) -> Response:
    """Units without a confirmed liaison today, and whom they have reported."""
    return page_response(*queries.search_gaps(session, actor, query))


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


@router.post("/{officer_id}/confirmation", response_model=OfficerOut, summary="确认联络员")
@requires_key
def confirm_officer(
    session: Db, actor: Writer, officer_id: RowId, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """His rights begin."""
    row = actions.confirm_officer(session, actor, officer_id, expected)
    etag.stamp(response, row["version"])
    return row


@router.post("/{officer_id}/refusal", response_model=OfficerOut, summary="不予确认联络员")
@requires_key
def decline_officer(
    session: Db, actor: Writer, officer_id: RowId, body: Refusal, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """The department is asked to name somebody else."""
    row = actions.decline_officer(session, actor, officer_id, body, expected)
    etag.stamp(response, row["version"])
    return row
