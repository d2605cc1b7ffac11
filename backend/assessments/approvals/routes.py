"""HTTP of levels that changed after the approval."""

from typing import Annotated

from fastapi import Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.assessments.approvals import queries
from backend.assessments.approvals.schemas import PointLevelChanges
from backend.kit.db import Db
from backend.kit.paging import json_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId

router = room_router("/risk-inventories", "assessments")
Reader = Annotated[Actor, may(Permission.assessments_read)]


@router.get("/{inventory_id}/level-changes", response_model=PointLevelChanges, summary="审核后改变的等级")
def get_level_changes(session: Db, actor: Reader, inventory_id: RowId) -> Response:
    """The points of an approved sheet whose level is another now than when it was approved: before and after."""
    return json_response(queries.level_changes(session, actor, inventory_id))
