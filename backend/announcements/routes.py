"""HTTP of announcements."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.announcements import actions, queries
from backend.announcements.objections.routes import ROUTERS as OBJECTIONS
from backend.announcements.schemas import (
    AnnouncedRowOut,
    AnnouncedRowQuery,
    AnnouncementCreate,
    AnnouncementOut,
    AnnouncementQuery,
    AnnouncementReport,
    AnnouncementWithdrawal,
)
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, json_response, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId

router = room_router("/announcements", "announcements")
Reader = Annotated[Actor, may(Permission.announcements_read)]
Writer = Annotated[Actor, may(Permission.announcements_write)]


def _answer(row: dict[str, Any], status: int = 200) -> Response:
    sent = {name: value for name, value in row.items() if name != "is_writer"}
    response = json_response(sent, status)
    etag.stamp(response, row["version"], sent)
    return response


@router.get("", response_model=Page[AnnouncementOut], summary="公示列表")
def list_announcements(session: Db, actor: Reader, query: Annotated[AnnouncementQuery, Query()]) -> Response:
    """Of the caller's departments, and those the caller is of the audience of."""
    return page_response(*queries.search_announcements(session, actor, query))


@router.post("", response_model=AnnouncementOut, status_code=201, summary="公示登记汇总")
@takes_long
def create_announcement(session: Db, actor: Writer, body: AnnouncementCreate) -> Response:
    """Freezes the approved rows of a department's register and announces them for five working days, or longer."""
    return _answer(actions.create_announcement(session, actor, body), 201)


@router.get("/{announcement_id}", response_model=AnnouncementOut, summary="一份公示")
def get_announcement(session: Db, actor: Reader, announcement_id: RowId) -> Response:
    """One announcement and what may be done with it."""
    return _answer(queries.find_announcement(session, actor, announcement_id))


@router.get("/{announcement_id}/rows", response_model=Page[AnnouncedRowOut], summary="公示的风险点")
def list_announced_rows(
    session: Db, actor: Reader, announcement_id: RowId, query: Annotated[AnnouncedRowQuery, Query()]
) -> Response:
    """What was announced, as it was that day."""
    return page_response(*queries.search_rows(session, actor, announcement_id, query))


@router.post("/{announcement_id}/ending", response_model=AnnouncementOut, status_code=201, summary="办结公示")
def end_announcement(session: Db, actor: Writer, announcement_id: RowId, expected: IfMatch) -> Response:
    """After its last day, when every objection is decided: 无异议, or 异议已处理."""
    return _answer(actions.end_announcement(session, actor, announcement_id, expected), 201)


@router.post(
    "/{announcement_id}/report", response_model=AnnouncementOut, status_code=201, summary="上报公示结果"
)
def report_announcement(
    session: Db, actor: Writer, announcement_id: RowId, body: AnnouncementReport, expected: IfMatch
) -> Response:
    """Notes the day on which the register went up with the result of its announcement."""
    return _answer(actions.report_announcement(session, actor, announcement_id, body, expected), 201)


@router.post(
    "/{announcement_id}/withdrawal", response_model=AnnouncementOut, status_code=201, summary="撤回公示"
)
def withdraw_announcement(
    session: Db, actor: Writer, announcement_id: RowId, body: AnnouncementWithdrawal, expected: IfMatch
) -> Response:
    """With a reason; objections nobody has decided lapse."""
    return _answer(actions.withdraw_announcement(session, actor, announcement_id, body, expected), 201)


ROUTERS = (router, *OBJECTIONS)
