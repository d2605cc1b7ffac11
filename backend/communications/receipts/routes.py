"""HTTP of receipts and readings; their addresses lie below the notice."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.communications.receipts import actions, queries
from backend.communications.receipts.schemas import (
    ReadingOut,
    ReadingQuery,
    ReceiptCreate,
    ReceiptOut,
    ReceiptQuery,
)
from backend.kit.db import Db
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/notices", "communications")
Reader = Annotated[Actor, may(Permission.notices_read)]
Writer = Annotated[Actor, may(Permission.notices_write)]
Signer = Annotated[Actor, may(Permission.notices_sign)]
Oneself = Annotated[Actor, may(Permission.notifications_self)]


@router.get("/{notice_id}/receipts", response_model=Page[ReceiptOut], summary="各部门签收情况")
def list_notice_receipts(
    session: Db, actor: Reader, notice_id: RowId, query: Annotated[ReceiptQuery, Query()]
) -> Response:
    """Who signed when; a department that only received the notice sees its own line."""
    return page_response(*queries.search_receipts(session, actor, notice_id, query))


@router.post("/{notice_id}/receipts", response_model=ReceiptOut, status_code=201, summary="签收通知")
@requires_key
def sign_notice(session: Db, actor: Signer, notice_id: RowId, body: ReceiptCreate) -> dict[str, Any]:
    """For one department, by its liaison or head."""
    return actions.sign_notice(session, actor, notice_id, body)


@router.get("/{notice_id}/readings", response_model=Page[ReadingOut], summary="通知的阅读情况")
def list_notice_readings(
    session: Db, actor: Writer, notice_id: RowId, query: Annotated[ReadingQuery, Query()]
) -> Response:
    """Who opened it and who has not; for its publishers."""
    return page_response(*queries.search_readings(session, actor, notice_id, query))


@router.post("/{notice_id}/readings", status_code=204, summary="登记本人已阅读")
def read_notice(session: Db, actor: Oneself, notice_id: RowId) -> None:
    """By a person of a department it went to; again is no error."""
    actions.read_notice(session, actor, notice_id)
