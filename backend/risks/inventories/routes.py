"""HTTP of sheets."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.risks.inventories import actions, queries
from backend.risks.inventories.schemas import (
    InventoryRetirement,
    InventorySubmission,
    RiskInventoryCreate,
    RiskInventoryDetail,
    RiskInventoryOut,
    RiskInventoryQuery,
)
from backend.risks.rows import actions as rows
from backend.risks.rows.schemas import SheetRows

router = room_router("/risk-inventories", "risks")
Reader = Annotated[Actor, may(Permission.risks_read)]
Writer = Annotated[Actor, may(Permission.risks_write)]


@router.get("", response_model=Page[RiskInventoryOut], summary="排查表列表")
def list_risk_inventories(
    session: Db, actor: Reader, query: Annotated[RiskInventoryQuery, Query()]
) -> Response:
    """Sheets the caller may see; `mine=true` are those to fill in oneself."""
    return page_response(*queries.search_inventories(session, actor, query))


@router.post("", response_model=RiskInventoryDetail, status_code=201, summary="新建排查表")
def create_risk_inventory(session: Db, actor: Writer, body: RiskInventoryCreate) -> Response:
    """附件二 for a department and year, 附件三 for a position, its holder and year."""
    return answered(actions.create_inventory(session, actor, body), 201)


@router.get("/{inventory_id}", response_model=RiskInventoryDetail, summary="一张排查表")
def get_risk_inventory(session: Db, actor: Reader, inventory_id: RowId) -> Response:
    """The sheet with all its rows and what the caller may do with it."""
    return answered(queries.get_inventory(session, actor, inventory_id))


@router.put("/{inventory_id}/rows", response_model=RiskInventoryDetail, summary="保存整张表")
def replace_risk_inventory_rows(
    session: Db, actor: Writer, inventory_id: RowId, body: SheetRows, expected: IfMatch
) -> Response:
    """Saves all rows at once, in their order; rows left out are taken from the sheet. Saving twice changes nothing."""
    rows.save_rows(session, actor, inventory_id, body.rows, expected)
    return answered(queries.get_inventory(session, actor, inventory_id))


@router.post("/{inventory_id}/submission", response_model=RiskInventoryDetail, summary="提交审核")
def submit_risk_inventory(
    session: Db,
    actor: Writer,
    inventory_id: RowId,
    expected: IfMatch,
    body: InventorySubmission | None = None,
) -> Response:
    """Hands the sheet in to its reviewer; the answer names every cell that is still empty. Without a single row it
    takes an explanation."""
    return answered(actions.submit_inventory(session, actor, inventory_id, expected, body))


@router.post("/{inventory_id}/withdrawal", response_model=RiskInventoryDetail, summary="撤回")
def withdraw_risk_inventory(session: Db, actor: Writer, inventory_id: RowId, expected: IfMatch) -> Response:
    """Takes the sheet back before it is signed."""
    return answered(actions.withdraw_inventory(session, actor, inventory_id, expected))


@router.post("/{inventory_id}/retirement", response_model=RiskInventoryDetail, summary="作废排查表")
def retire_risk_inventory(
    session: Db, actor: Writer, inventory_id: RowId, body: InventoryRetirement, expected: IfMatch
) -> Response:
    """Drops the sheet with a reason; it is never deleted."""
    return answered(actions.retire_inventory(session, actor, inventory_id, body, expected))
