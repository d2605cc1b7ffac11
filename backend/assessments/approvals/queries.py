"""Reads of levels that changed after their sheet was approved."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.assessments.queries import changed_levels
from backend.kit.problems import not_found
from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, REVIEWS, SHEETS, sheet_state, visible_sheets


def level_changes(session: Session, actor: Actor, inventory_id: int) -> dict[str, Any]:
    """`PointLevelChanges` of a sheet the actor may see, or 404."""
    approved_at = sa.case((sheet_state == ReviewState.approved, REVIEWS.c.decided_at))
    statement = (
        sa.select(INVENTORIES.c.id, approved_at.label("approved_at"))
        .select_from(SHEETS)
        .where(INVENTORIES.c.id == inventory_id, visible_sheets(actor, Permission.assessments_read))
    )
    sheet = session.execute(statement).mappings().one_or_none()
    if sheet is None:
        raise not_found("这张排查表")
    rows = session.execute(changed_levels(INVENTORIES.c.id == inventory_id)).mappings()
    return {"approved_at": sheet["approved_at"], "items": [dict(row) for row in rows]}
