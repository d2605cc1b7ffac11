"""HTTP of versions beside each other."""

from typing import Annotated

from fastapi import Path, Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.paging import json_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.powers.revisions import queries
from backend.powers.revisions.schemas import RevisionComparison, RevisionComparisonQuery

router = room_router("/powers", "powers")
Reader = Annotated[Actor, may(Permission.powers_read)]
RevisionNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="流程的版本号")]


@router.get(
    "/{power_id}/flow/revisions/{number}/comparison",
    response_model=RevisionComparison,
    summary="流程的两个版本对照",
)
def compare_flow_revisions(
    session: Db,
    actor: Reader,
    power_id: RowId,
    number: RevisionNumber,
    query: Annotated[RevisionComparisonQuery, Query()],
) -> Response:
    """What the version says beside an earlier (or any other) one: steps, their fields and the ways between them."""
    return json_response(queries.compare_revisions(session, actor, power_id, number, query.against))


ROUTERS = (router,)
