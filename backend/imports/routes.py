"""HTTP of imports: file in → dry run → choices → applied once."""

from typing import Annotated, Any

from fastapi import File, Form, Query, Request, Response, UploadFile

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.imports import actions, queries
from backend.imports.mappings.routes import kept, of_import
from backend.imports.reader.converter import office
from backend.imports.reader.limits import limits_of
from backend.imports.reader.returned import returned_forms
from backend.imports.returns.routes import router as returns
from backend.imports.reversals.routes import router as reversals
from backend.imports.rules import FORMATS, OLD_FORMATS
from backend.imports.schemas import (
    ImportDetail,
    ImportLimitsOut,
    ImportOut,
    ImportQuery,
    ImportUpdate,
)
from backend.kit import etag
from backend.kit.db import Db, writes
from backend.kit.deadlines import takes_long
from backend.kit.downloads import store_of
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, json_response, page_response
from backend.kit.routing import keep_no_answer, room_router
from backend.kit.rows import RowId

router = room_router("/imports", "imports")
Reader = Annotated[Actor, may(Permission.imports_read)]
Writer = Annotated[Actor, may(Permission.imports_write)]


def _answer(detail: dict[str, Any], status: int = 200) -> Response:
    """The dry run depends on what is stored, so the tag does too."""
    response = json_response(detail, status)
    etag.stamp(response, detail["version"], detail["forms"])
    return response


@router.get("", response_model=Page[ImportOut], summary="导入列表")
def list_imports(session: Db, actor: Reader, query: Annotated[ImportQuery, Query()]) -> Response:
    """Imports of the caller's departments, the newest first."""
    return page_response(*queries.search_imports(session, actor, query))


@router.post("", response_model=ImportDetail, status_code=201, summary="上传填好的表格")
@takes_long
def create_import(
    request: Request,
    session: Db,
    actor: Writer,
    file: Annotated[UploadFile, File(description="Word、Excel、CSV 表格，或装有它们的 zip（见 /imports/limits）")],
    department_id: Annotated[RowId | None, Form(description="这是哪个部门的表")] = None,
) -> Response:
    """Reads the forms of a file, or of those in a zip, and shows what applying it would do. Nothing is applied."""
    settings = request.app.state.settings
    store, limits = store_of(request), limits_of(settings)
    name, data = file.filename or "", file.file.read()
    detail = actions.create_import(session, actor, store, name, data, department_id, limits)
    if detail["is_restricted"]:
        keep_no_answer(request)
    return _answer(detail, 201)


@router.get("/limits", response_model=ImportLimitsOut, summary="能上传什么")
def get_import_limits(request: Request, actor: Reader) -> ImportLimitsOut:
    """Formats and sizes as the college has set them."""
    limits = limits_of(request.app.state.settings)
    converts = OLD_FORMATS if office(limits.converter) else ()
    return ImportLimitsOut(
        file_bytes=limits.file_bytes, files=limits.files, accepts=list(FORMATS), converts=list(converts)
    )


@router.get("/{import_id}", response_model=ImportDetail, summary="一次导入")
@writes
def get_import(session: Db, actor: Reader, import_id: RowId) -> Response:
    """The dry run against what is stored at this moment; after the application, what was done.

    Comparing a 附件四 shows what is stored of a warning and leaves the same trace as reading it.
    """
    return _answer(actions.read_import(session, actor, import_id))


@router.delete("/{import_id}", status_code=204, summary="删除没有写入的附件四上传")
def discard_import(session: Db, actor: Writer, import_id: RowId) -> None:
    """Ends an upload of 附件四 with all that was read from it. Other imports stay as a record."""
    actions.discard_import(session, actor, import_id)


@router.patch("/{import_id}", response_model=ImportDetail, summary="选择去向和不导入的条目")
@takes_long
def update_import(
    session: Db, actor: Writer, import_id: RowId, body: ImportUpdate, expected: IfMatch
) -> Response:
    """Target department, position, filler and year of each form, and the entries to leave out."""
    return _answer(actions.update_import(session, actor, import_id, body, expected))


@router.post("/{import_id}/application", response_model=ImportDetail, summary="导入")
@takes_long
def apply_import(session: Db, actor: Writer, import_id: RowId, expected: IfMatch) -> Response:
    """Applies everything in one transaction, once. Applying the same file again in a new import changes nothing."""
    return _answer(actions.apply_import(session, actor, import_id, expected))


READ_BACK = returned_forms
"""What the templates of documents are tried on; main hands it over."""

ROUTERS = (router, of_import, returns, reversals, kept)
