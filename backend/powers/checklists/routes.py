"""HTTP of checklists."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId
from backend.powers.checklists import actions, queries
from backend.powers.checklists.schemas import (
    FlowChecklistAdoption,
    FlowChecklistCreate,
    FlowChecklistItem,
    FlowChecklistOut,
    FlowChecklistQuery,
    FlowChecklistRetirement,
    FlowChecklistUpdate,
)

router = room_router("/flow-checklists", "powers")
Reader = Annotated[Actor, may(Permission.powers_read)]
Writer = Annotated[Actor, may(Permission.flow_checklists_write)]


@router.get("", response_model=Page[FlowChecklistItem], summary="流程审查清单列表")
def list_flow_checklists(
    session: Db, actor: Reader, query: Annotated[FlowChecklistQuery, Query()]
) -> Response:
    """Drafts only for who writes them."""
    return page_response(*queries.search_checklists(session, actor, query))


@router.post("", response_model=FlowChecklistOut, status_code=201, summary="起草流程审查清单")
def create_flow_checklist(session: Db, actor: Writer, body: FlowChecklistCreate) -> Response:
    """From the starter made of the opinion's own requirements, from another checklist, or blank."""
    return answered(actions.create_checklist(session, actor, body), 201)


@router.get("/{checklist_id}", response_model=FlowChecklistOut, summary="一份流程审查清单")
def get_flow_checklist(session: Db, actor: Reader, checklist_id: RowId) -> Response:
    """With its criteria."""
    return answered(queries.get_checklist(session, actor, checklist_id))


@router.patch("/{checklist_id}", response_model=FlowChecklistOut, summary="修改流程审查清单")
def update_flow_checklist(
    session: Db, actor: Writer, checklist_id: RowId, body: FlowChecklistUpdate, expected: IfMatch
) -> Response:
    """Only while it is a draft."""
    return answered(actions.update_checklist(session, actor, checklist_id, body, expected))


@router.post(
    "/{checklist_id}/adoption", response_model=FlowChecklistOut, status_code=201, summary="启用流程审查清单"
)
@requires_key
def adopt_flow_checklist(
    session: Db, actor: Writer, checklist_id: RowId, body: FlowChecklistAdoption, expected: IfMatch
) -> Response:
    """From then on it never changes, and the former one is retired."""
    return answered(actions.adopt_checklist(session, actor, checklist_id, body, expected), 201)


@router.post(
    "/{checklist_id}/retirement", response_model=FlowChecklistOut, status_code=201, summary="停用流程审查清单"
)
@requires_key
def retire_flow_checklist(
    session: Db, actor: Writer, checklist_id: RowId, body: FlowChecklistRetirement, expected: IfMatch
) -> Response:
    """A draft, or the one in use; reviews keep what they were made by."""
    return answered(actions.retire_checklist(session, actor, checklist_id, body, expected), 201)


ROUTERS = (router,)
