"""HTTP of flow templates."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId
from backend.powers.templates import actions, queries
from backend.powers.templates.schemas import (
    FlowStarter,
    FlowTemplateCreate,
    FlowTemplateItem,
    FlowTemplateOut,
    FlowTemplateQuery,
    FlowTemplateRetirement,
    FlowTemplateUpdate,
    StarterQuery,
)

router = room_router("/flow-templates", "powers")
Reader = Annotated[Actor, may(Permission.powers_read)]
Writer = Annotated[Actor, may(Permission.flow_checklists_write)]


@router.get("/starters", response_model=Page[FlowStarter], summary="系统自带的流程模板")
def list_flow_starters(actor: Reader, query: Annotated[StarterQuery, Query()]) -> Response:
    """At least two for each of the eleven key areas (opinion.txt line 91), with their steps."""
    rows = queries.list_starters(actor, query.key_area)
    return page_response(rows, len(rows))


@router.get("", response_model=Page[FlowTemplateItem], summary="本校的流程模板")
def list_flow_templates(session: Db, actor: Reader, query: Annotated[FlowTemplateQuery, Query()]) -> Response:
    """Those in use unless asked otherwise."""
    return page_response(*queries.search_templates(session, actor, query))


@router.post("", response_model=FlowTemplateOut, status_code=201, summary="存为流程模板")
def create_flow_template(session: Db, actor: Writer, body: FlowTemplateCreate) -> Response:
    """A sound flow for others to begin with."""
    return answered(actions.create_template(session, actor, body), 201)


@router.get("/{template_id}", response_model=FlowTemplateOut, summary="一个流程模板")
def get_flow_template(session: Db, actor: Reader, template_id: RowId) -> Response:
    """With its steps."""
    return answered(queries.get_template(session, actor, template_id))


@router.patch("/{template_id}", response_model=FlowTemplateOut, summary="修改流程模板")
def update_flow_template(
    session: Db, actor: Writer, template_id: RowId, body: FlowTemplateUpdate, expected: IfMatch
) -> Response:
    """Flows that began with it stay as they are."""
    return answered(actions.update_template(session, actor, template_id, body, expected))


@router.post(
    "/{template_id}/retirement", response_model=FlowTemplateOut, status_code=201, summary="停用流程模板"
)
@requires_key
def retire_flow_template(
    session: Db, actor: Writer, template_id: RowId, body: FlowTemplateRetirement, expected: IfMatch
) -> Response:
    """It is no longer offered."""
    return answered(actions.retire_template(session, actor, template_id, body, expected), 201)


ROUTERS = (router,)
