"""HTTP of flow reviews."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId
from backend.powers.flowchecks import actions, queries
from backend.powers.flowchecks.schemas import (
    FlowCheckConclusion,
    FlowCheckCreate,
    FlowCheckDiscard,
    FlowCheckItem,
    FlowCheckOut,
    FlowCheckQuery,
    FlowCheckUpdate,
)

router = room_router("/flow-checks", "powers")
Reader = Annotated[Actor, may(Permission.powers_read)]
Reviewer = Annotated[Actor, may(Permission.flow_checks_write)]


@router.get("", response_model=Page[FlowCheckItem], summary="流程审查列表")
def list_flow_checks(session: Db, actor: Reader, query: Annotated[FlowCheckQuery, Query()]) -> Response:
    """Concluded ones for whoever sees the power, drafts for those who review."""
    return page_response(*queries.search_checks(session, actor, query))


@router.post("", response_model=FlowCheckOut, status_code=201, summary="开始审查流程")
def create_flow_check(session: Db, actor: Reviewer, body: FlowCheckCreate) -> Response:
    """By somebody who did not draw it, on its newest version (opinion.txt line 63)."""
    return answered(actions.create_check(session, actor, body), 201)


@router.get("/{check_id}", response_model=FlowCheckOut, summary="一次流程审查")
def get_flow_check(session: Db, actor: Reader, check_id: RowId) -> Response:
    """With its criteria, defects, the version it is about and what the product notices in it."""
    return answered(queries.get_check(session, actor, check_id))


@router.patch("/{check_id}", response_model=FlowCheckOut, summary="填写流程审查")
def update_flow_check(
    session: Db, actor: Reviewer, check_id: RowId, body: FlowCheckUpdate, expected: IfMatch
) -> Response:
    """While it is a draft."""
    return answered(actions.update_check(session, actor, check_id, body, expected))


@router.post("/{check_id}/renewal", response_model=FlowCheckOut, status_code=201, summary="改审最新版本")
@requires_key
def renew_flow_check(session: Db, actor: Reviewer, check_id: RowId, expected: IfMatch) -> Response:
    """The flow was saved again while it was being reviewed."""
    return answered(actions.renew_check(session, actor, check_id, expected), 201)


@router.post("/{check_id}/conclusion", response_model=FlowCheckOut, status_code=201, summary="完成流程审查")
@requires_key
def conclude_flow_check(
    session: Db, actor: Reviewer, check_id: RowId, body: FlowCheckConclusion, expected: IfMatch
) -> Response:
    """With defects it orders a redesign from the department."""
    return answered(actions.conclude_check(session, actor, check_id, body, expected), 201)


@router.post("/{check_id}/discard", response_model=FlowCheckOut, status_code=201, summary="放弃流程审查")
@requires_key
def discard_flow_check(
    session: Db, actor: Reviewer, check_id: RowId, body: FlowCheckDiscard, expected: IfMatch
) -> Response:
    """With the reason kept."""
    return answered(actions.discard_check(session, actor, check_id, body, expected), 201)


ROUTERS = (router,)
