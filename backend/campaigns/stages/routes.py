"""HTTP of stages."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.campaigns.stages import actions, queries
from backend.campaigns.stages.schemas import StageCreate, StageOut, StageQuery, StageUpdate
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.organization.schemas import Retirement

router = room_router("/campaign-stages", "campaigns")
Reader = Annotated[Actor, may(Permission.campaigns_read)]
Writer = Annotated[Actor, may(Permission.campaigns_write)]


def _answer(row: dict[str, Any], response: Response) -> dict[str, Any]:
    etag.stamp(response, row["version"])
    return row


@router.get("", response_model=Page[StageOut], summary="阶段列表")
def list_campaign_stages(session: Db, actor: Reader, query: Annotated[StageQuery, Query()]) -> Response:
    """Stages of one campaign or of all, in order."""
    return page_response(*queries.search_stages(session, actor, query))


@router.post("", response_model=StageOut, status_code=201, summary="增加阶段")
def create_campaign_stage(
    session: Db, actor: Writer, body: StageCreate, response: Response
) -> dict[str, Any]:
    """A further stage; any number is possible."""
    return _answer(actions.create_stage(session, actor, body), response)


@router.get("/{stage_id}", response_model=StageOut, summary="一个阶段")
def get_campaign_stage(session: Db, actor: Reader, stage_id: RowId, response: Response) -> dict[str, Any]:
    """One stage with its ETag."""
    return _answer(queries.get_stage(session, actor, stage_id), response)


@router.patch("/{stage_id}", response_model=StageOut, summary="修改阶段")
def update_campaign_stage(
    session: Db, actor: Writer, stage_id: RowId, body: StageUpdate, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Window, name, what to do, order."""
    return _answer(actions.update_stage(session, actor, stage_id, body, expected), response)


@router.post("/{stage_id}/retirement", response_model=StageOut, summary="取消阶段")
def retire_campaign_stage(
    session: Db, actor: Writer, stage_id: RowId, body: Retirement, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """With a reason; it stays readable."""
    return _answer(actions.retire_stage(session, actor, stage_id, body, expected), response)
