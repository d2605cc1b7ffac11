"""HTTP of hand-overs."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.handovers import actions, queries
from backend.handovers.schemas import (
    Acknowledgement,
    HandoverDetail,
    HandoverOut,
    HandoverQuery,
)
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, json_response, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/handovers", "handovers")
Reader = Annotated[Actor, may(Permission.handovers_read)]
Taker = Annotated[Actor, may(Permission.handovers_acknowledge)]


def _answer(row: dict[str, Any], status: int = 200) -> Response:
    response = json_response(row, status)
    etag.stamp(response, row["version"], row["content_digest"])
    return response


@router.get("", response_model=Page[HandoverOut], summary="岗位交接列表")
def list_handovers(session: Db, actor: Reader, query: Annotated[HandoverQuery, Query()]) -> Response:
    """Who takes over which post; `mine=true` are the caller's own."""
    return page_response(*queries.search_handovers(session, actor, query))


@router.get("/{handover_id}", response_model=HandoverDetail, summary="一份岗位交接")
def get_handover(session: Db, actor: Reader, handover_id: RowId) -> Response:
    """Duties, powers, risk points, measures and pledge of the post on one page."""
    return _answer(queries.get_handover(session, actor, handover_id))


@router.post(
    "/{handover_id}/acknowledgement", response_model=HandoverDetail, status_code=201, summary="确认岗位交接"
)
@requires_key
def acknowledge_handover(
    session: Db, actor: Taker, handover_id: RowId, body: Acknowledgement, expected: IfMatch
) -> Response:
    """The new holder has read the page and pledges."""
    return _answer(actions.acknowledge(session, actor, handover_id, body, expected), 201)


ROUTERS = (router,)
