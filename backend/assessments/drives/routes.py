"""HTTP of opinion drives."""

from io import BytesIO
from typing import Annotated, Any

import segno
from fastapi import Depends, Query, Request, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.assessments.drives import actions, queries
from backend.assessments.drives.schemas import (
    DriveExtension,
    DriveSummaryOut,
    OpinionDriveCreate,
    OpinionDriveItem,
    OpinionDriveOut,
    OpinionDriveQuery,
    OpinionDriveUpdate,
    QrFormat,
    QrQuery,
)
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.problems import not_found
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/opinion-drives", "assessments")
Reader = Annotated[Actor, may(Permission.opinions_read)]
Writer = Annotated[Actor, may(Permission.opinions_write)]
MEDIA = {QrFormat.svg: "image/svg+xml", QrFormat.png: "image/png"}
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "二维码",
        "content": {
            MEDIA[QrFormat.svg]: {"schema": {"type": "string"}},
            MEDIA[QrFormat.png]: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


async def _origin(request: Request) -> str:
    origin: str = request.app.state.settings.public_origin
    return origin.rstrip("/")


Origin = Annotated[str, Depends(_origin)]


@router.get("", response_model=Page[OpinionDriveItem], summary="征求意见列表")
def list_opinion_drives(session: Db, actor: Reader, query: Annotated[OpinionDriveQuery, Query()]) -> Response:
    """Drives of the caller's departments."""
    return page_response(*queries.search_drives(session, actor, query))


@router.post("", response_model=OpinionDriveOut, status_code=201, summary="准备一次征求意见")
def create_opinion_drive(session: Db, actor: Writer, body: OpinionDriveCreate, origin: Origin) -> Response:
    """Nothing is public yet."""
    return answered(actions.create_drive(session, actor, body, origin), 201)


@router.get("/{drive_id}", response_model=OpinionDriveOut, summary="一次征求意见")
def get_opinion_drive(session: Db, actor: Reader, drive_id: RowId, origin: Origin) -> Response:
    """Questions, period and link."""
    return answered(queries.get_drive(session, actor, drive_id, origin))


@router.patch("/{drive_id}", response_model=OpinionDriveOut, summary="修改征求意见")
def update_opinion_drive(
    session: Db, actor: Writer, drive_id: RowId, body: OpinionDriveUpdate, expected: IfMatch, origin: Origin
) -> Response:
    """While it is being prepared."""
    return answered(actions.update_drive(session, actor, drive_id, body, expected, origin))


@router.post("/{drive_id}/opening", response_model=OpinionDriveOut, summary="开始征求意见")
def open_opinion_drive(
    session: Db, actor: Writer, drive_id: RowId, expected: IfMatch, origin: Origin
) -> Response:
    """Questions are fixed from now on; a questionnaire gets its public link."""
    return answered(actions.open_drive(session, actor, drive_id, expected, origin))


@router.post("/{drive_id}/extension", response_model=OpinionDriveOut, summary="延长征求时间")
def extend_opinion_drive(
    session: Db, actor: Writer, drive_id: RowId, body: DriveExtension, expected: IfMatch, origin: Origin
) -> Response:
    """Also after the end has come, as long as the drive is not closed."""
    return answered(actions.extend_drive(session, actor, drive_id, body, expected, origin))


@router.post("/{drive_id}/link", response_model=OpinionDriveOut, summary="更换公开链接")
def renew_opinion_link(
    session: Db, actor: Writer, drive_id: RowId, expected: IfMatch, origin: Origin
) -> Response:
    """The former link and its QR code lead nowhere from now on."""
    return answered(actions.renew_link(session, actor, drive_id, expected, origin))


@router.post("/{drive_id}/closing", response_model=OpinionDriveOut, summary="结束征求意见")
@requires_key
def close_opinion_drive(
    session: Db, actor: Writer, drive_id: RowId, expected: IfMatch, origin: Origin
) -> Response:
    """The link answers 410 from now on."""
    return answered(actions.close_drive(session, actor, drive_id, expected, origin))


@router.post("/{drive_id}/cancellation", response_model=OpinionDriveOut, summary="取消征求意见")
def cancel_opinion_drive(
    session: Db, actor: Writer, drive_id: RowId, expected: IfMatch, origin: Origin
) -> Response:
    """Before it has begun."""
    return answered(actions.cancel_drive(session, actor, drive_id, expected, origin))


@router.get("/{drive_id}/qr-code", response_class=Response, responses=PICTURE, summary="公开链接的二维码")
def get_opinion_qr_code(
    session: Db, actor: Reader, drive_id: RowId, origin: Origin, query: Annotated[QrQuery, Query()]
) -> Response:
    """The link as a picture to print or to show. 404 while there is no link."""
    link = queries.get_drive(session, actor, drive_id, origin)["link"]
    if link is None:
        raise not_found("公开链接")
    picture = BytesIO()
    segno.make(link, error="m").save(picture, kind=query.format.value, scale=8, border=4)
    return Response(picture.getvalue(), media_type=MEDIA[query.format])


@router.get("/{drive_id}/summary", response_model=DriveSummaryOut, summary="征求意见汇总")
def get_opinion_summary(session: Db, actor: Reader, drive_id: RowId, origin: Origin) -> dict[str, Any]:
    """Answers counted, and how many opinions were adopted."""
    return queries.summarize(session, queries.get_drive(session, actor, drive_id, origin))


ROUTERS = (router,)
