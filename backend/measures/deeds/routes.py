"""HTTP of what is done about a measure."""

from typing import Annotated, Any

from fastapi import File, Request, Response, UploadFile
from starlette.responses import StreamingResponse

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.downloads import store_of
from backend.kit.etag import IfMatch, answered
from backend.kit.files import content_disposition
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId
from backend.measures.controls.schemas import EvidenceOut, MeasureDetail
from backend.measures.deeds import actions, queries
from backend.measures.deeds.schemas import CheckCreate, CompletionCreate, ProgressCreate, ReturnCreate

measures = room_router("/measures", "measures")
progress = room_router("/measure-progress", "measures")
evidence = room_router("/measure-evidence", "measures")
Reader = Annotated[Actor, may(Permission.measures_read)]
Writer = Annotated[Actor, may(Permission.measures_write)]
Checker = Annotated[Actor, may(Permission.measures_check)]
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


@measures.post(
    "/{measure_id}/progress", response_model=MeasureDetail, status_code=201, summary="登记措施进展"
)
def report_measure_progress(
    session: Db, actor: Writer, measure_id: RowId, body: ProgressCreate, expected: IfMatch
) -> Response:
    """By the holder of the responsible post, or by those who keep the department's measures."""
    return answered(actions.report_progress(session, actor, measure_id, body, expected), 201)


@progress.post("/{progress_id}/evidence", response_model=EvidenceOut, status_code=201, summary="上传措施凭据")
def add_measure_evidence(
    request: Request,
    session: Db,
    actor: Writer,
    progress_id: RowId,
    file: Annotated[UploadFile, File(description="PDF、图片、Word、Excel 或文本，最多 20 MB")],
) -> dict[str, Any]:
    """The file is checked by its content and kept under its SHA-256."""
    data = file.file.read()
    return actions.add_evidence(session, actor, store_of(request), progress_id, file.filename or "", data)


@evidence.get("/{evidence_id}/content", responses=FILE, summary="下载措施凭据")
def get_measure_evidence(
    request: Request, session: Db, actor: Reader, evidence_id: RowId
) -> StreamingResponse:
    """The file as it was uploaded."""
    row = queries.find_file(session, actor, evidence_id)
    headers = {"Content-Disposition": content_disposition(row["file_name"])}
    stored = store_of(request).read(row["digest"])
    return StreamingResponse(stored, media_type=row["media_type"], headers=headers)


@measures.post("/{measure_id}/completion", response_model=MeasureDetail, summary="报告措施完成")
def finish_measure(
    session: Db, actor: Writer, measure_id: RowId, body: CompletionCreate, expected: IfMatch
) -> Response:
    """With its proofs; a redesigned flow names its new version, a new rule its entry in the library."""
    return answered(actions.finish_measure(session, actor, measure_id, body, expected))


@measures.post("/{measure_id}/return", response_model=MeasureDetail, summary="退回继续落实")
@requires_key
def return_measure(
    session: Db, actor: Checker, measure_id: RowId, body: ReturnCreate, expected: IfMatch
) -> Response:
    """What was reported as done is not."""
    return answered(actions.send_back_measure(session, actor, measure_id, body, expected))


@measures.post("/{measure_id}/checks", response_model=MeasureDetail, status_code=201, summary="检查措施成效")
@requires_key
def check_measure(
    session: Db, actor: Checker, measure_id: RowId, body: CheckCreate, expected: IfMatch
) -> Response:
    """Never by the responsible holder, nor by who reported it as done."""
    return answered(actions.check_measure(session, actor, measure_id, body, expected), 201)


ROUTERS = (measures, progress, evidence)
