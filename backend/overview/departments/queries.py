"""Reads of departments at a glance: a fixed handful of statements for all of them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.rules import Standing
from backend.communications.questions.queries import QUESTIONS
from backend.communications.questions.rules import QuestionState
from backend.kit.table import today
from backend.measures.controls.queries import overdue
from backend.measures.queries import MEASURES, PLANS
from backend.measures.rules import SETTLED
from backend.organization.queries import DEPARTMENTS, OVERSIGHTS, PEOPLE, current, within
from backend.organization.rules import OversightKind
from backend.overview.departments.schemas import DepartmentGlanceQuery, GlanceSort
from backend.overview.queries import REVIEWS
from backend.overview.units.queries import (
    HANDED_IN,
    Counts,
    campaign_of,
    collected,
    find_units,
    held_posts,
    level_counts,
    levels_of,
    owed,
    sheet_counts,
    sheets_of,
    summed,
)
from backend.overview.units.rules import Unit
from backend.quality.queries import RESULTS
from backend.reviews.queries import waiting_reviews
from backend.risks.queries import INVENTORIES

Found = dict[str, Any]
ABOVE = DEPARTMENTS.alias("above")
_KEYS = {
    GlanceSort.missing: lambda row: -row["submissions"]["missing"],
    GlanceSort.high: lambda row: -row["levels"]["high"],
    GlanceSort.waiting: lambda row: -row["waiting_for_me"],
}


def search_departments(
    session: Session, actor: Actor, query: DepartmentGlanceQuery
) -> tuple[list[Found], int]:
    """One page of departments within reach and how many there are."""
    year, part = query.year or today().year, query.department_id
    charged = _charged(session, actor)
    if query.is_contact and OversightKind.contact not in charged.values():
        return [], 0  # most have no such department: they need not wait for the counts
    units = [
        unit
        for unit in find_units(session, actor, year, part)
        if query.is_contact in (None, charged.get(unit.id) == OversightKind.contact)
    ]
    levels, held = level_counts(session, actor, year, part), held_posts(session, actor, year, part)
    sheets = sheet_counts(session, actor, year, part)
    campaign = campaign_of(session, year)
    owing = owed(session, actor, campaign, part)
    measures, plans = _measures(session, actor, year), plan_states(session, actor, year)
    others = [_findings(session, actor, year), _questions(session, actor), _waiting(session, actor)]
    rows = []
    for unit in units:
        findings, questions, waiting = (summed(counts, unit.members)["number"] for counts in others)
        measure = summed(measures, unit.members)
        named = {name: measure[name] for name in ("total", "finished", "overdue")}
        rows.append(
            {
                "department_id": unit.id,
                "department_name": unit.name,
                "relation": charged.get(unit.id),
                "levels": levels_of(summed(levels, unit.members)),
                "sheets": sheets_of(unit, held, sheets),
                "submissions": _standings(unit, owing),
                "measures": named | {"plan_state": plans.get(unit.id)},
                "findings": findings,
                "open_questions": questions,
                "waiting_for_me": waiting,
            }
        )
    if query.sort in _KEYS:
        rows.sort(key=_KEYS[query.sort])
    return rows[query.offset : query.offset + query.size], len(rows)


def _charged(session: Session, actor: Actor) -> dict[int, OversightKind]:
    """What the caller is to departments today, sections included; who supervises one and is in contact with it too
    answers for it."""
    statement = (
        sa.select(DEPARTMENTS.c.id, OVERSIGHTS.c.kind)
        .select_from(
            OVERSIGHTS.join(PEOPLE, PEOPLE.c.id == OVERSIGHTS.c.leader_id)
            .join(ABOVE, ABOVE.c.id == OVERSIGHTS.c.department_id)
            .join(DEPARTMENTS, DEPARTMENTS.c.path.startswith(ABOVE.c.path, autoescape=False))
        )
        .where(PEOPLE.c.user_id == actor.user_id, current(OVERSIGHTS.c.started_on, OVERSIGHTS.c.ended_on))
        # The last one counts: supervising sorts behind contact.
        .order_by(sa.case((OVERSIGHTS.c.kind == OversightKind.supervising, 1), else_=0))
    )
    found: dict[int, OversightKind] = dict(session.execute(statement).all())
    return found


def _standings(unit: Unit, owing: Sequence[Found]) -> Found:
    own = [row for row in owing if row["department_id"] in unit.members]
    open_ones = [row for row in own if row["standing"] not in HANDED_IN]
    missing = sum(row["standing"] == Standing.missing for row in open_ones)
    return {
        "owed": len(own),
        "handed_in": len(own) - len(open_ones),
        "due": len(open_ones) - missing,
        "missing": missing,
        "next_due_at": min((row["due_at"] for row in open_ones), default=None),
    }


def _measures(session: Session, actor: Actor, year: int) -> Counts:
    statement = (
        sa.select(
            MEASURES.c.department_id,
            sa.func.count().label("total"),
            sa.func.count().filter(MEASURES.c.state.in_(tuple(SETTLED))).label("finished"),
            sa.func.count().filter(overdue()).label("overdue"),
        )
        .where(
            MEASURES.c.year == year,
            MEASURES.c.retired_at.is_(None),
            within(actor.reach(Permission.measures_read), MEASURES.c.department_id),
        )
        .group_by(MEASURES.c.department_id)
    )
    names = ("total", "finished", "overdue")
    return {
        row["department_id"]: Counter({name: row[name] for name in names})
        for row in session.execute(statement).mappings()
    }


def plan_states(session: Session, actor: Actor, year: int) -> dict[int, str]:
    """Where the plan of each department stands."""
    statement = (
        sa.select(PLANS.c.department_id, REVIEWS.c.state)
        .join_from(PLANS, REVIEWS, REVIEWS.c.id == PLANS.c.review_id)
        .where(PLANS.c.year == year, within(actor.reach(Permission.measures_read), PLANS.c.department_id))
    )
    states: dict[int, str] = dict(session.execute(statement).all())
    return states


def _findings(session: Session, actor: Actor, year: int) -> Counts:
    statement = (
        sa.select(RESULTS.c.department_id, sa.literal("number"), sa.func.sum(RESULTS.c.findings))
        .join_from(RESULTS, INVENTORIES, INVENTORIES.c.id == RESULTS.c.inventory_id)
        .where(
            RESULTS.c.year == year,
            INVENTORIES.c.retired_on.is_(None),
            within(actor.reach(Permission.quality_read), RESULTS.c.department_id),
        )
        .group_by(RESULTS.c.department_id)
    )
    return collected(session, statement)


def _questions(session: Session, actor: Actor) -> Counts:
    statement = (
        sa.select(QUESTIONS.c.department_id, sa.literal("number"), sa.func.count())
        .where(
            QUESTIONS.c.state == QuestionState.open,
            within(actor.reach(Permission.questions_read), QUESTIONS.c.department_id),
        )
        .group_by(QUESTIONS.c.department_id)
    )
    return collected(session, statement)


def _waiting(session: Session, actor: Actor) -> Counts:
    """What waits for the caller's signature; no more than a page of it, which nobody signs in a day."""
    if actor.user_id is None or not actor.reach(Permission.reviews_decide):
        return {}
    counts: Counts = {}
    for row in waiting_reviews(session, actor, 200):
        counts.setdefault(row["department_id"], Counter())["number"] += 1
    return counts
