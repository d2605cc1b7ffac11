"""HTTP of the college at a glance."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.paging import json_response
from backend.kit.routing import room_router
from backend.overview.college import queries
from backend.overview.college.schemas import CollegeOut
from backend.overview.schemas import YearQuery

router = room_router("/overview/college", "overview")
Viewer = Annotated[Actor, may(Permission.overview_read)]


@router.get("", response_model=CollegeOut, summary="全院进展：阶段、逾期、质量、等级与历年变化")
def get_college(session: Db, actor: Viewer, query: Annotated[YearQuery, Query()]) -> Response:
    """For the office the whole school, for others what is in their reach; everybody sees the stages."""
    return json_response(queries.get_college(session, actor, query))
