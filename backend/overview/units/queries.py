"""Counts by department in one statement each, added up to units."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.obligations.queries import obligations, standing_at
from backend.campaigns.queries import CAMPAIGNS, DELIVERABLES, STAGES, effective_due
from backend.campaigns.rules import CampaignState, Standing
from backend.kit.table import now
from backend.organization.history.queries import existed, is_past, last_day, post_then, tree_on
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    PEOPLE,
    POSITIONS,
    current,
    holds_post,
    subtree,
    takes_part,
    within,
)
from backend.overview.queries import IN_REVIEW, INVENTORIES, REVIEWS, TALLY
from backend.overview.units.rules import Unit, gather
from backend.reviews.rules import ReviewState

Counts = dict[int, Counter[str]]
"""Department → name → number."""


def find_units(session: Session, actor: Actor, year: int, department_id: int | None = None) -> list[Unit]:
    """The units within the caller's reach, in the college's order; those that merged count with the one they became
    part of. A past year has the units, names and places it had when it ended."""
    columns = (DEPARTMENTS.c[name] for name in ("id", "name", "code", "kind", "path", "retired_on"))
    counts = sa.or_(DEPARTMENTS.c.retired_on.is_(None), DEPARTMENTS.c.merged_into_id.is_not(None))
    if is_past(year):
        counts = sa.and_(existed(year), sa.or_(counts, DEPARTMENTS.c.retired_on > last_day(year)))
    statement = (
        sa.select(*columns)
        .where(
            counts,
            within(actor.reach(Permission.risks_read), DEPARTMENTS.c.id),
        )
        .order_by(DEPARTMENTS.c.sort, DEPARTMENTS.c.code, DEPARTMENTS.c.id)
    )
    if department_id:
        statement = statement.where(DEPARTMENTS.c.id.in_(subtree([department_id])))
    rows = [dict(row) for row in session.execute(statement).mappings()]
    return gather(_then(session, rows, last_day(year)) if is_past(year) else rows)


def _then(session: Session, rows: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """The units as they stood on a day: what merged or was retired later stands for itself."""
    tree = tree_on(session, day)
    return [
        row
        | {name: tree[row["id"]][name] for name in ("name", "path")}
        | {"retired_on": row["retired_on"] if row["retired_on"] and row["retired_on"] <= day else None}
        for row in rows
    ]


def reached(actor: Actor, column: sa.ColumnElement[Any], department_id: int | None) -> sa.ColumnElement[bool]:
    """The caller's reach over a department column, cut to the asked subtree."""
    clause = within(actor.reach(Permission.risks_read), column)
    return sa.and_(clause, column.in_(subtree([department_id]))) if department_id else clause


def summed(counts: Counts, members: Iterable[int]) -> Counter[str]:
    """The counts of several departments together."""
    total: Counter[str] = Counter()
    for member in members:
        total.update(counts.get(member, Counter()))
    return total


def collected(session: Session, statement: sa.Select[Any]) -> Counts:
    """(department, name, number) rows as counts."""
    counts: Counts = {}
    for department_id, name, number in session.execute(statement):
        counts.setdefault(department_id, Counter())[str(name)] += number
    return counts


def level_counts(session: Session, actor: Actor, year: int, department_id: int | None) -> Counts:
    """Live points of the year by level; the empty name are those without one."""
    statement = (
        sa.select(TALLY.c.department_id, TALLY.c.level, sa.func.sum(TALLY.c.points))
        .where(TALLY.c.year == year, TALLY.c.points > 0, reached(actor, TALLY.c.department_id, department_id))
        .group_by(TALLY.c.department_id, TALLY.c.level)
    )
    return collected(session, statement)


def levels_of(counts: Counter[str]) -> dict[str, int]:
    """`LevelCounts`."""
    named = {level: int(counts[level]) for level in ("high", "medium", "low")}
    return {"total": int(counts.total())} | named | {"unassessed": int(counts[""])}


def held_posts(session: Session, actor: Actor, year: int, department_id: int | None) -> Counts:
    """Under `held` what owes a sheet: appointments, of a past year those on its last day, where they were; and today
    also everybody who has to take part but holds no post yet, in his home department (opinion.txt line 25)."""
    day = last_day(year) if is_past(year) else None
    place = post_then("department_id", day) if day else POSITIONS.c.department_id
    statement = (
        sa.select(place, sa.literal("held"), sa.func.count())
        .select_from(_HELD)
        .where(_holds(day), reached(actor, place, department_id))
        .group_by(place)
    )
    counts = collected(session, statement)
    if day is None:
        home = PEOPLE.c.department_id
        postless = sa.select(home, sa.literal("held"), sa.func.count()).where(
            takes_part(), ~holds_post(), reached(actor, home, department_id)
        )
        for unit, found in collected(session, postless.group_by(home)).items():
            counts.setdefault(unit, Counter()).update(found)
    return counts


_HELD = sa.join(APPOINTMENTS, POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id).join(
    PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id
)


def _holds(day: date | None) -> sa.ColumnElement[bool]:
    """Appointments that owe a sheet, today or on an earlier day."""
    held = current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on, day)
    return sa.and_(_is_there(POSITIONS, day), held, PEOPLE.c.exempt_reason.is_(None))


def held_people(year: int) -> sa.Select[tuple[int]]:
    """Ids of those who held a post on the last day of a past year, as a subquery for IN."""
    return sa.select(APPOINTMENTS.c.person_id).select_from(_HELD).where(_holds(last_day(year)))


def _is_there(table: sa.Table, day: date | None) -> sa.ColumnElement[bool]:
    """Not taken out yet, today or on an earlier day."""
    live = table.c.retired_on.is_(None)
    return sa.or_(live, table.c.retired_on > day) if day else live


def sheet_counts(session: Session, actor: Actor, year: int, department_id: int | None) -> Counts:
    """Live sheets of the year by state of their review."""
    state = sa.func.coalesce(REVIEWS.c.state, ReviewState.draft).label("state")
    statement = (
        sa.select(INVENTORIES.c.department_id, state, sa.func.count())
        .join_from(INVENTORIES, REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id, isouter=True)
        .where(
            INVENTORIES.c.year == year,
            INVENTORIES.c.retired_on.is_(None),
            reached(actor, INVENTORIES.c.department_id, department_id),
        )
        .group_by(INVENTORIES.c.department_id, state)
    )
    return collected(session, statement)


def sheets_of(unit: Unit, held: Counts, sheets: Counts) -> dict[str, int]:
    """`SheetProgress` of a unit: one for every held post and everybody who is still to get one, and its own."""
    states = summed(sheets, unit.members)
    expected = summed(held, unit.members)["held"] + 1
    return {
        "expected": max(expected, states.total()),
        "started": states.total(),
        "in_review": sum(states[str(state)] for state in IN_REVIEW),
        "sent_back": states[str(ReviewState.sent_back)],
        "approved": states[str(ReviewState.approved)],
    }


def campaign_of(session: Session, year: int) -> dict[str, Any] | None:
    """The year's campaign that runs, or else the one that ran last."""
    columns = (CAMPAIGNS.c[name] for name in ("id", "name", "state", "year"))
    statement = (
        sa.select(*columns)
        .where(CAMPAIGNS.c.year == year, CAMPAIGNS.c.state != CampaignState.draft)
        .order_by((CAMPAIGNS.c.state == CampaignState.running).desc(), CAMPAIGNS.c.id.desc())
        .limit(1)
    )
    row = session.execute(statement).mappings().first()
    return dict(row) if row else None


def owed(
    session: Session, actor: Actor, campaign: dict[str, Any] | None, department_id: int | None
) -> list[dict[str, Any]]:
    """Every obligation of one campaign, in a past year also of units that are gone since: `deliverable_id`, `stage_id`,
    `stage_kind`, `department_id`, `standing`, `due_at`; one statement, even for a hundred departments."""
    if campaign is None:
        return []
    day = last_day(campaign["year"]) if is_past(campaign["year"]) else None
    statement = (
        obligations(
            DELIVERABLES.c.id.label("deliverable_id"),
            DELIVERABLES.c.stage_id,
            sa.select(STAGES.c.kind)
            .where(STAGES.c.id == DELIVERABLES.c.stage_id)
            .scalar_subquery()
            .label("stage_kind"),
            DEPARTMENTS.c.id.label("department_id"),
            standing_at(now()).label("standing"),
            effective_due(DEPARTMENTS.c.id).label("due_at"),
        )
        .where(CAMPAIGNS.c.id == campaign["id"], _is_there(DEPARTMENTS, day))
        .where(within(actor.reach(Permission.submissions_read), DEPARTMENTS.c.id))
    )
    if department_id:
        statement = statement.where(DEPARTMENTS.c.id.in_(subtree([department_id])))
    return [dict(row) for row in session.execute(statement).mappings()]


HANDED_IN = frozenset({Standing.submitted.value, Standing.received.value})
