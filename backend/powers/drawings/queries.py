"""Reads of drawings: seen by whoever sees the power."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.problems import not_found
from backend.kit.table import table_of
from backend.powers.drawings.models import FlowDrawing
from backend.powers.drawings.schemas import FlowDrawingOut
from backend.powers.queries import get_power

DRAWINGS = table_of(FlowDrawing)
_COLUMNS = tuple(DRAWINGS.c[name] for name in FlowDrawingOut.model_fields)


def list_drawings(session: Session, actor: Actor, power_id: int) -> list[dict[str, Any]]:
    """The drawings of a power, the newest first; 404 when the power is not visible."""
    get_power(session, actor, power_id)
    statement = sa.select(*_COLUMNS).where(DRAWINGS.c.power_id == power_id, DRAWINGS.c.removed_at.is_(None))
    return [dict(row) for row in session.execute(statement.order_by(DRAWINGS.c.id.desc())).mappings()]


def find_drawing(
    session: Session, actor: Actor, power_id: int, drawing_id: int, *, is_removed: bool = False
) -> dict[str, Any]:
    """One drawing of a power the actor may see, or 404."""
    get_power(session, actor, power_id)
    there = DRAWINGS.c.removed_at.is_not(None) if is_removed else DRAWINGS.c.removed_at.is_(None)
    statement = sa.select(*_COLUMNS).where(
        DRAWINGS.c.power_id == power_id, DRAWINGS.c.id == drawing_id, there
    )
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这张流程图附件")
    return dict(row)
