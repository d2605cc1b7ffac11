"""HTTP of meetings."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.communications.files.queries import find_file
from backend.communications.files.routes import CONTENT, Upload
from backend.communications.files.schemas import CommunicationFileOut
from backend.communications.meetings import actions, queries
from backend.communications.meetings.schemas import (
    ConveyanceCreate,
    MeetingCancellation,
    MeetingCreate,
    MeetingItem,
    MeetingOut,
    MeetingQuery,
    MeetingRecord,
    MeetingUpdate,
)
from backend.kit.db import Db
from backend.kit.downloads import store_of, stored_response
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/meetings", "communications")
Reader = Annotated[Actor, may(Permission.meetings_read)]
Writer = Annotated[Actor, may(Permission.meetings_write)]


@router.get("", response_model=Page[MeetingItem], summary="会议列表")
def list_meetings(session: Db, actor: Reader, query: Annotated[MeetingQuery, Query()]) -> Response:
    """Meetings of the caller's departments, and those he was to attend."""
    return page_response(*queries.search_meetings(session, actor, query))


@router.post("", response_model=MeetingOut, status_code=201, summary="登记会议")
def create_meeting(session: Db, actor: Writer, body: MeetingCreate) -> Response:
    """Schedules a meeting; the record follows when it was held."""
    return answered(actions.create_meeting(session, actor, body), 201)


@router.get("/{meeting_id}", response_model=MeetingOut, summary="一次会议")
def get_meeting(session: Db, actor: Reader, meeting_id: RowId) -> Response:
    """Agenda, attendance and minutes."""
    return answered(queries.get_meeting(session, actor, meeting_id))


@router.patch("/{meeting_id}", response_model=MeetingOut, summary="修改会议安排")
def update_meeting(
    session: Db, actor: Writer, meeting_id: RowId, body: MeetingUpdate, expected: IfMatch
) -> Response:
    """Until it is filed."""
    return answered(actions.update_meeting(session, actor, meeting_id, body, expected))


@router.post("/{meeting_id}/record", response_model=MeetingOut, summary="登记会议记录：纪要与出席情况")
def record_meeting(
    session: Db, actor: Writer, meeting_id: RowId, body: MeetingRecord, expected: IfMatch
) -> Response:
    """Minutes and attendance; may be corrected until it is filed."""
    return answered(actions.record_meeting(session, actor, meeting_id, body, expected))


@router.post("/{meeting_id}/filing", response_model=MeetingOut, summary="会议记录归档")
@requires_key
def file_meeting(session: Db, actor: Writer, meeting_id: RowId, expected: IfMatch) -> Response:
    """From now on the record stays as it is."""
    return answered(actions.file_meeting(session, actor, meeting_id, expected))


@router.post("/{meeting_id}/cancellation", response_model=MeetingOut, summary="取消会议")
@requires_key
def cancel_meeting(
    session: Db, actor: Writer, meeting_id: RowId, body: MeetingCancellation, expected: IfMatch
) -> Response:
    """With the reason kept."""
    return answered(actions.cancel_meeting(session, actor, meeting_id, body, expected))


@router.post(
    "/{meeting_id}/conveyances", response_model=MeetingOut, status_code=201, summary="登记传达汇报情况"
)
def convey_meeting(session: Db, actor: Writer, meeting_id: RowId, body: ConveyanceCreate) -> Response:
    """The liaison reported what the meeting asked to his leader."""
    return answered(actions.convey_meeting(session, actor, meeting_id, body), 201)


@router.post(
    "/{meeting_id}/files", response_model=CommunicationFileOut, status_code=201, summary="上传会议附件"
)
def attach_meeting_file(
    request: Request, session: Db, actor: Writer, meeting_id: RowId, file: Upload
) -> dict[str, Any]:
    """Until the record is filed."""
    data = file.file.read()
    return actions.attach_file(session, actor, meeting_id, store_of(request), file.filename or "", data)


@router.get(
    "/{meeting_id}/files/{file_id}", response_class=Response, responses=CONTENT, summary="下载会议附件"
)
def get_meeting_file(
    request: Request, session: Db, actor: Reader, meeting_id: RowId, file_id: RowId
) -> Response:
    """For everybody who may see the meeting."""
    queries.get_meeting(session, actor, meeting_id)
    return stored_response(request, find_file(session, "meeting_id", meeting_id, file_id))


@router.delete("/{meeting_id}/files/{file_id}", status_code=204, summary="去掉会议附件")
def detach_meeting_file(session: Db, actor: Writer, meeting_id: RowId, file_id: RowId) -> None:
    """Until the record is filed."""
    actions.detach_file(session, actor, meeting_id, file_id)
