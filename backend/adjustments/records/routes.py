"""HTTP of adjustments."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.adjustments.records import actions, queries
from backend.adjustments.records.schemas import (
    AdjustmentCreate,
    AdjustmentOut,
    AdjustmentQuery,
    FilingCreate,
)
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/adjustments", "adjustments")
Reader = Annotated[Actor, may(Permission.rechecks_read)]
Opener = Annotated[Actor, may(Permission.rechecks_open)]


@router.get("", response_model=Page[AdjustmentOut], summary="动态调整列表")
def list_adjustments(session: Db, actor: Reader, query: Annotated[AdjustmentQuery, Query()]) -> Response:
    """What changed, and how far the look again has come."""
    return page_response(*queries.search_adjustments(session, actor, query))


@router.post("", response_model=AdjustmentOut, status_code=201, summary="发起动态调整")
@requires_key
def create_adjustment(session: Db, actor: Opener, body: AdjustmentCreate) -> Response:
    """Has what depends on powers, posts or a rule looked at again."""
    return answered(actions.create_adjustment(session, actor, body), 201)


@router.get("/{adjustment_id}", response_model=AdjustmentOut, summary="一项动态调整")
def get_adjustment(session: Db, actor: Reader, adjustment_id: RowId) -> Response:
    """One change."""
    return answered(queries.get_adjustment(session, actor, adjustment_id))


@router.post("/{adjustment_id}/filing", response_model=AdjustmentOut, status_code=201, summary="调整备案")
@requires_key
def file_adjustment(
    session: Db, actor: Opener, adjustment_id: RowId, body: FilingCreate, expected: IfMatch
) -> Response:
    """Puts it on file."""
    return answered(actions.file_adjustment(session, actor, adjustment_id, body, expected), 201)
