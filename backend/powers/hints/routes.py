"""HTTP of hints."""

from typing import Annotated

from fastapi import Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.paging import json_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.powers.hints import queries
from backend.powers.hints.schemas import FlowHints

router = room_router("/powers", "powers")
Reader = Annotated[Actor, may(Permission.powers_read)]


@router.get("/{power_id}/flow/hints", response_model=FlowHints, summary="流程的疑点提示")
def get_flow_hints(session: Db, actor: Reader, power_id: RowId) -> Response:
    """What the product notices, each with its reason; never a verdict."""
    return json_response(queries.get_hints(session, actor, power_id))


ROUTERS = (router,)
