"""Reads of the flowchart."""

from collections import Counter

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.organization.rules import RiskLevel
from backend.powers.diagram import Badges
from backend.powers.queries import STEPS
from backend.risks.queries import POINTS, points_within


def step_badges(session: Session, actor: Actor, power_id: int) -> Badges:
    """How many assessed points of each level stand on each step, by its key; only those the actor may see.

    Of the newest year that has any: the same point of two years is one risk.
    """
    newest = sa.select(sa.func.max(POINTS.c.year)).where(
        POINTS.c.power_id == power_id, POINTS.c.retired_at.is_(None)
    )
    statement = (
        sa.select(STEPS.c.key, POINTS.c.level, sa.func.count())
        .join_from(POINTS, STEPS, STEPS.c.id == POINTS.c.step_id)
        .where(
            POINTS.c.power_id == power_id,
            POINTS.c.year == newest.scalar_subquery(),
            POINTS.c.level.is_not(None),
            POINTS.c.retired_at.is_(None),
            points_within(actor.reach(Permission.risks_read), actor.user_id),
        )
        .group_by(STEPS.c.key, POINTS.c.level)
    )
    badges: dict[str, Counter[RiskLevel]] = {}
    for key, level, count in session.execute(statement):
        badges.setdefault(key, Counter())[RiskLevel(level)] = count
    return badges
