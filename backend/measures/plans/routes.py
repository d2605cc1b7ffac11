"""HTTP of plans."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.measures.plans import actions, queries
from backend.measures.plans.schemas import (
    GapQuery,
    MeasurePlanCreate,
    MeasurePlanDetail,
    MeasurePlanOut,
    MeasurePlanQuery,
    PlanGapOut,
)

router = room_router("/measure-plans", "measures")
Reader = Annotated[Actor, may(Permission.measures_read)]
Writer = Annotated[Actor, may(Permission.measures_write)]


@router.get("", response_model=Page[MeasurePlanOut], summary="防控措施方案列表")
def list_measure_plans(session: Db, actor: Reader, query: Annotated[MeasurePlanQuery, Query()]) -> Response:
    """One plan for each department and year."""
    return page_response(*queries.search_plans(session, actor, query))


@router.post("", response_model=MeasurePlanDetail, status_code=201, summary="开始制定防控措施方案")
def create_measure_plan(session: Db, actor: Writer, body: MeasurePlanCreate) -> Response:
    """Opens the plan of a department for a year; measures are added to it."""
    return answered(actions.create_plan(session, actor, body), 201)


@router.get("/{plan_id}", response_model=MeasurePlanDetail, summary="一份防控措施方案")
def get_measure_plan(session: Db, actor: Reader, plan_id: RowId) -> Response:
    """Where it stands, what is overdue, and how many risk points have no measure yet."""
    return answered(queries.get_plan(session, actor, plan_id))


@router.get("/{plan_id}/gaps", response_model=Page[PlanGapOut], summary="还没有防控措施的风险点")
def list_measure_plan_gaps(
    session: Db, actor: Reader, plan_id: RowId, query: Annotated[GapQuery, Query()]
) -> Response:
    """The gravest first, each with the kinds of measure that answer it."""
    return page_response(*queries.search_gaps(session, actor, plan_id, query))


@router.post("/{plan_id}/submission", response_model=MeasurePlanDetail, summary="提交审核")
def submit_measure_plan(session: Db, actor: Writer, plan_id: RowId, expected: IfMatch) -> Response:
    """To the head, then the supervising leader, the office, and the leadership's meeting."""
    return answered(actions.submit_plan(session, actor, plan_id, expected))


@router.post("/{plan_id}/withdrawal", response_model=MeasurePlanDetail, summary="撤回")
def withdraw_measure_plan(session: Db, actor: Writer, plan_id: RowId, expected: IfMatch) -> Response:
    """Before anybody has signed."""
    return answered(actions.withdraw_plan(session, actor, plan_id, expected))


ROUTERS = (router,)
