"""HTTP of the consolidated register."""

import tempfile
from contextlib import ExitStack
from os import SEEK_END
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.documents.registers.queries import risk_register
from backend.documents.registers.schemas import RiskRegisterQuery
from backend.documents.rules import DocumentKind, RegisterFormat
from backend.documents.templates.queries import own_template
from backend.documents.writer.forms import pour_form
from backend.documents.writer.workbook import pour_workbook
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.files import CHUNK, MEDIA_TYPES, FileKind, Store, content_disposition
from backend.kit.problems import MEDIA_TYPE
from backend.kit.routing import room_router

router = room_router("/documents", "documents")
Reader = Annotated[Actor, may(Permission.documents_read)]
BINARY = {"schema": {"type": "string", "format": "binary"}}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Word 文档或 Excel 工作簿",
        "content": {MEDIA_TYPES[kind]: BINARY for kind in (FileKind.docx, FileKind.xlsx)},
    },
    404: {
        "description": "部门不存在，或无权查看",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
    },
}


@router.get("/risk-register", response_class=StreamingResponse, responses=ANSWERS, summary="风险点登记汇总表")
@takes_long
def get_risk_register_document(
    request: Request, session: Db, actor: Reader, query: Annotated[RiskRegisterQuery, Query()]
) -> StreamingResponse:
    """风险点登记汇总表 of a department or the college: what the register of risk points shows the same reader.

    The file is written to disk first: bounded memory, and an error in the middle is an error and no torn file.
    """
    college: str = request.app.state.settings.college_name
    form = risk_register(session, actor, college, query)
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        if query.format is RegisterFormat.docx:
            store = Store(request.app.state.settings.data_dir / "files")
            pour_form(form, file, own_template(session, store, DocumentKind.risk_register, query.year))
        else:
            pour_workbook(form, file)
        kept = stack.pop_all()
    size = file.seek(0, SEEK_END)
    file.seek(0)
    name = f"{form.heading.title}（{form.unit}{query.year}年）.{query.format.value}"
    headers = {"Content-Disposition": content_disposition(name), "Content-Length": str(size)}
    media = MEDIA_TYPES[FileKind(query.format.value)]
    return StreamingResponse(
        iter(lambda: file.read(CHUNK), b""),
        headers=headers,
        media_type=media,
        background=BackgroundTask(kept.close),
    )
