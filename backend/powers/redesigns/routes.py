"""HTTP of redesign tasks."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId
from backend.powers.redesigns import actions, queries
from backend.powers.redesigns.schemas import (
    FlowRedesignItem,
    FlowRedesignOut,
    FlowRedesignQuery,
    FlowRedesignUpdate,
    RedesignAcceptanceCreate,
    RedesignAnswerCreate,
    RedesignCounts,
    RedesignFilter,
    RedesignReturnCreate,
    RedesignWithdrawalCreate,
)

router = room_router("/flow-redesigns", "powers")
Reader = Annotated[Actor, may(Permission.powers_read)]
Drawer = Annotated[Actor, may(Permission.powers_write)]
Reviewer = Annotated[Actor, may(Permission.flow_checks_write)]


@router.get("", response_model=Page[FlowRedesignItem], summary="流程再造任务列表")
def list_flow_redesigns(session: Db, actor: Reader, query: Annotated[FlowRedesignQuery, Query()]) -> Response:
    """Of the powers within reach; `awaiting=true` are those that wait for the caller."""
    return page_response(*queries.search_redesigns(session, actor, query))


@router.get("/counts", response_model=RedesignCounts, summary="流程再造任务的数目")
def get_flow_redesign_counts(
    session: Db, actor: Reader, query: Annotated[RedesignFilter, Query()]
) -> dict[str, int]:
    """How many stand where, are overdue, and wait for the caller."""
    return queries.count_redesigns(session, actor, query)


@router.get("/{redesign_id}", response_model=FlowRedesignOut, summary="一项流程再造任务")
def get_flow_redesign(session: Db, actor: Reader, redesign_id: RowId) -> Response:
    """With the defects it answers, the versions presented and what the caller may do."""
    return answered(queries.get_redesign(session, actor, redesign_id))


@router.patch("/{redesign_id}", response_model=FlowRedesignOut, summary="修改流程再造的要求")
def update_flow_redesign(
    session: Db, actor: Reviewer, redesign_id: RowId, body: FlowRedesignUpdate, expected: IfMatch
) -> Response:
    """While the department has not presented a new flow."""
    return answered(actions.update_redesign(session, actor, redesign_id, body, expected))


@router.post("/{redesign_id}/answers", response_model=FlowRedesignOut, status_code=201, summary="提交新流程")
@requires_key
def answer_flow_redesign(
    session: Db, actor: Drawer, redesign_id: RowId, body: RedesignAnswerCreate, expected: IfMatch
) -> Response:
    """By the department: a version saved since the review."""
    return answered(actions.answer_redesign(session, actor, redesign_id, body, expected), 201)


@router.post("/{redesign_id}/acceptance", response_model=FlowRedesignOut, status_code=201, summary="认可新流程")
@requires_key
def accept_flow_redesign(
    session: Db, actor: Reviewer, redesign_id: RowId, body: RedesignAcceptanceCreate, expected: IfMatch
) -> Response:
    """Nobody accepts what he drew."""
    return answered(actions.accept_redesign(session, actor, redesign_id, body, expected), 201)


@router.post("/{redesign_id}/return", response_model=FlowRedesignOut, status_code=201, summary="退回重做流程")
@requires_key
def return_flow_redesign(
    session: Db, actor: Reviewer, redesign_id: RowId, body: RedesignReturnCreate, expected: IfMatch
) -> Response:
    """With a reason and a new day."""
    return answered(actions.return_redesign(session, actor, redesign_id, body, expected), 201)


@router.post(
    "/{redesign_id}/withdrawal", response_model=FlowRedesignOut, status_code=201, summary="撤回流程再造任务"
)
@requires_key
def withdraw_flow_redesign(
    session: Db, actor: Reviewer, redesign_id: RowId, body: RedesignWithdrawalCreate, expected: IfMatch
) -> Response:
    """With the reason kept."""
    return answered(actions.withdraw_redesign(session, actor, redesign_id, body, expected), 201)


ROUTERS = (router,)
