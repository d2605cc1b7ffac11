"""Which samples suit a sheet."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.organization.queries import POSITIONS
from backend.organization.rules import PositionTier
from backend.powers.queries import POWERS
from backend.risks.queries import find_sheet
from backend.risks.samples.rules import SAMPLES, RiskSample
from backend.risks.samples.schemas import RiskSampleQuery

Row = dict[str, Any]


def search_samples(session: Session, actor: Actor, query: RiskSampleQuery) -> list[Row]:
    """The samples asked for, those of key areas first (`RiskSampleOut`). 404 for a sheet the actor may not see."""
    if query.inventory_id is None:
        is_free = query.key_area is None and query.tier is None
        found = [one for one in SAMPLES if is_free or _suits(one, {query.key_area}, {query.tier})]
    else:
        areas, tiers = _kinds(session, find_sheet(session, actor, query.inventory_id))
        found = [one for one in SAMPLES if _suits(one, areas, tiers)]
    return [_out(one) for one in found]


def _suits(sample: RiskSample, areas: set[Any], tiers: set[Any]) -> bool:
    if sample.key_area is not None:
        return sample.key_area in areas
    return sample.tier in tiers


def _out(sample: RiskSample) -> Row:
    return {"key": sample.key, "key_area": sample.key_area, "tier": sample.tier, **sample.content}


def _kinds(session: Session, sheet: Mapping[str, Any]) -> tuple[set[Any], set[Any]]:
    """The key areas of the post or the department's posts and powers, and the tier; a department is its head's."""
    position_id = sheet["position_id"]
    posts = sa.select(POSITIONS.c.key_area, POSITIONS.c.tier).where(POSITIONS.c.retired_on.is_(None))
    powers = sa.select(POWERS.c.key_area).where(POWERS.c.retired_on.is_(None))
    if position_id is None:
        posts = posts.where(POSITIONS.c.department_id == sheet["department_id"])
        powers = powers.where(POWERS.c.department_id == sheet["department_id"])
    else:
        posts = posts.where(POSITIONS.c.id == position_id)
        powers = powers.where(POWERS.c.position_id == position_id)
    found = session.execute(posts).all()
    areas = {area for area, _ in found} | set(session.execute(powers).scalars())
    tiers = {tier for _, tier in found} if position_id else {PositionTier.middle}
    return areas - {None}, tiers
