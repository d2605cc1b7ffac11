"""HTTP of positions."""

from typing import Annotated, Any

from fastapi import Header, Path, Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch, require_match
from backend.kit.paging import Page, json_response, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.organization.positions import actions, queries
from backend.organization.positions.schemas import (
    PositionCreate,
    PositionDetail,
    PositionDetailQuery,
    PositionOut,
    PositionPut,
    PositionQuery,
    PositionUpdate,
)
from backend.organization.schemas import Code, Retirement

router = room_router("/positions", "organization")
Reader = Annotated[Actor, may(Permission.organization_read)]
Writer = Annotated[Actor, may(Permission.positions_write)]


@router.get("", response_model=Page[PositionOut], summary="岗位列表")
def list_positions(session: Db, actor: Reader, query: Annotated[PositionQuery, Query()]) -> Response:
    """Posts by code unless asked otherwise."""
    return page_response(*queries.search_positions(session, actor, query))


@router.post("", response_model=PositionOut, status_code=201, summary="新增岗位")
def create_position(session: Db, actor: Writer, body: PositionCreate, response: Response) -> dict[str, Any]:
    """Adds a post to a department."""
    row = actions.create_position(session, actor, body)
    etag.stamp(response, row["version"])
    return row


@router.get("/{position_id}", response_model=PositionDetail, summary="一个岗位")
def get_position(
    session: Db, actor: Reader, position_id: RowId, query: Annotated[PositionDetailQuery, Query()]
) -> Response:
    """One post with its ETag, its computed level and its holders, of today or as of a past year."""
    row = queries.detail_position(session, actor, position_id, query.year)
    response = json_response(row)
    etag.stamp(response, row["version"], row)
    return response


@router.patch("/{position_id}", response_model=PositionOut, summary="修改岗位")
def update_position(
    session: Db,
    actor: Writer,
    position_id: RowId,
    body: PositionUpdate,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """Changes the given fields; the level follows by itself."""
    row = actions.update_position(session, actor, position_id, body, expected)
    etag.stamp(response, row["version"])
    return row


@router.put(
    "/by-code/{code}",
    response_model=PositionOut,
    responses={201: {"model": PositionOut, "description": "新增了这个岗位"}},
    summary="按编码新增或更新岗位",
)
def put_position(
    session: Db,
    actor: Writer,
    code: Annotated[Code, Path()],
    body: PositionPut,
    response: Response,
    if_match: Annotated[
        str | None, Header(max_length=200, description="可不带；带上则版本不符时 412")
    ] = None,
) -> dict[str, Any]:
    """For scripts that only know the campus code: the same request twice changes nothing."""
    expected = require_match(if_match) if if_match else None
    row, is_new = actions.put_position(session, actor, code, body, expected)
    response.status_code = 201 if is_new else 200
    etag.stamp(response, row["version"])
    return row


@router.post("/{position_id}/retirement", response_model=PositionOut, summary="撤销岗位")
def retire_position(
    session: Db, actor: Writer, position_id: RowId, body: Retirement, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Retires a post with a reason; it is never deleted."""
    row = actions.retire_position(session, actor, position_id, body, expected)
    etag.stamp(response, row["version"])
    return row
