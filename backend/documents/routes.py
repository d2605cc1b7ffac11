"""HTTP of the official forms: each answer is a file in the format asked for."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Request, Response
from sqlmodel import Session

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.documents import queries
from backend.documents.catalogues.queries import flow_charts, power_catalogue
from backend.documents.registers.routes import router as registers
from backend.documents.rules import FILE_KINDS, DocumentFormat, DocumentKind
from backend.documents.schemas import CatalogueDocumentQuery, DocumentQuery, Form, YearDocumentQuery, kind_of
from backend.documents.self_checks.queries import department_self_check, position_self_check
from backend.documents.templates.queries import catalogue_year, sheet_year, template_for
from backend.documents.templates.routes import router as templates
from backend.documents.writer.charts import Chart
from backend.documents.writer.output import write
from backend.kit.db import Db, writes
from backend.kit.deadlines import takes_long
from backend.kit.downloads import file_answer, file_response, store_of
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.warnings import actions as warnings
from backend.warnings.queries import get_warning

FILE = file_answer(FILE_KINDS.values())
UNKNOWN = file_answer(FILE_KINDS.values(), "不存在，或无权查看")
"""For addresses whose row is named by a parameter."""
router = room_router("/documents", "documents")
Reader = Annotated[Actor, may(Permission.documents_read)]
WarningReader = Annotated[Actor, may(Permission.warnings_read, is_sensitive=True)]
"""Who may have 附件四 is who may read the case; no more."""
Context = tuple[Request, Session]


def _college(request: Request) -> str:
    name: str = request.app.state.settings.college_name
    return name


def _file(
    context: Context,
    form: Form,
    as_format: DocumentFormat,
    subject: str = "",
    charts: Sequence[Chart] = (),
    year: int | None = None,
) -> Response:
    """`海州职业技术学院廉政风险防控职权目录（教务处）.docx`, in the college's own template if it has one."""
    kind, (request, session) = FILE_KINDS[as_format], context
    using = template_for(session, store_of(request), kind_of(form), as_format, year)
    name = f"{form.heading.title}（{subject}）" if subject else form.heading.title
    return file_response(write(form, as_format, charts, using), f"{name}.{as_format.value}", kind)


def _of(subject: str, year: int | None) -> str:
    return f"{subject}{year}年" if year else subject


@router.get("/power-catalogue", response_class=Response, responses=UNKNOWN, summary="附件一：职权目录")
@takes_long
def get_power_catalogue_document(
    request: Request, session: Db, actor: Reader, query: Annotated[CatalogueDocumentQuery, Query()]
) -> Response:
    """附件一 of one department, ready to print or to fill in further."""
    asked = (query.department_id, query.catalogue_id, query.year)
    form = power_catalogue(session, actor, _college(request), *asked)
    year = query.year or catalogue_year(session, query.catalogue_id)
    charts = flow_charts(session, actor, form, year) if query.with_flows else ()
    return _file((request, session), form, query.format, _of(form.department, query.year), charts, year)


@router.get(
    "/risk-inventories/{inventory_id}",
    response_class=Response,
    responses=FILE,
    summary="附件二、附件三：排查表",
)
@takes_long
def get_risk_inventory_document(
    request: Request,
    session: Db,
    actor: Reader,
    inventory_id: RowId,
    query: Annotated[DocumentQuery, Query()],
) -> Response:
    """附件二 or 附件三, with the review opinion once the sheet is approved."""
    form = queries.risk_inventory(session, actor, _college(request), inventory_id)
    year = sheet_year(session, inventory_id)
    subject = _of(form.person_name or form.department, year)
    return _file((request, session), form, query.format, subject, year=year)


@router.get(
    "/warnings/{warning_id}", response_class=Response, responses=FILE, summary="附件四：预警处置记录单"
)
@writes
@takes_long
def get_warning_document(
    request: Request,
    session: Db,
    actor: WarningReader,
    warning_id: RowId,
    query: Annotated[DocumentQuery, Query()],
) -> Response:
    """附件四; reading it leaves the same trace as reading the record. The file's name says no person's name."""
    case = get_warning(session, actor, warning_id)
    warnings.record_reading(session, case)
    form = queries.warning_record(case, _college(request))
    return _file((request, session), form, query.format, case["number"])


@router.get(
    "/self-checks/positions/{position_id}",
    response_class=Response,
    responses=FILE,
    summary="个人岗位风险点自查表",
)
@takes_long
def get_position_self_check_document(
    request: Request,
    session: Db,
    actor: Reader,
    position_id: RowId,
    query: Annotated[YearDocumentQuery, Query()],
) -> Response:
    """讲义附件1, prefilled with the position's duties, powers and risk points."""
    form = position_self_check(session, actor, _college(request), position_id, query.year)
    subject = _of(form.lines[0].subject, query.year)
    return _file((request, session), form, query.format, subject, year=query.year)


@router.get(
    "/self-checks/departments/{department_id}",
    response_class=Response,
    responses=FILE,
    summary="处（科）室风险点自查表",
)
@takes_long
def get_department_self_check_document(
    request: Request,
    session: Db,
    actor: Reader,
    department_id: RowId,
    query: Annotated[YearDocumentQuery, Query()],
) -> Response:
    """讲义附件2, prefilled with the department's duties, powers and risk points."""
    form = department_self_check(session, actor, _college(request), department_id, query.year)
    subject = _of(form.department, query.year)
    return _file((request, session), form, query.format, subject, year=query.year)


@router.get("/blank/{kind}", response_class=Response, responses=FILE, summary="空白表格")
def get_blank_document(
    request: Request,
    session: Db,
    actor: Reader,
    kind: DocumentKind,
    query: Annotated[DocumentQuery, Query()],
) -> Response:
    """The form with nothing filled in."""
    return _file((request, session), queries.blank_form(kind, _college(request)), query.format)


ROUTERS = (templates, router, registers)
