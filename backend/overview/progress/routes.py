"""HTTP of the progress of finding."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.overview.progress import queries
from backend.overview.progress.schemas import FindingProgressOut, ProgressQuery

router = room_router("/overview/progress", "overview")
Viewer = Annotated[Actor, may(Permission.overview_read)]


@router.get("", response_model=Page[FindingProgressOut], summary="各部门排查工作的七个步骤")
def list_progress(session: Db, actor: Viewer, query: Annotated[ProgressQuery, Query()]) -> Response:
    """For liaison, head and office: how far each department in reach is, what is missing, whom to nudge."""
    return page_response(*queries.search_progress(session, actor, query))
