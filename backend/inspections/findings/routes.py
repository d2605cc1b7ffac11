"""HTTP of findings."""

from typing import Annotated, Any

from fastapi import File, Query, Request, Response, UploadFile
from starlette.responses import FileResponse

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.inspections.findings import actions, queries
from backend.inspections.findings.rules import FindingAction
from backend.inspections.findings.schemas import (
    AcceptanceCreate,
    FindingAnswerCreate,
    FindingCounts,
    FindingCreate,
    FindingFileOut,
    FindingFilter,
    FindingItem,
    FindingOut,
    FindingQuery,
    FindingReturnCreate,
    FindingUpdate,
    FindingWithdrawalCreate,
)
from backend.kit.db import Db
from backend.kit.downloads import store_of
from backend.kit.etag import IfMatch, answered
from backend.kit.files import MEDIA_TYPES, content_disposition
from backend.kit.paging import Page, json_response, page_response
from backend.kit.problems import not_found
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/findings", "inspections")
Reader = Annotated[Actor, may(Permission.findings_read)]
Raiser = Annotated[Actor, may(Permission.findings_raise)]
Replier = Annotated[Actor, may(Permission.findings_reply)]
Upload = Annotated[UploadFile, File(description="Office 文档、PDF、图片、文本或压缩包，最多 20 MB")]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "文件内容",
        "content": {media.partition(";")[0]: _BINARY for media in MEDIA_TYPES.values()},
    }
}


@router.get("", response_model=Page[FindingItem], summary="监督检查发现的问题")
def list_findings(session: Db, actor: Reader, query: Annotated[FindingQuery, Query()]) -> Response:
    """Within reach; `awaiting=true` are those that wait for the caller."""
    return page_response(*queries.search_findings(session, actor, query))


@router.get("/counts", response_model=FindingCounts, summary="问题的数目")
def get_finding_counts(
    session: Db, actor: Reader, query: Annotated[FindingFilter, Query()]
) -> dict[str, int]:
    """How many stand where, are overdue, and wait for the caller."""
    return queries.count_findings(session, actor, query)


@router.post("", response_model=FindingOut, status_code=201, summary="提出问题")
def create_finding(session: Db, actor: Raiser, body: FindingCreate) -> Response:
    """By 纪检监察人员, 党风廉政监督员, the office or the supervising leader (opinion.txt line 83)."""
    return answered(actions.create_finding(session, actor, body), 201)


@router.get("/{finding_id}", response_model=FindingOut, summary="一个问题")
def get_finding(session: Db, actor: Reader, finding_id: RowId) -> Response:
    """With its answers, files and what the caller may do."""
    return answered(queries.get_finding(session, actor, finding_id))


@router.patch("/{finding_id}", response_model=FindingOut, summary="修改问题")
def update_finding(
    session: Db, actor: Raiser, finding_id: RowId, body: FindingUpdate, expected: IfMatch
) -> Response:
    """While the department has not answered."""
    return answered(actions.update_finding(session, actor, finding_id, body, expected))


@router.post("/{finding_id}/answers", response_model=FindingOut, status_code=201, summary="答复整改情况")
@requires_key
def answer_finding(
    session: Db, actor: Replier, finding_id: RowId, body: FindingAnswerCreate, expected: IfMatch
) -> Response:
    """By the department's head or liaison."""
    return answered(actions.answer_finding(session, actor, finding_id, body, expected), 201)


@router.post("/{finding_id}/acceptance", response_model=FindingOut, status_code=201, summary="认可并销号")
@requires_key
def accept_finding(
    session: Db, actor: Raiser, finding_id: RowId, body: AcceptanceCreate, expected: IfMatch
) -> Response:
    """Nobody accepts his own answer."""
    return answered(actions.accept_finding(session, actor, finding_id, body, expected), 201)


@router.post("/{finding_id}/return", response_model=FindingOut, status_code=201, summary="退回重新整改")
@requires_key
def return_finding(
    session: Db, actor: Raiser, finding_id: RowId, body: FindingReturnCreate, expected: IfMatch
) -> Response:
    """With a reason and a new day."""
    return answered(actions.return_finding(session, actor, finding_id, body, expected), 201)


@router.post("/{finding_id}/withdrawal", response_model=FindingOut, status_code=201, summary="撤回问题")
@requires_key
def withdraw_finding(
    session: Db, actor: Raiser, finding_id: RowId, body: FindingWithdrawalCreate, expected: IfMatch
) -> Response:
    """With the reason kept."""
    return answered(actions.withdraw_finding(session, actor, finding_id, body, expected), 201)


def _keep(
    request: Request, session: Db, actor: Actor, finding_id: int, file: UploadFile, step: str
) -> Response:
    data, name = file.file.read(), file.filename or ""
    row = actions.attach_file(session, actor, store_of(request), finding_id, name, data, FindingAction(step))
    return json_response({name: row[name] for name in FindingFileOut.model_fields}, 201)


@router.post(
    "/{finding_id}/materials", response_model=FindingFileOut, status_code=201, summary="上传问题材料"
)
def add_finding_material(
    request: Request, session: Db, actor: Raiser, finding_id: RowId, file: Upload
) -> Response:
    """By whoever raised it, or the office."""
    return _keep(request, session, actor, finding_id, file, "edit")


@router.post("/{finding_id}/proofs", response_model=FindingFileOut, status_code=201, summary="上传整改凭据")
def add_finding_proof(
    request: Request, session: Db, actor: Replier, finding_id: RowId, file: Upload
) -> Response:
    """By the department, before it answers."""
    return _keep(request, session, actor, finding_id, file, "answer")


@router.get("/{finding_id}/files/{file_id}", response_class=Response, responses=CONTENT, summary="下载附件")
def get_finding_file(
    request: Request, session: Db, actor: Reader, finding_id: RowId, file_id: RowId
) -> Response:
    """Always as a download; its tag is its digest."""
    row = queries.find_file(session, actor, finding_id, file_id)
    path = store_of(request).path(row["digest"])
    if not path.is_file():
        raise not_found("这个附件的内容")
    headers = {"Content-Disposition": content_disposition(row["name"]), "ETag": f'"{row["digest"]}"'}
    return FileResponse(path, headers=headers, media_type=row["media_type"])


@router.delete("/{finding_id}/materials/{file_id}", status_code=204, summary="删除问题材料")
def remove_finding_material(session: Db, actor: Raiser, finding_id: RowId, file_id: RowId) -> None:
    """One's own, while the finding is open."""
    actions.detach_file(session, actor, finding_id, file_id, is_proof=False)


@router.delete("/{finding_id}/proofs/{file_id}", status_code=204, summary="删除整改凭据")
def remove_finding_proof(session: Db, actor: Replier, finding_id: RowId, file_id: RowId) -> None:
    """One's own, before it goes with an answer."""
    actions.detach_file(session, actor, finding_id, file_id, is_proof=True)
