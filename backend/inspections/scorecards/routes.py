"""HTTP of the scorecard."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.inspections.scorecards import queries
from backend.inspections.scorecards.schemas import ScorecardOut, ScorecardQuery
from backend.kit.db import Db
from backend.kit.paging import json_response
from backend.kit.routing import room_router

router = room_router("/inspections", "inspections")
Reader = Annotated[Actor, may(Permission.inspections_read)]


@router.get("/scorecard", response_model=ScorecardOut, summary="质量目标记分卡")
def get_inspection_scorecard(
    session: Db, actor: Reader, query: Annotated[ScorecardQuery, Query()]
) -> Response:
    """Published results by the six quality goals; a department sees its own."""
    return json_response(queries.read_scorecard(session, actor, query))
