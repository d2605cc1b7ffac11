"""HTTP of comparisons."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.paging import json_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.reviews.comparisons.schemas import Comparison, ComparisonQuery
from backend.risks.comparisons import queries
from backend.risks.comparisons.schemas import ComparedRiskRow

router = room_router("/risk-inventories", "risks")
Reader = Annotated[Actor, may(Permission.risks_read)]


@router.get(
    "/{inventory_id}/comparison",
    response_model=Comparison[ComparedRiskRow],
    summary="排查表与上次提交或上年对照",
)
def get_risk_inventory_comparison(
    session: Db, actor: Reader, inventory_id: RowId, query: Annotated[ComparisonQuery, Query()]
) -> Response:
    """The sheet as it stands beside what was handed in before, or beside the year before: rows added, removed and
    changed, cell by cell."""
    return json_response(queries.compare_sheet(session, actor, inventory_id, query.against))
