"""Reads of the college at a glance."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.queries import DELIVERABLES, STAGES
from backend.campaigns.rules import CampaignState, StageKind, Standing
from backend.kit.table import today
from backend.overview.college.rules import StageProgress, last_due, standing_of
from backend.overview.departments.queries import plan_states
from backend.overview.participation.queries import participation, participation_of
from backend.overview.queries import INVENTORIES, POINTS, TALLY, cells, levels, own_sheets, progress, year_of
from backend.overview.schemas import YearQuery
from backend.overview.units.queries import (
    HANDED_IN,
    campaign_of,
    find_units,
    level_counts,
    levels_of,
    owed,
    reached,
    summed,
)
from backend.overview.units.rules import Unit
from backend.quality.queries import summary
from backend.quality.schemas import QualityQuery
from backend.reviews.rules import ReviewState

Found = dict[str, Any]
YEARS = 5
_QUALITY = ("sheets", "clean_sheets", "findings", "counts")
_STAGE = ("id", "kind", "name", "starts_on", "ends_on")


def get_college(session: Session, actor: Actor, query: YearQuery) -> Found:
    """`CollegeOut`."""
    year, part = year_of(query), query.department_id
    units = find_units(session, actor, year, part)
    campaign = campaign_of(session, year)
    owing = owed(session, actor, campaign, part)
    taking_part = participation(session, actor, year, part)
    checked = summary(session, actor, QualityQuery(year=year, department_id=part))
    return {
        "year": year,
        "departments": len(units),
        "campaign": campaign and {name: campaign[name] for name in ("id", "name", "state")},
        "stages": _stages(session, actor, query, units, campaign, owing) if campaign else [],
        "overdue": _overdue(session, units, owing),
        "sheets": progress(session, actor, query),
        "participation": participation_of(taking_part, taking_part),
        "levels": levels(cells(session, actor, query)),
        "trend": _trend(session, actor, year, part),
        "quality": {name: checked[name] for name in _QUALITY},
    }


def _stages(
    session: Session,
    actor: Actor,
    query: YearQuery,
    units: Sequence[Unit],
    campaign: Found,
    owing: Sequence[Found],
) -> list[Found]:
    columns = (STAGES.c[name] for name in _STAGE)
    statement = (
        sa.select(*columns)
        .where(STAGES.c.campaign_id == campaign["id"], STAGES.c.retired_on.is_(None))
        .order_by(STAGES.c.sort, STAGES.c.id)
    )
    stages = [dict(row) for row in session.execute(statement).mappings()]
    words = standing_of(stages, today())
    if campaign["state"] == CampaignState.ended:
        words = [StageProgress.over for _ in stages]
    judged: dict[str, dict[int, bool]] = {
        StageKind.assessing: _assessed(session, actor, query, units),
        StageKind.controlling: _planned(session, actor, query, units),
    }
    return [
        stage
        | {"progress": word}
        | _through(stage, [row for row in owing if row["stage_id"] == stage["id"]], judged)
        for stage, word in zip(stages, words, strict=True)
    ]


def _through(
    stage: Mapping[str, Any], owing: Sequence[Found], judged: Mapping[str, Mapping[int, bool]]
) -> Found:
    """How many departments are through: what they hand in decides; without deliverables the work itself."""
    is_done = dict(judged.get(stage["kind"], {}))
    late = set(is_done) if stage["ends_on"] is not None and stage["ends_on"] < today() else set[int]()
    if owing:
        is_done, late = {}, set()
        for row in owing:
            key = row["department_id"]
            is_done[key] = is_done.get(key, True) and row["standing"] in HANDED_IN
            if row["standing"] == Standing.missing:
                late.add(key)
    return {
        "due_at": last_due(owing),
        "departments": len(is_done),
        "done_departments": sum(is_done.values()),
        "overdue_departments": sum(not is_done[key] for key in late),
    }


def _assessed(session: Session, actor: Actor, query: YearQuery, units: Sequence[Unit]) -> dict[int, bool]:
    """Departments all of whose risk points have their level."""
    counts = level_counts(session, actor, year_of(query), query.department_id)
    found = {unit.id: levels_of(summed(counts, unit.members)) for unit in units}
    return {key: one["total"] > 0 and one["unassessed"] == 0 for key, one in found.items()}


def _planned(session: Session, actor: Actor, query: YearQuery, units: Sequence[Unit]) -> dict[int, bool]:
    """Departments whose measures are approved."""
    if not actor.reach(Permission.measures_read):
        return {}
    states = plan_states(session, actor, year_of(query))
    return {unit.id: states.get(unit.id) == ReviewState.approved for unit in units}


def _overdue(session: Session, units: Sequence[Unit], owing: Sequence[Found]) -> list[Found]:
    missing: dict[int, list[int]] = {}
    for row in owing:
        if row["standing"] == Standing.missing:
            missing.setdefault(row["deliverable_id"], []).append(row["department_id"])
    if not missing:
        return []
    names = {unit.id: unit.name for unit in units}
    columns = (DELIVERABLES.c.id, DELIVERABLES.c.name)
    found = sa.select(*columns).where(DELIVERABLES.c.id.in_(sorted(missing))).order_by(DELIVERABLES.c.due_at)
    return [
        {
            "deliverable_id": deliverable_id,
            "deliverable_name": name,
            "department_ids": [key for key in names if key in missing[deliverable_id]],
            "department_names": [names[key] for key in names if key in missing[deliverable_id]],
        }
        for deliverable_id, name in session.execute(found)
    ]


def _trend(session: Session, actor: Actor, year: int, part: int | None) -> list[Found]:
    """Levels of the last years; a year without points is left out."""
    scope = actor.reach(Permission.risks_read)
    if scope.school or scope.departments:
        statement = (
            sa.select(TALLY.c.year, TALLY.c.level, sa.func.sum(TALLY.c.points))
            .where(TALLY.c.points > 0, reached(actor, TALLY.c.department_id, part))
            .where(TALLY.c.year.between(year - YEARS + 1, year))
            .group_by(TALLY.c.year, TALLY.c.level)
        )
    else:
        statement = _own_trend(actor).where(POINTS.c.year.between(year - YEARS + 1, year))
    years: dict[int, dict[str, int]] = {}
    for number, level, points in session.execute(statement):
        years.setdefault(number, {})[str(level or "unassessed")] = int(points)
    names = ("high", "medium", "low", "unassessed")
    return [
        {"year": number, "total": sum(one.values())} | {name: one.get(name, 0) for name in names}
        for number, one in sorted(years.items())
    ]


def _own_trend(actor: Actor) -> sa.Select[Any]:
    """For somebody who sees only his own sheets: from the rows."""
    return (
        sa.select(POINTS.c.year, POINTS.c.level, sa.func.count())
        .join_from(POINTS, INVENTORIES, INVENTORIES.c.id == POINTS.c.inventory_id)
        .where(POINTS.c.retired_at.is_(None), own_sheets(actor.user_id))
        .group_by(POINTS.c.year, POINTS.c.level)
    )
