"""HTTP of a risk point's course."""

from typing import Annotated

from fastapi import Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.paging import json_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.overview.courses import queries
from backend.overview.courses.schemas import RiskCourse

router = room_router("/overview/risk-points", "overview")
Reader = Annotated[Actor, may(Permission.risks_read)]


@router.get("/{risk_point_id}", response_model=RiskCourse, summary="一个风险点的找、防、控")
def get_risk_course(session: Db, actor: Reader, risk_point_id: RowId) -> Response:
    """How far it has come, the measures against it, and whether it is being looked at again."""
    return json_response(queries.risk_course(session, actor, risk_point_id))
