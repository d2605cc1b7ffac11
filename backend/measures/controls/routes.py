"""HTTP of measures."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.measures.controls import actions, queries
from backend.measures.controls.schemas import (
    MeasureCreate,
    MeasureDetail,
    MeasureOut,
    MeasureQuery,
    MeasureRetirement,
    MeasureUpdate,
)

router = room_router("/measures", "measures")
Reader = Annotated[Actor, may(Permission.measures_read)]
Writer = Annotated[Actor, may(Permission.measures_write)]


@router.get("", response_model=Page[MeasureOut], summary="防控措施列表")
def list_measures(session: Db, actor: Reader, query: Annotated[MeasureQuery, Query()]) -> Response:
    """Measures of the departments the caller reads, and those of his own posts."""
    return page_response(*queries.search_measures(session, actor, query))


@router.post("", response_model=MeasureDetail, status_code=201, summary="制定防控措施")
def create_measure(session: Db, actor: Writer, body: MeasureCreate) -> Response:
    """Adds a measure to a plan that is being filled in; who holds a post proposes those of his post."""
    return answered(actions.create_measure(session, actor, body), 201)


@router.get("/{measure_id}", response_model=MeasureDetail, summary="一项防控措施")
def get_measure(session: Db, actor: Reader, measure_id: RowId) -> Response:
    """With its risks, its progress and the checks of its effect."""
    return answered(queries.get_measure(session, actor, measure_id))


@router.patch("/{measure_id}", response_model=MeasureDetail, summary="修改防控措施")
def update_measure(
    session: Db, actor: Writer, measure_id: RowId, body: MeasureUpdate, expected: IfMatch
) -> Response:
    """While the plan is being filled in; after its approval only by the office, and the approval turns stale."""
    return answered(actions.update_measure(session, actor, measure_id, body, expected))


@router.post("/{measure_id}/retirement", response_model=MeasureDetail, summary="取消防控措施")
def retire_measure(
    session: Db, actor: Writer, measure_id: RowId, body: MeasureRetirement, expected: IfMatch
) -> Response:
    """With a reason; it stays readable."""
    return answered(actions.retire_measure(session, actor, measure_id, body, expected))


ROUTERS = (router,)
