"""HTTP of the progress of the five steps."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.assessments.progress import queries
from backend.assessments.progress.schemas import (
    DepartmentStepsOut,
    ProgressQuery,
    SheetProgressQuery,
    SheetStepsOut,
)
from backend.kit.db import Db
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router

router = room_router("/assessment-progress", "assessments")
Reader = Annotated[Actor, may(Permission.assessments_read)]


@router.get("/sheets", response_model=Page[SheetStepsOut], summary="五步评估进度：按排查表")
def list_sheet_progress(
    session: Db, actor: Reader, query: Annotated[SheetProgressQuery, Query()]
) -> Response:
    """Every sheet of a year with its five steps, the next one, and who owes it."""
    return page_response(*queries.search_sheets(session, actor, query))


@router.get("/departments", response_model=Page[DepartmentStepsOut], summary="五步评估进度：按部门")
def list_department_progress(
    session: Db, actor: Reader, query: Annotated[ProgressQuery, Query()]
) -> Response:
    """How many sheets of each department are through with each step."""
    return page_response(*queries.search_departments(session, actor, query))


ROUTERS = (router,)
