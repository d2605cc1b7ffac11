"""HTTP of comparisons."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.paging import json_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.powers.comparisons import queries
from backend.powers.comparisons.schemas import ComparedPower
from backend.reviews.comparisons.schemas import Comparison, ComparisonQuery

router = room_router("/power-catalogues", "powers")
Reader = Annotated[Actor, may(Permission.powers_read)]


@router.get(
    "/{catalogue_id}/comparison",
    response_model=Comparison[ComparedPower],
    summary="职权目录与上次提交或上年对照",
)
def get_power_catalogue_comparison(
    session: Db, actor: Reader, catalogue_id: RowId, query: Annotated[ComparisonQuery, Query()]
) -> Response:
    """What its signers have before them beside what was handed in before, or beside the year before."""
    return json_response(queries.compare_catalogue(session, actor, catalogue_id, query.against))


ROUTERS = (router,)
