"""Reads of the flowchart."""

from collections import Counter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.organization.rules import RiskLevel
from backend.powers.bpmn.rules import Hazard
from backend.powers.diagram import Badges
from backend.powers.queries import STEPS, get_power, get_revision, steps_of
from backend.risks.queries import POINTS, points_within


class Shown(NamedTuple):
    """A flow and the risk points of each step, by its key."""

    title: str
    version: int
    steps: list[dict[str, Any]]
    hazards: dict[str, list[Hazard]]

    @property
    def badges(self) -> Badges:
        """How many assessed points of each level stand on each step."""
        levels = {key: Counter(one.level for one in found if one.level) for key, found in self.hazards.items()}
        return {key: counted for key, counted in levels.items() if counted}


def shown_flow(session: Session, actor: Actor, power_id: int, revision: int | None) -> Shown:
    """The flow of a power the actor may see, or an earlier one, which bears no points: they hang on today's steps."""
    power = get_power(session, actor, power_id)
    title = f"{power['name']}权力运行流程图"
    if revision is not None and revision != power["flow_version"]:
        former = get_revision(session, actor, power_id, revision)
        return Shown(title, power["version"], former["steps"], {})
    steps = steps_of(session, power_id)
    return Shown(title, power["version"], steps, _hazards(session, actor, power_id))


def _hazards(session: Session, actor: Actor, power_id: int) -> dict[str, list[Hazard]]:
    """Points on live steps, only those the actor may see, the gravest first.

    Of the newest year that has any: the same point of two years is one risk.
    """
    newest = sa.select(sa.func.max(POINTS.c.year)).where(
        POINTS.c.power_id == power_id, POINTS.c.retired_at.is_(None)
    )
    statement = (
        sa.select(STEPS.c.key, POINTS.c.name, POINTS.c.level)
        .join_from(POINTS, STEPS, STEPS.c.id == POINTS.c.step_id)
        .where(
            POINTS.c.power_id == power_id,
            POINTS.c.year == newest.scalar_subquery(),
            POINTS.c.retired_at.is_(None),
            points_within(actor.reach(Permission.risks_read), actor.user_id),
        )
        .order_by(STEPS.c.ordinal, POINTS.c.id)
    )
    found: dict[str, list[Hazard]] = {}
    for key, name, level in session.execute(statement):
        found.setdefault(key, []).append(Hazard(name, RiskLevel(level) if level else None))
    for hazards in found.values():
        hazards.sort(key=_gravity)
    return found


_GRAVITY = {level: place for place, level in enumerate(RiskLevel)}


def _gravity(hazard: Hazard) -> int:
    return len(_GRAVITY) if hazard.level is None else _GRAVITY[hazard.level]
