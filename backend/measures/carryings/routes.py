"""HTTP of carrying measures on."""

from typing import Annotated

from fastapi import Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import answered
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.measures.carryings import actions
from backend.measures.carryings.schemas import MeasureCarryingCreate
from backend.measures.plans.schemas import MeasurePlanDetail

router = room_router("/measure-plans", "measures")
Writer = Annotated[Actor, may(Permission.measures_write)]


@router.post(
    "/{plan_id}/carryings",
    response_model=MeasurePlanDetail,
    status_code=201,
    summary="转入上一方案没有完成的措施",
)
def carry_measures(session: Db, actor: Writer, plan_id: RowId, body: MeasureCarryingCreate) -> Response:
    """Each goes on as a measure of this plan, to be changed where needed and approved anew."""
    return answered(actions.carry_measures(session, actor, plan_id, body), 201)


ROUTERS = (router,)
