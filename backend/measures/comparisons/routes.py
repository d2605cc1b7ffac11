"""HTTP of comparisons."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.paging import json_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.measures.comparisons import queries
from backend.measures.comparisons.schemas import ComparedMeasure
from backend.reviews.comparisons.schemas import Comparison, ComparisonQuery

router = room_router("/measure-plans", "measures")
Reader = Annotated[Actor, may(Permission.measures_read)]


@router.get(
    "/{plan_id}/comparison",
    response_model=Comparison[ComparedMeasure],
    summary="防控措施方案与上次提交或上年对照",
)
def get_measure_plan_comparison(
    session: Db, actor: Reader, plan_id: RowId, query: Annotated[ComparisonQuery, Query()]
) -> Response:
    """Its measures beside what was handed in before, or beside the year before."""
    return json_response(queries.compare_plan(session, actor, plan_id, query.against))


ROUTERS = (router,)
