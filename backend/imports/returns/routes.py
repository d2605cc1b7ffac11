"""HTTP of returned files."""

from typing import Annotated, Any

from fastapi import Request, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.imports.reader.limits import limits_of
from backend.imports.returns.queries import KINDS, annotated_import
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.downloads import store_of
from backend.kit.files import MEDIA_TYPES, content_disposition
from backend.kit.problems import MEDIA_TYPE
from backend.kit.routing import room_router
from backend.kit.rows import RowId

router = room_router("/imports", "imports")
Reader = Annotated[Actor, may(Permission.imports_read)]
BINARY = {"schema": {"type": "string", "format": "binary"}}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "带批注的文件", "content": dict.fromkeys(map(MEDIA_TYPES.__getitem__, KINDS), BINARY)},
    410: {
        "description": "上传的文件已不在",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
    },
}


@router.get(
    "/{import_id}/annotated", response_class=Response, responses=ANSWERS, summary="带批注的原文件"
)
@takes_long
def get_annotated_import(request: Request, session: Db, actor: Reader, import_id: RowId) -> Response:
    """The uploaded file with a comment in the very cell for each finding and for all that cannot be applied.

    Correct it and upload it again: the comments are not read. Text tables and Excel 97 come back as .xlsx, older
    documents as .docx, a zip with its files.
    """
    limits = limits_of(request.app.state.settings)
    file = annotated_import(session, actor, store_of(request), import_id, limits)
    headers = {"Content-Disposition": content_disposition(file.name)}
    return Response(file.content, headers=headers, media_type=MEDIA_TYPES[file.kind])
