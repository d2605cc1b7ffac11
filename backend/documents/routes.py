"""HTTP of the official forms: each answer is a Word file."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from sqlmodel import Session

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.documents import queries
from backend.documents.catalogues.queries import power_catalogue
from backend.documents.registers.routes import router as registers
from backend.documents.rules import DocumentKind
from backend.documents.schemas import Form, kind_of
from backend.documents.templates.queries import catalogue_year, own_template, sheet_year
from backend.documents.templates.routes import router as templates
from backend.documents.writer.forms import write_form
from backend.kit.db import Db, writes
from backend.kit.deadlines import takes_long
from backend.kit.files import MEDIA_TYPES, FileKind, Store, content_disposition
from backend.kit.problems import MEDIA_TYPE
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.warnings import actions as warnings
from backend.warnings.queries import get_warning

WORD = MEDIA_TYPES[FileKind.docx]
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "Word 文档", "content": {WORD: {"schema": {"type": "string", "format": "binary"}}}}
}
UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {
        "description": "不存在，或无权查看",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
    }
}
"""For addresses whose row is named by a parameter."""
router = room_router("/documents", "documents")
Reader = Annotated[Actor, may(Permission.documents_read)]
WarningReader = Annotated[Actor, may(Permission.warnings_read, is_sensitive=True)]
"""Who may have 附件四 is who may read the case; no more."""


def _college(request: Request) -> str:
    name: str = request.app.state.settings.college_name
    return name


def _file(
    request: Request, session: Session, form: Form, subject: str = "", year: int | None = None
) -> Response:
    """`海州职业技术学院廉政风险防控职权目录（教务处）.docx`."""
    name = f"{form.heading.title}（{subject}）.docx" if subject else f"{form.heading.title}.docx"
    headers = {"Content-Disposition": content_disposition(name)}
    store = Store(request.app.state.settings.data_dir / "files")
    using = own_template(session, store, kind_of(form), year)
    return Response(write_form(form, using=using), headers=headers, media_type=WORD)


@router.get("/power-catalogue", response_class=Response, responses=FILE | UNKNOWN, summary="附件一：职权目录")
@takes_long
def get_power_catalogue_document(
    request: Request,
    session: Db,
    actor: Reader,
    department_id: Annotated[RowId, Query()],
    catalogue_id: Annotated[
        RowId | None,
        Query(description="该部门某一年度的职权目录：已认定的按签字时的内容、部门名称和签字人打印"),
    ] = None,
) -> Response:
    """附件一 of one department, ready to print or to fill in further."""
    form = power_catalogue(session, actor, _college(request), department_id, catalogue_id)
    return _file(request, session, form, form.department, catalogue_year(session, catalogue_id))


@router.get(
    "/risk-inventories/{inventory_id}",
    response_class=Response,
    responses=FILE,
    summary="附件二、附件三：排查表",
)
@takes_long
def get_risk_inventory_document(
    request: Request, session: Db, actor: Reader, inventory_id: RowId
) -> Response:
    """附件二 or 附件三, with the review opinion once the sheet is approved."""
    form = queries.risk_inventory(session, actor, _college(request), inventory_id)
    year = sheet_year(session, inventory_id)
    return _file(request, session, form, form.person_name or form.department, year)


@router.get(
    "/warnings/{warning_id}", response_class=Response, responses=FILE, summary="附件四：预警处置记录单"
)
@writes
@takes_long
def get_warning_document(request: Request, session: Db, actor: WarningReader, warning_id: RowId) -> Response:
    """附件四; reading it leaves the same trace as reading the record. The file's name says no person's name."""
    case = get_warning(session, actor, warning_id)
    warnings.record_reading(session, case)
    return _file(request, session, queries.warning_record(case, _college(request)), case["number"])


@router.get(
    "/self-checks/positions/{position_id}",
    response_class=Response,
    responses=FILE,
    summary="个人岗位风险点自查表",
)
@takes_long
def get_position_self_check_document(
    request: Request, session: Db, actor: Reader, position_id: RowId
) -> Response:
    """讲义附件1, prefilled with the position's duties, powers and risk points."""
    form = queries.position_self_check(session, actor, _college(request), position_id)
    return _file(request, session, form, form.lines[0].subject)


@router.get(
    "/self-checks/departments/{department_id}",
    response_class=Response,
    responses=FILE,
    summary="处（科）室风险点自查表",
)
@takes_long
def get_department_self_check_document(
    request: Request, session: Db, actor: Reader, department_id: RowId
) -> Response:
    """讲义附件2, prefilled with the department's duties, powers and risk points."""
    form = queries.department_self_check(session, actor, _college(request), department_id)
    return _file(request, session, form, form.department)


@router.get("/blank/{kind}", response_class=Response, responses=FILE, summary="空白表格")
def get_blank_document(request: Request, session: Db, actor: Reader, kind: DocumentKind) -> Response:
    """The form with nothing filled in."""
    return _file(request, session, queries.blank_form(kind, _college(request)))


ROUTERS = (templates, router, registers)
