"""HTTP of notices."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.communications.files.queries import find_file
from backend.communications.files.routes import CONTENT, Upload
from backend.communications.files.schemas import CommunicationFileOut
from backend.communications.notices import actions, queries
from backend.communications.notices.schemas import (
    NoticeCounts,
    NoticeCreate,
    NoticeItem,
    NoticeOut,
    NoticeQuery,
    NoticeReminder,
    NoticeUpdate,
    NoticeWithdrawal,
)
from backend.communications.nudges.schemas import NudgesCreated
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.downloads import store_of, stored_response
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.problems import not_found
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/notices", "communications")
Reader = Annotated[Actor, may(Permission.notices_read)]
Writer = Annotated[Actor, may(Permission.notices_write)]


@router.get("", response_model=Page[NoticeItem], summary="通知列表")
def list_notices(session: Db, actor: Reader, query: Annotated[NoticeQuery, Query()]) -> Response:
    """Notices sent to the caller's departments and those he publishes."""
    return page_response(*queries.search_notices(session, actor, query))


@router.get("/counts", response_model=NoticeCounts, summary="等我阅读和签收的通知数")
def get_notice_counts(session: Db, actor: Reader) -> dict[str, int]:
    """For the badge beside the menu."""
    return queries.count_notices(session, actor)


@router.post("", response_model=NoticeOut, status_code=201, summary="起草通知")
def create_notice(session: Db, actor: Writer, body: NoticeCreate) -> Response:
    """A draft; nobody else sees it before it is published."""
    return answered(actions.create_notice(session, actor, body), 201)


@router.get("/{notice_id}", response_model=NoticeOut, summary="一份通知")
def get_notice(session: Db, actor: Reader, notice_id: RowId) -> Response:
    """The text and what the caller may do."""
    return answered(queries.get_notice(session, actor, notice_id))


@router.patch("/{notice_id}", response_model=NoticeOut, summary="修改通知草稿")
def update_notice(
    session: Db, actor: Writer, notice_id: RowId, body: NoticeUpdate, expected: IfMatch
) -> Response:
    """Only before it is published."""
    return answered(actions.update_notice(session, actor, notice_id, body, expected))


@router.post("/{notice_id}/publication", response_model=NoticeOut, summary="发布通知")
@requires_key
@takes_long
def publish_notice(session: Db, actor: Writer, notice_id: RowId, expected: IfMatch) -> Response:
    """Sends it to the departments it names, as they are now."""
    return answered(actions.publish_notice(session, actor, notice_id, expected))


@router.post("/{notice_id}/withdrawal", response_model=NoticeOut, summary="撤回通知")
@requires_key
def withdraw_notice(
    session: Db, actor: Writer, notice_id: RowId, body: NoticeWithdrawal, expected: IfMatch
) -> Response:
    """With the reason kept."""
    return answered(actions.withdraw_notice(session, actor, notice_id, body, expected))


@router.post(
    "/{notice_id}/reminders", response_model=NudgesCreated, status_code=201, summary="催未签收的部门"
)
@requires_key
def remind_notice(session: Db, actor: Writer, notice_id: RowId, body: NoticeReminder) -> dict[str, Any]:
    """A nudge to each, not more than once a day."""
    return actions.remind_notice(session, actor, notice_id, body)


@router.post(
    "/{notice_id}/files", response_model=CommunicationFileOut, status_code=201, summary="上传通知附件"
)
def attach_notice_file(
    request: Request, session: Db, actor: Writer, notice_id: RowId, file: Upload
) -> dict[str, Any]:
    """Before it is published."""
    data = file.file.read()
    return actions.attach_file(session, actor, notice_id, store_of(request), file.filename or "", data)


@router.get(
    "/{notice_id}/files/{file_id}", response_class=Response, responses=CONTENT, summary="下载通知附件"
)
def get_notice_file(
    request: Request, session: Db, actor: Reader, notice_id: RowId, file_id: RowId
) -> Response:
    """For everybody who may read the notice."""
    notice = queries.get_notice(session, actor, notice_id)
    if file_id not in {row["id"] for row in notice["files"]}:
        raise not_found("这个附件")
    return stored_response(request, find_file(session, "notice_id", notice_id, file_id))


@router.delete("/{notice_id}/files/{file_id}", status_code=204, summary="去掉通知附件")
def detach_notice_file(session: Db, actor: Writer, notice_id: RowId, file_id: RowId) -> None:
    """Before it is published."""
    actions.detach_file(session, actor, notice_id, file_id)
