"""HTTP of deliverables."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.campaigns.deliverables import actions, queries
from backend.campaigns.deliverables.schemas import (
    DeliverableCreate,
    DeliverableOut,
    DeliverableQuery,
    DeliverableUpdate,
)
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.organization.schemas import Retirement

router = room_router("/deliverables", "campaigns")
Reader = Annotated[Actor, may(Permission.campaigns_read)]
Writer = Annotated[Actor, may(Permission.campaigns_write)]


def _answer(row: dict[str, Any], response: Response) -> dict[str, Any]:
    etag.stamp(response, row["version"], (row["stage_name"], row["campaign_name"], row["working_days_left"]))
    return row


@router.get("", response_model=Page[DeliverableOut], summary="报送材料列表")
def list_deliverables(session: Db, actor: Reader, query: Annotated[DeliverableQuery, Query()]) -> Response:
    """What departments have to hand in, the next due first."""
    return page_response(*queries.search_deliverables(session, actor, query))


@router.post("", response_model=DeliverableOut, status_code=201, summary="增加报送材料")
def create_deliverable(
    session: Db, actor: Writer, body: DeliverableCreate, response: Response
) -> dict[str, Any]:
    """Something more to hand in, with its own due instant."""
    return _answer(actions.create_deliverable(session, actor, body), response)


@router.get("/{deliverable_id}", response_model=DeliverableOut, summary="一项报送材料")
def get_deliverable(session: Db, actor: Reader, deliverable_id: RowId, response: Response) -> dict[str, Any]:
    """One deliverable with its ETag."""
    return _answer(queries.get_deliverable(session, actor, deliverable_id), response)


@router.patch("/{deliverable_id}", response_model=DeliverableOut, summary="修改报送材料")
def update_deliverable(
    session: Db,
    actor: Writer,
    deliverable_id: RowId,
    body: DeliverableUpdate,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """Once the campaign runs, the due instant changes only by an extension on record."""
    return _answer(actions.update_deliverable(session, actor, deliverable_id, body, expected), response)


@router.post("/{deliverable_id}/retirement", response_model=DeliverableOut, summary="取消报送材料")
def retire_deliverable(
    session: Db,
    actor: Writer,
    deliverable_id: RowId,
    body: Retirement,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """With a reason, as long as nobody has begun."""
    return _answer(actions.retire_deliverable(session, actor, deliverable_id, body, expected), response)
