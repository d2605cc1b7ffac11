"""HTTP of the register and of single risk points."""

from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import Query, Request, Response
from starlette.responses import StreamingResponse

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import NDJSON, Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.risks.points import actions, queries
from backend.risks.points.schemas import (
    RiskPointCreate,
    RiskPointDetail,
    RiskPointQuery,
    RiskPointRetirement,
    RiskPointUpdate,
)
from backend.risks.schemas import RiskPointOut

router = room_router("/risk-points", "risks")
Reader = Annotated[Actor, may(Permission.risks_read)]
Writer = Annotated[Actor, may(Permission.risks_write)]
CURSOR_KIND = "risk-points"
LISTED: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {NDJSON: {"schema": {"type": "string", "description": "每行一个 RiskPointOut"}}},
        "headers": {
            "Link": {"description": "用 cursor 拉取时的下一页，rel=next", "schema": {"type": "string"}}
        },
    }
}


@router.get("", response_model=Page[RiskPointOut], responses=LISTED, summary="风险点库")
def list_risk_points(
    session: Db, actor: Reader, request: Request, query: Annotated[RiskPointQuery, Query()]
) -> Response:
    """A page for people; with `cursor` pages for machines; with `Accept: application/x-ndjson` everything at once."""
    if NDJSON in request.headers.get("accept", ""):
        stream = queries.stream_points(request.app.state.database, actor, query)
        return StreamingResponse(stream, media_type=NDJSON)
    if query.cursor is None:
        found, total = queries.search_points(session, actor, query)
        return page_response(orjson.Fragment(found.json), total)
    cursors = request.app.state.cursors
    start: dict[str, Any] = {"after": 0, "total": None}
    if query.cursor:
        start = cursors.decode(CURSOR_KIND, query.cursor)
    found, total = queries.pull_points(session, actor, query, start["after"], start["total"])
    response = page_response(orjson.Fragment(found.json), total)
    if found.size == query.size:
        following = cursors.encode(CURSOR_KIND, {"after": found.last_id, "total": total})
        response.headers["Link"] = _next(request, following)
    return response


def _next(request: Request, cursor: str) -> str:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f'<{request.url.path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'


@router.post("", response_model=RiskPointDetail, status_code=201, summary="新增风险点")
def create_risk_point(session: Db, actor: Writer, body: RiskPointCreate) -> Response:
    """Adds one row at the end of a sheet that is being filled in."""
    return answered(actions.create_point(session, actor, body), 201)


@router.get("/{point_id}", response_model=RiskPointDetail, summary="一个风险点")
def get_risk_point(session: Db, actor: Reader, point_id: RowId) -> Response:
    """One risk point with its level and why it has it."""
    return answered(queries.get_point(session, actor, point_id))


@router.patch("/{point_id}", response_model=RiskPointDetail, summary="修改风险点")
def update_risk_point(
    session: Db, actor: Writer, point_id: RowId, body: RiskPointUpdate, expected: IfMatch
) -> Response:
    """Changes the given fields while the sheet is being filled in."""
    return answered(actions.update_point(session, actor, point_id, body, expected))


@router.post("/{point_id}/retirement", response_model=RiskPointDetail, summary="删除风险点")
def retire_risk_point(
    session: Db, actor: Writer, point_id: RowId, body: RiskPointRetirement, expected: IfMatch
) -> Response:
    """Takes the point out of the register with a reason; it stays readable."""
    return answered(actions.retire_point(session, actor, point_id, body, expected))
