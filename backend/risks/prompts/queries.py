"""Which prompts are asked for."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.organization.queries import POSITIONS
from backend.risks.prompts.rules import PROMPTS
from backend.risks.prompts.schemas import RiskPromptQuery
from backend.risks.queries import find_sheet


def search_prompts(session: Session, actor: Actor, query: RiskPromptQuery) -> list[dict[str, Any]]:
    """The lists asked for (`RiskPromptListOut`). 404 for a sheet the actor may not see."""
    kind, tier = query.kind, query.tier
    if query.inventory_id is not None:
        sheet = find_sheet(session, actor, query.inventory_id)
        kind = sheet["kind"]
        post = sa.select(POSITIONS.c.tier).where(POSITIONS.c.id == sheet["position_id"])
        tier = session.execute(post).scalar_one_or_none()
    return [
        one._asdict() | {"items": [prompt._asdict() for prompt in one.items]}
        for one in PROMPTS
        if kind in (None, one.kind) and tier in (None, one.tier)
    ]
