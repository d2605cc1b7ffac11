"""HTTP of the college's own templates."""

from typing import Annotated, Any

from fastapi import File, Form, Query, Request, Response, UploadFile

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.documents.checker.guide import template_to_edit
from backend.documents.checker.proof import converter, to_pdf
from backend.documents.checker.samples import sample
from backend.documents.rules import DocumentKind, default_title
from backend.documents.templates import actions, queries
from backend.documents.templates.schemas import (
    DocumentTemplateDetail,
    DocumentTemplateOut,
    DocumentTemplateQuery,
    TemplateAdoptionCreate,
    TemplateGuideOut,
    TemplateKindOut,
    TemplateWithdrawalCreate,
)
from backend.documents.writer.forms import write_form
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.downloads import store_of
from backend.kit.etag import IfMatch, answered
from backend.kit.files import MEDIA_TYPES, FileKind, content_disposition
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/documents/templates", "documents")
Reader = Annotated[Actor, may(Permission.documents_read)]
Writer = Annotated[Actor, may(Permission.templates_write)]
WORD, PDF = MEDIA_TYPES[FileKind.docx], MEDIA_TYPES[FileKind.pdf]
BINARY = {"schema": {"type": "string", "format": "binary"}}
FILE: dict[int | str, dict[str, Any]] = {200: {"description": "Word 文档", "content": {WORD: BINARY}}}
PROOF: dict[int | str, dict[str, Any]] = {
    200: {"description": "PDF，或服务器没有转换程序时的 Word 文档", "content": {PDF: BINARY, WORD: BINARY}}
}


def _college(request: Request) -> str:
    name: str = request.app.state.settings.college_name
    return name


def _program(request: Request) -> str | None:
    """What makes a PDF of Word; None where it is not installed or the college has switched it off."""
    return converter() if request.app.state.settings.converter == "auto" else None


def _answer(request: Request, row: dict[str, Any], status: int = 200) -> Response:
    row["has_pdf_preview"] = _program(request) is not None
    return answered({name: row[name] for name in DocumentTemplateDetail.model_fields}, status)


def _file(content: bytes, name: str, media_type: str = WORD) -> Response:
    headers = {"Content-Disposition": content_disposition(name)}
    return Response(content, headers=headers, media_type=media_type)


@router.get("/kinds", response_model=Page[TemplateKindOut], summary="各种表格正在使用的模板")
def list_template_kinds(session: Db, actor: Reader) -> Response:
    """The seven kinds; without a template of its own the college uses the product's."""
    rows = queries.list_kinds(session, actor)
    return page_response(rows, len(rows))


@router.get("/kinds/{kind}/guide", response_model=TemplateGuideOut, summary="模板的名称和标记")
def get_template_guide(actor: Reader, kind: DocumentKind) -> dict[str, Any]:
    """Every name and tag a template of this kind may use."""
    return queries.guide(actor, kind)


@router.get(
    "/kinds/{kind}/default", response_class=Response, responses=FILE, summary="下载系统自带的模板"
)
@takes_long
def get_default_template(request: Request, actor: Reader, kind: DocumentKind) -> Response:
    """To be edited in Word or WPS; comments explain its names."""
    return _file(template_to_edit(kind), f"{default_title(kind, _college(request))}模板.docx")


@router.get("", response_model=Page[DocumentTemplateOut], summary="模板的各个版本")
def list_document_templates(
    session: Db, actor: Reader, query: Annotated[DocumentTemplateQuery, Query()]
) -> Response:
    """Those not adopted yet only for who makes them."""
    return page_response(*queries.search_templates(session, actor, query))


@router.post(
    "/kinds/{kind}", response_model=DocumentTemplateDetail, status_code=201, summary="上传模板"
)
@takes_long
def upload_document_template(
    request: Request,
    session: Db,
    actor: Writer,
    kind: DocumentKind,
    file: Annotated[UploadFile, File(description="改好的模板（.docx），最多 2 MB")],
    note: Annotated[str, Form(max_length=500, description="改了什么")] = "",
) -> Response:
    """Checked, compiled, filled on a sample and read again; a fault is named with its place. Nothing is filled yet."""
    row = actions.upload_template(
        session,
        actor,
        store_of(request),
        kind,
        file.filename or "",
        file.file.read(),
        note.replace("\0", "").strip(),
        _college(request),
        request.app.state.read_back,
    )
    return _answer(request, row, 201)


@router.get("/{template_id}", response_model=DocumentTemplateDetail, summary="一个版本的模板")
def get_document_template(request: Request, session: Db, actor: Reader, template_id: RowId) -> Response:
    """With what was found, and when it was in use."""
    return _answer(request, queries.get_template(session, actor, template_id))


@router.get("/{template_id}/file", response_class=Response, responses=FILE, summary="下载一个版本的模板")
def get_document_template_file(
    request: Request, session: Db, actor: Reader, template_id: RowId
) -> Response:
    """As it was uploaded."""
    row = queries.get_template(session, actor, template_id)
    return _file(queries.kept(store_of(request), row["digest"]), row["file_name"])


@router.get("/{template_id}/preview", response_class=Response, responses=PROOF, summary="预览模板")
@takes_long
def get_document_template_preview(
    request: Request,
    session: Db,
    actor: Reader,
    template_id: RowId,
    as_word: Annotated[bool, Query(description="要试填的 Word 文档，不要 PDF")] = False,
) -> Response:
    """Filled with an invented form: as PDF where the server has LibreOffice and uses it (CONVERTER), else as Word."""
    row = queries.get_template(session, actor, template_id)
    kind = DocumentKind(row["kind"])
    using = queries.compiled(store_of(request), row["digest"])
    filled = write_form(sample(kind, _college(request)), using=using)
    name = f"{kind.label}第{row['edition']}版试填"
    program = None if as_word else _program(request)
    if program is None:
        return _file(filled, f"{name}.docx")
    return _file(to_pdf(program, filled), f"{name}.pdf", PDF)


@router.post(
    "/{template_id}/adoption", response_model=DocumentTemplateDetail, status_code=201, summary="启用模板"
)
@requires_key
def adopt_document_template(
    request: Request, session: Db, actor: Writer, template_id: RowId, body: TemplateAdoptionCreate, expected: IfMatch
) -> Response:
    """Forms of this kind are filled with it from now on; the one before is replaced."""
    return _answer(request, actions.adopt_template(session, actor, template_id, body, expected), 201)


@router.post(
    "/{template_id}/withdrawal", response_model=DocumentTemplateDetail, status_code=201, summary="撤下模板"
)
@requires_key
def withdraw_document_template(
    request: Request, session: Db, actor: Writer, template_id: RowId, body: TemplateWithdrawalCreate, expected: IfMatch
) -> Response:
    """Forms of this kind are filled with the product's own template again."""
    return _answer(request, actions.withdraw_template(session, actor, template_id, body, expected), 201)


@router.post(
    "/{template_id}/discarding", response_model=DocumentTemplateDetail, status_code=201, summary="放弃模板"
)
def discard_document_template(
    request: Request, session: Db, actor: Writer, template_id: RowId, expected: IfMatch
) -> Response:
    """One that was never used."""
    return _answer(request, actions.discard_template(session, actor, template_id, expected), 201)


@router.post(
    "/{template_id}/restoration", response_model=DocumentTemplateDetail, status_code=201, summary="恢复模板"
)
def restore_document_template(
    request: Request, session: Db, actor: Writer, template_id: RowId, expected: IfMatch
) -> Response:
    """One that was given up waits again."""
    return _answer(request, actions.restore_template(session, actor, template_id, expected), 201)


ROUTERS = (router,)
