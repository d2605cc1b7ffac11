"""HTTP of prompt lists."""

from typing import Annotated, Any

from fastapi import Query

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.routing import room_router
from backend.risks.prompts.rules import PROMPTS
from backend.risks.prompts.schemas import RiskPromptListOut, RiskPromptQuery

router = room_router("/risk-prompts", "risks")


@router.get("", response_model=list[RiskPromptListOut], summary="排查提示")
def list_risk_prompts(
    _: Annotated[Actor, may(Permission.risks_read)], query: Annotated[RiskPromptQuery, Query()]
) -> list[dict[str, Any]]:
    """What the sources tell each tier of posts, and each department, to look for."""
    return [
        one._asdict() | {"items": [prompt._asdict() for prompt in one.items]}
        for one in PROMPTS
        if query.kind in (None, one.kind) and query.tier in (None, one.tier)
    ]
