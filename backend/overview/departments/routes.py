"""HTTP of the departments at a glance."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.overview.departments import queries
from backend.overview.departments.schemas import DepartmentGlance, DepartmentGlanceQuery

router = room_router("/overview/departments", "overview")
Viewer = Annotated[Actor, may(Permission.overview_read)]


@router.get("", response_model=Page[DepartmentGlance], summary="我负责的部门一览")
def list_department_glances(
    session: Db, actor: Viewer, query: Annotated[DepartmentGlanceQuery, Query()]
) -> Response:
    """For leaders: sheets, submissions, measures and levels of each department in reach, and what waits there."""
    return page_response(*queries.search_departments(session, actor, query))
