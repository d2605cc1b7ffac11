"""HTTP of flowcharts drawn elsewhere."""

from typing import Annotated, Any

from fastapi import File, Request, Response, UploadFile
from starlette.responses import FileResponse

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.files import MEDIA_TYPES, Store, content_disposition
from backend.kit.paging import Page, page_response
from backend.kit.problems import not_found
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.powers.drawings import actions, queries
from backend.powers.drawings.schemas import FlowDrawingOut

router = room_router("/powers", "powers")
Reader = Annotated[Actor, may(Permission.powers_read)]
Writer = Annotated[Actor, may(Permission.powers_write)]
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "文件内容",
        "content": {
            MEDIA_TYPES[kind]: {"schema": {"type": "string", "format": "binary"}}
            for kind in sorted(actions.KINDS)
        },
    }
}


def _store(request: Request) -> Store:
    return Store(request.app.state.settings.data_dir / "files")


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
    return actions.add_drawing(session, actor, _store(request), power_id, file.filename or "", data)


@router.get(
    "/{power_id}/flow/drawings/{drawing_id}/content",
    response_class=Response,
    responses=CONTENT,
    summary="下载流程图附件",
)
def get_flow_drawing(
    request: Request, session: Db, actor: Reader, power_id: RowId, drawing_id: RowId
) -> Response:
    """The file as it was uploaded; the tag is its digest."""
    drawing = queries.find_drawing(session, actor, power_id, drawing_id)
    path = _store(request).path(drawing["digest"])
    if not path.is_file():
        raise not_found("这张流程图附件的内容")
    headers = {"Content-Disposition": content_disposition(drawing["name"]), "ETag": f'"{drawing["digest"]}"'}
    return FileResponse(path, headers=headers, media_type=drawing["media_type"])


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
