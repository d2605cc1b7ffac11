"""HTTP of flowcharts drawn elsewhere."""

from typing import Annotated, Any

from fastapi import File, Request, Response, UploadFile

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.downloads import file_answer, store_of, stored_response
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.powers.drawings import actions, queries
from backend.powers.drawings.schemas import FlowDrawingOut

router = room_router("/powers", "powers")
Reader = Annotated[Actor, may(Permission.powers_read)]
Writer = Annotated[Actor, may(Permission.powers_write)]
CONTENT = file_answer(sorted(actions.KINDS))


@router.get("/{power_id}/flow/drawings", response_model=Page[FlowDrawingOut], summary="流程图附件")
def list_flow_drawings(session: Db, actor: Reader, power_id: RowId) -> Response:
    """Scans and PDFs kept beside the generated picture, the newest first."""
    rows = queries.list_drawings(session, actor, power_id)
    return page_response(rows, len(rows))


@router.post(
    "/{power_id}/flow/drawings", response_model=FlowDrawingOut, status_code=201, summary="上传流程图附件"
)
def add_flow_drawing(
    request: Request,
    session: Db,
    actor: Writer,
    power_id: RowId,
    file: Annotated[UploadFile, File(description="PNG、JPEG 图片或 PDF，最多 20 MB")],
) -> dict[str, Any]:
    """A flowchart that was drawn by hand or in another program."""
    data = file.file.read()
    return actions.add_drawing(session, actor, store_of(request), power_id, file.filename or "", data)


@router.get(
    "/{power_id}/flow/drawings/{drawing_id}/content",
    response_class=Response,
    responses=CONTENT,
    summary="下载流程图附件",
)
def get_flow_drawing(
    request: Request, session: Db, actor: Reader, power_id: RowId, drawing_id: RowId
) -> Response:
    """The file as it was uploaded."""
    return stored_response(request, queries.find_drawing(session, actor, power_id, drawing_id))


@router.delete("/{power_id}/flow/drawings/{drawing_id}", status_code=204, summary="去掉流程图附件")
def remove_flow_drawing(session: Db, actor: Writer, power_id: RowId, drawing_id: RowId) -> None:
    """It can be put back."""
    actions.remove_drawing(session, actor, power_id, drawing_id)


@router.post(
    "/{power_id}/flow/drawings/{drawing_id}/restoration",
    response_model=FlowDrawingOut,
    summary="放回流程图附件",
)
def restore_flow_drawing(session: Db, actor: Writer, power_id: RowId, drawing_id: RowId) -> dict[str, Any]:
    """Takes the removal back."""
    return actions.restore_drawing(session, actor, power_id, drawing_id)


ROUTERS = (router,)
