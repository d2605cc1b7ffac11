"""HTTP of the flows that wait for a review."""

from functools import partial
from typing import Annotated

from fastapi import Query, Request, Response
from starlette.responses import StreamingResponse

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.downloads import file_answer, poured_response
from backend.kit.files import FileKind
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.workbooks import pour_tables
from backend.powers.unreviewed import queries
from backend.powers.unreviewed.schemas import (
    UnreviewedCounts,
    UnreviewedFileQuery,
    UnreviewedFilter,
    UnreviewedFlow,
    UnreviewedQuery,
)

router = room_router("/unreviewed-flows", "powers")
Reader = Annotated[Actor, may(Permission.powers_read)]


@router.get("", response_model=Page[UnreviewedFlow], summary="待审查的流程")
def list_unreviewed_flows(
    session: Db, actor: Reader, query: Annotated[UnreviewedQuery, Query()]
) -> Response:
    """Flows in use that were never reviewed, changed since, or were held against an older checklist."""
    return page_response(*queries.search_unreviewed(session, actor, query))


@router.get("/counts", response_model=UnreviewedCounts, summary="待审查流程的数目")
def get_unreviewed_flow_counts(
    session: Db, actor: Reader, query: Annotated[UnreviewedFilter, Query()]
) -> UnreviewedCounts:
    """By reason, of how many flows in use."""
    return queries.count_unreviewed(session, actor, query)


@router.get(
    "/file",
    response_class=StreamingResponse,
    responses=file_answer((FileKind.xlsx,)),
    summary="待审查的流程（Excel）",
)
@takes_long
def get_unreviewed_flow_file(
    request: Request, session: Db, actor: Reader, query: Annotated[UnreviewedFileQuery, Query()]
) -> StreamingResponse:
    """The same list as a workbook."""
    title = f"{request.app.state.settings.college_name}待审查的权力运行流程"
    sheet = queries.unreviewed_sheet(session, actor, query, title)
    return poured_response(partial(pour_tables, (sheet,)), f"{title}.xlsx", FileKind.xlsx)


ROUTERS = (router,)
