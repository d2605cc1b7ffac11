"""HTTP of the college's own scale. It is tried out and adopted at /position-level-rules."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.assessments.scales import actions, queries
from backend.assessments.scales.schemas import (
    LevelScaleCreate,
    LevelScaleOut,
    LevelScaleQuery,
    LevelScaleUpdate,
)
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId

router = room_router("/level-scales", "assessments")
Reader = Annotated[Actor, may(Permission.assessments_read)]
Writer = Annotated[Actor, may(Permission.level_rules_write)]


@router.get("", response_model=Page[LevelScaleOut], summary="本校量表各版")
def list_level_scales(session: Db, actor: Reader, query: Annotated[LevelScaleQuery, Query()]) -> Response:
    """All versions, adopted ones unchanged for good."""
    return page_response(*queries.search_scales(session, actor, query))


@router.post("", response_model=LevelScaleOut, status_code=201, summary="拟订一版量表")
def create_level_scale(session: Db, actor: Writer, body: LevelScaleCreate) -> Response:
    """Criteria with points, grades with limits; nothing changes before it is adopted."""
    return answered(actions.create_scale(session, actor, body), 201)


@router.get("/{scale_id}", response_model=LevelScaleOut, summary="一版量表")
def get_level_scale(session: Db, actor: Reader, scale_id: RowId) -> Response:
    """As data and in sentences."""
    return answered(queries.get_scale(session, actor, scale_id))


@router.patch("/{scale_id}", response_model=LevelScaleOut, summary="修改拟订中的量表")
def update_level_scale(
    session: Db, actor: Writer, scale_id: RowId, body: LevelScaleUpdate, expected: IfMatch
) -> Response:
    """Until it is adopted; afterwards one prepares the next version."""
    return answered(actions.update_scale(session, actor, scale_id, body, expected))


@router.post("/{scale_id}/retirement", response_model=LevelScaleOut, summary="作废拟订中的量表")
def retire_level_scale(session: Db, actor: Writer, scale_id: RowId, expected: IfMatch) -> Response:
    """A version nobody has adopted; it stays readable."""
    return answered(actions.retire_scale(session, actor, scale_id, expected))


ROUTERS = (router,)
