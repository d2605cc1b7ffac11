"""HTTP of the ledger."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.campaigns.custody import actions, queries
from backend.campaigns.custody.schemas import CustodyCreate, CustodyOut, CustodyQuery
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.organization.schemas import Retirement

router = room_router("/custody-records", "campaigns")
Reader = Annotated[Actor, may(Permission.submissions_read)]
Writer = Annotated[Actor, may(Permission.submissions_write)]


def _answer(row: dict[str, Any], response: Response) -> dict[str, Any]:
    etag.stamp(response, row["version"])
    return row


@router.get("", response_model=Page[CustodyOut], summary="台账：领取、分发、收集、整理、归档")
def list_custody_records(session: Db, actor: Reader, query: Annotated[CustodyQuery, Query()]) -> Response:
    """The ledger of the departments in reach."""
    return page_response(*queries.search_custody(session, actor, query))


@router.post("", response_model=CustodyOut, status_code=201, summary="登记台账")
def create_custody_record(
    session: Db, actor: Writer, body: CustodyCreate, response: Response
) -> dict[str, Any]:
    """Who did what with how many copies, when, and where they are."""
    return _answer(actions.create_custody(session, actor, body), response)


@router.get("/{record_id}", response_model=CustodyOut, summary="一条台账")
def get_custody_record(session: Db, actor: Reader, record_id: RowId, response: Response) -> dict[str, Any]:
    """One line with its ETag."""
    return _answer(queries.get_custody(session, actor, record_id), response)


@router.post("/{record_id}/retirement", response_model=CustodyOut, summary="作废一条台账")
def retire_custody_record(
    session: Db, actor: Writer, record_id: RowId, body: Retirement, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """With a reason; it stays readable."""
    return _answer(actions.retire_custody(session, actor, record_id, body, expected), response)
