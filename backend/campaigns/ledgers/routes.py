"""HTTP of the overview of the ledger."""

from functools import partial
from typing import Annotated

from fastapi import Path, Query, Request, Response
from starlette.responses import StreamingResponse

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.campaigns.ledgers import queries
from backend.campaigns.ledgers.schemas import LedgerOut, LedgerQuery
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.downloads import file_answer, poured_response
from backend.kit.files import FileKind
from backend.kit.paging import json_response
from backend.kit.routing import room_router
from backend.kit.workbooks import pour_tables

router = room_router("/ledgers", "campaigns")
Reader = Annotated[Actor, may(Permission.submissions_read)]
LedgerYear = Annotated[int, Path(ge=2000, le=2100, description="年度")]


@router.get("/{year}", response_model=LedgerOut, summary="台账总览：部门 × 材料")
def get_ledger(
    session: Db, actor: Reader, year: LedgerYear, query: Annotated[LedgerQuery, Query()]
) -> Response:
    """What each department in reach owes, has handed in, has not, or too late, and where its papers are."""
    return json_response(queries.get_ledger(session, actor, year, query))


@router.get(
    "/{year}/file",
    response_class=StreamingResponse,
    responses=file_answer((FileKind.xlsx,)),
    summary="台账总览（Excel）",
)
@takes_long
def get_ledger_file(
    request: Request, session: Db, actor: Reader, year: LedgerYear, query: Annotated[LedgerQuery, Query()]
) -> StreamingResponse:
    """The same, all departments, as a workbook."""
    title = f"{request.app.state.settings.college_name}{year}年廉政风险防控工作台账"
    sheet = queries.ledger_sheet(session, actor, year, query, title)
    return poured_response(partial(pour_tables, (sheet,)), f"{title}.xlsx", FileKind.xlsx)
