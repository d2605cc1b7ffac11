"""HTTP of files: into a submission, out of it, and how any kept file goes out."""

from typing import Annotated, Any

from fastapi import File, Form, Request, Response, UploadFile
from starlette.responses import FileResponse

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.campaigns.deliverables.schemas import PartKey
from backend.campaigns.files import actions, queries
from backend.campaigns.rules import FileRole
from backend.campaigns.submissions.schemas import SubmissionDetail
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.downloads import store_of
from backend.kit.files import MEDIA_TYPES, Store, content_disposition
from backend.kit.problems import not_found
from backend.kit.routing import room_router
from backend.kit.rows import RowId

router = room_router("/submissions", "campaigns")
Reader = Annotated[Actor, may(Permission.submissions_read)]
Writer = Annotated[Actor, may(Permission.submissions_write)]
DOWNLOAD: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "文件",
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in sorted(MEDIA_TYPES.values())
        },
    }
}


def download(store: Store, name: str, media_type: str, digest: str) -> Response:
    """A kept file, always as a download; its tag is its digest."""
    path = store.path(digest)
    if not path.exists():
        raise not_found("这个文件")
    headers = {"Content-Disposition": content_disposition(name), "ETag": f'"{digest}"'}
    return FileResponse(path, media_type=media_type, headers=headers)


@router.post(
    "/{submission_id}/files", response_model=SubmissionDetail, status_code=201, summary="上传报送文件"
)
def add_submission_file(
    request: Request,
    session: Db,
    actor: Writer,
    submission_id: RowId,
    file: Annotated[UploadFile, File(description="Office 文档、PDF、图片或 zip，最多 20 MB")],
    part: Annotated[PartKey, Form(description="材料的哪一部分")],
    response: Response,
    role: Annotated[FileRole, Form(description="盖章扫描件只收 PDF 和图片")] = FileRole.electronic,
) -> dict[str, Any]:
    """Checked by its bytes; kept under its SHA-256."""
    data = file.file.read()
    row = actions.add_file(
        session, actor, submission_id, store_of(request), part, role, file.filename or "", data
    )
    etag.stamp(response, row["version"], row)
    return row


@router.get(
    "/{submission_id}/files/{file_id}", response_class=Response, responses=DOWNLOAD, summary="下载报送文件"
)
def get_submission_file(
    request: Request, session: Db, actor: Reader, submission_id: RowId, file_id: RowId
) -> Response:
    """Also one that was taken out again but that an earlier version holds."""
    row = queries.get_file(session, actor, submission_id, file_id)
    return download(store_of(request), row["name"], row["media_type"], row["digest"])


@router.delete("/{submission_id}/files/{file_id}", status_code=204, summary="去掉报送文件")
def remove_submission_file(session: Db, actor: Writer, submission_id: RowId, file_id: RowId) -> None:
    """Before it is handed in; what was handed in before keeps it."""
    actions.remove_file(session, actor, submission_id, file_id)
