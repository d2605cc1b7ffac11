"""HTTP of prompt lists."""

from typing import Annotated, Any

from fastapi import Query

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.routing import room_router
from backend.risks.prompts import queries
from backend.risks.prompts.schemas import RiskPromptListOut, RiskPromptQuery

router = room_router("/risk-prompts", "risks")


@router.get("", response_model=list[RiskPromptListOut], summary="排查提示")
def list_risk_prompts(
    session: Db,
    actor: Annotated[Actor, may(Permission.risks_read)],
    query: Annotated[RiskPromptQuery, Query()],
) -> list[dict[str, Any]]:
    """What the sources tell each tier of posts, and each department, to look for; with `inventory_id` what a sheet is
    to be filled in by."""
    return queries.search_prompts(session, actor, query)
