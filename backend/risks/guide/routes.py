"""HTTP of the guide."""

from typing import Annotated, Any

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.risks.guide import queries
from backend.risks.guide.schemas import RiskGuideOut

router = room_router("/risk-inventories", "risks")
Reader = Annotated[Actor, may(Permission.risks_read)]


@router.get("/{inventory_id}/guide", response_model=RiskGuideOut, summary="排查引导")
def get_risk_guide(session: Db, actor: Reader, inventory_id: RowId) -> dict[str, Any]:
    """Duties → powers → flow → risk points: what is there to walk through, and what is still missing."""
    return queries.get_guide(session, actor, inventory_id)
