"""Reads of the flowchart."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.batches import among
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
        """How many points of each level stand on each step; what is not assessed has none."""
        return {key: Counter(one.level for one in found) for key, found in self.hazards.items()}


def shown_flow(session: Session, actor: Actor, power_id: int, revision: int | None) -> Shown:
    """The flow of a power the actor may see, or an earlier one, which bears no points: they hang on today's steps."""
    power = get_power(session, actor, power_id)
    title = f"{power['name']}权力运行流程图"
    if revision is not None and revision != power["flow_version"]:
        former = get_revision(session, actor, power_id, revision)
        return Shown(title, power["version"], former["steps"], {})
    steps = steps_of(session, power_id)
    return Shown(title, power["version"], steps, _hazards(session, actor, power_id))


def badges_within(
    session: Session, actor: Actor, powers: Iterable[int], year: int | None = None
) -> dict[int, Badges]:
    """The marks for the pictures of many powers, by power and key of the step, only of points the actor may see.

    Of the given year, or of the newest that has any. Empty for whoever reads no risks.
    """
    if not actor.reach(Permission.risks_read):
        return {}
    found: dict[int, dict[str, Counter[RiskLevel | None]]] = {}
    for power_id, key, _, level in session.execute(_standing(session, actor, powers, year)):
        marks = found.setdefault(power_id, {}).setdefault(key, Counter())
        marks[RiskLevel(level) if level else None] += 1
    return dict(found)


def _hazards(session: Session, actor: Actor, power_id: int) -> dict[str, list[Hazard]]:
    """Points on live steps, the gravest first."""
    found: dict[str, list[Hazard]] = {}
    for _, key, name, level in session.execute(_standing(session, actor, [power_id], None)):
        found.setdefault(key, []).append(Hazard(name, RiskLevel(level) if level else None))
    for hazards in found.values():
        hazards.sort(key=_gravity)
    return found


def _standing(session: Session, actor: Actor, powers: Iterable[int], year: int | None) -> sa.Select[Any]:
    """Power, step, name and level of the points in use that the actor may see, in the order of the steps.

    Of the newest year that has any unless one is given: the same point of two years is one risk.
    """
    later = POINTS.alias()
    newest = sa.select(sa.func.max(later.c.year)).where(
        later.c.power_id == POINTS.c.power_id, later.c.retired_at.is_(None)
    )
    return (
        sa.select(POINTS.c.power_id, STEPS.c.key, POINTS.c.name, POINTS.c.level)
        .join_from(POINTS, STEPS, STEPS.c.id == POINTS.c.step_id)
        .where(
            among(session, POINTS.c.power_id, powers),
            POINTS.c.year == (newest.scalar_subquery() if year is None else year),
            POINTS.c.retired_at.is_(None),
            points_within(actor.reach(Permission.risks_read), actor.user_id),
        )
        .order_by(STEPS.c.ordinal, POINTS.c.id)
    )


_GRAVITY = {level: place for place, level in enumerate(RiskLevel)}


def _gravity(hazard: Hazard) -> int:
    return len(_GRAVITY) if hazard.level is None else _GRAVITY[hazard.level]
