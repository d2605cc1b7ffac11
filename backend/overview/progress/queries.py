"""Reads of the progress of finding: a fixed handful of statements, however many departments there are."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.announcements.queries import settled_units
from backend.campaigns.rules import FindingStep, StageKind
from backend.communications.nudges.queries import NUDGES
from backend.kit.batches import among
from backend.kit.table import today
from backend.organization.history.queries import is_past
from backend.organization.queries import (
    APPOINTMENTS,
    OFFICERS,
    PEOPLE,
    POSITIONS,
    brief,
    current,
    person_name,
)
from backend.organization.rules import OfficerKind
from backend.overview.events.queries import POWERS
from backend.overview.participation.queries import LISTED, participation, participation_of, postless_people
from backend.overview.progress.schemas import ProgressQuery
from backend.overview.queries import INVENTORIES, POINTS, REVIEWS
from backend.overview.rules import finding_steps
from backend.overview.units.queries import (
    HANDED_IN,
    Counts,
    campaign_of,
    collected,
    find_units,
    held_posts,
    level_counts,
    owed,
    reached,
    sheet_counts,
    sheets_of,
    summed,
)
from backend.overview.units.rules import Unit
from backend.powers.queries import CATALOGUES
from backend.reviews.rules import EDITABLE, ReviewState

Found = dict[str, Any]
LAGGARDS = 8
_EMPTY = ("[]", "null")


def search_progress(session: Session, actor: Actor, query: ProgressQuery) -> tuple[list[Found], int]:
    """One page of departments within reach and how many there are."""
    year, part = query.year or today().year, query.department_id
    units = find_units(session, actor, year, part)
    steps = _steps(session, actor, year, part, units)
    if query.is_behind is not None:
        units = [
            unit for unit in units if any(not one["is_done"] for one in steps[unit.id]) == query.is_behind
        ]
    page = units[query.offset : query.offset + query.size]
    return _shown(session, actor, year, page, steps), len(units)


def _steps(
    session: Session, actor: Actor, year: int, part: int | None, units: Sequence[Unit]
) -> dict[int, list[Found]]:
    posts, powers = _posts(session, actor, year, part), _powers(session, actor, year, part)
    held, sheets = held_posts(session, actor, year, part), sheet_counts(session, actor, year, part)
    searched, levels = _searched(session, actor, year, part), level_counts(session, actor, year, part)
    campaign = campaign_of(session, year)
    handed: Counts = {}
    for row in owed(session, actor, campaign, part):
        if row["stage_kind"] == StageKind.finding:
            found = handed.setdefault(row["department_id"], Counter())
            found["total"] += 1
            found["done"] += row["standing"] in HANDED_IN
    announced = set(session.execute(settled_units(year)).scalars())
    found_steps: dict[int, list[Found]] = {}
    for unit in units:
        post, power, report = (summed(counts, unit.members) for counts in (posts, powers, handed))
        sheet, level = sheets_of(unit, held, sheets), summed(levels, unit.members)
        expected, submitted = sheet["expected"], sheet["in_review"] + sheet["approved"]
        risks = min(summed(searched, unit.members)["searched"], expected)
        found_steps[unit.id] = finding_steps(
            {
                FindingStep.duties: (post["done"], post["total"]),
                FindingStep.flows: (power["done"], power["total"]),
                FindingStep.risks: (risks, expected),
                FindingStep.forms: (submitted, expected),
                FindingStep.reviews: (sheet["approved"], expected),
                FindingStep.register: (level.total() - level[""], level.total()),
                FindingStep.publicity: (report["done"] + (unit.id in announced), report["total"] + 1),
            }
        )
    return found_steps


def _split(
    session: Session, table: sa.Table, is_done: sa.ColumnElement[bool], *clauses: sa.ColumnElement[bool]
) -> Counts:
    """By department: `total`, and `done` among them."""
    statement = (
        sa.select(
            table.c.department_id,
            sa.func.count().label("total"),
            sa.func.count().filter(is_done).label("done"),
        )
        .where(*clauses)
        .group_by(table.c.department_id)
    )
    return {
        row["department_id"]: Counter(total=row["total"], done=row["done"])
        for row in session.execute(statement).mappings()
    }


def _posts(session: Session, actor: Actor, year: int, part: int | None) -> Counts:
    """Posts, and those with written duties; of a past year those with a sheet, and whose sheet names a duty: what the
    post itself says has gone on since."""
    if is_past(year):
        return _posts_then(session, actor, year, part)
    written = sa.cast(POSITIONS.c.duties, sa.Text).not_in(_EMPTY)
    live = POSITIONS.c.retired_on.is_(None)
    return _split(session, POSITIONS, written, live, reached(actor, POSITIONS.c.department_id, part))


def _posts_then(session: Session, actor: Actor, year: int, part: int | None) -> Counts:
    of_year = (
        INVENTORIES.c.year == year,
        INVENTORIES.c.retired_on.is_(None),
        INVENTORIES.c.position_id.is_not(None),
        reached(actor, INVENTORIES.c.department_id, part),
    )
    post = sa.func.count(sa.distinct(INVENTORIES.c.position_id))
    named = sa.exists().where(
        POINTS.c.inventory_id == INVENTORIES.c.id, POINTS.c.retired_at.is_(None), POINTS.c.duty != ""
    )
    counts: Counts = {}
    for name, clause in (("total", sa.true()), ("done", named)):
        statement = sa.select(INVENTORIES.c.department_id, sa.literal(name), post).where(*of_year, clause)
        for unit, found in collected(session, statement.group_by(INVENTORIES.c.department_id)).items():
            counts.setdefault(unit, Counter()).update(found)
    return counts


def _powers(session: Session, actor: Actor, year: int, part: int | None) -> Counts:
    """Powers, and those with a flow; of a past year those its 附件一 listed as it was handed in."""
    if is_past(year):
        return _powers_then(session, actor, year, part)
    live = POWERS.c.retired_on.is_(None)
    return _split(
        session, POWERS, POWERS.c.flow_version > 0, live, reached(actor, POWERS.c.department_id, part)
    )


def _powers_then(session: Session, actor: Actor, year: int, part: int | None) -> Counts:
    statement = sa.select(CATALOGUES.c.department_id, CATALOGUES.c.content).where(
        CATALOGUES.c.year == year, reached(actor, CATALOGUES.c.department_id, part)
    )
    return {
        unit: Counter(total=len(rows), done=sum(bool(row.get("flow_version")) for row in rows))
        for unit, rows in session.execute(statement).all()
    }


def _searched(session: Session, actor: Actor, year: int, part: int | None) -> Counts:
    """Sheets with a risk point; one that was handed in without any has its reason."""
    has_point = sa.exists().where(POINTS.c.inventory_id == INVENTORIES.c.id, POINTS.c.retired_at.is_(None))
    submitted = sa.func.coalesce(REVIEWS.c.state, ReviewState.draft).not_in(tuple(EDITABLE))
    statement = (
        sa.select(INVENTORIES.c.department_id, sa.literal("searched"), sa.func.count())
        .join_from(INVENTORIES, REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id, isouter=True)
        .where(
            INVENTORIES.c.year == year,
            INVENTORIES.c.retired_on.is_(None),
            sa.or_(submitted, has_point),
            reached(actor, INVENTORIES.c.department_id, part),
        )
        .group_by(INVENTORIES.c.department_id)
    )
    return collected(session, statement)


def _shown(
    session: Session, actor: Actor, year: int, page: Sequence[Unit], steps: dict[int, list[Found]]
) -> list[Found]:
    officers, nudges = _officers(session, actor, page), _nudges(session, page)
    laggards = _laggards(session, actor, year, page)
    members = {member for unit in page for member in unit.members}
    taking_part = participation(session, actor, year, None)
    postless = {} if is_past(year) else postless_people(session, actor, members)
    rows = []
    for unit in page:
        late = [one for member in sorted(unit.members) for one in laggards.get(member, ())]
        charge, (nudged_at, unseen) = officers.get(unit.id, {}), nudges.get(unit.id, (None, 0))
        undone = [one["step"] for one in steps[unit.id] if not one["is_done"]]
        rows.append(
            {
                "department_id": unit.id,
                "department_name": unit.name,
                "department_code": unit.code,
                "done_count": len(FindingStep) - len(undone),
                "next_step": undone[0] if undone else None,
                "steps": steps[unit.id],
                "head": next(iter(charge.get(OfficerKind.head, ())), None),
                "liaisons": charge.get(OfficerKind.liaison, []),
                "laggards": late[:LAGGARDS],
                "laggards_count": len(late),
                "participation": participation_of(taking_part, unit.members),
                "postless": [one for member in sorted(unit.members) for one in postless.get(member, ())][
                    :LISTED
                ],
                "nudged_at": nudged_at,
                "unseen_nudges": unseen,
            }
        )
    return rows


def _officers(session: Session, actor: Actor, page: Sequence[Unit]) -> dict[int, dict[str, list[Found]]]:
    statement = (
        sa.select(OFFICERS.c.department_id, OFFICERS.c.kind, *brief(actor))
        .join_from(OFFICERS, PEOPLE, PEOPLE.c.id == OFFICERS.c.person_id)
        .where(
            among(session, OFFICERS.c.department_id, [unit.id for unit in page]),
            current(OFFICERS.c.started_on, OFFICERS.c.ended_on),
        )
        .order_by(OFFICERS.c.id)
    )
    found: dict[int, dict[str, list[Found]]] = {}
    for row in session.execute(statement).mappings():
        person = {"person_id": row["person_id"], "person_name": row["name"]}
        found.setdefault(row["department_id"], {}).setdefault(row["kind"], []).append(person)
    return found


def _nudges(session: Session, page: Sequence[Unit]) -> dict[int, tuple[Any, int]]:
    """When each department was nudged last, and how many words nobody has seen."""
    newest = sa.func.max(NUDGES.c.sent_at, type_=NUDGES.c.sent_at.type)
    unseen = sa.func.count().filter(NUDGES.c.seen_at.is_(None))
    statement = (
        sa.select(NUDGES.c.department_id, newest, unseen)
        .where(among(session, NUDGES.c.department_id, [unit.id for unit in page]))
        .group_by(NUDGES.c.department_id)
    )
    return {department_id: (at, number) for department_id, at, number in session.execute(statement)}


def _laggards(session: Session, actor: Actor, year: int, page: Sequence[Unit]) -> dict[int, list[Found]]:
    """Holders whose sheet of the year is not begun, not handed in, or sent back."""
    members = sorted({member for unit in page for member in unit.members})
    sheet = sa.and_(
        INVENTORIES.c.position_id == POSITIONS.c.id,
        INVENTORIES.c.filler_id == PEOPLE.c.id,
        INVENTORIES.c.year == year,
        INVENTORIES.c.retired_on.is_(None),
    )
    state = sa.func.coalesce(REVIEWS.c.state, ReviewState.draft)
    statement = (
        sa.select(
            POSITIONS.c.department_id,
            PEOPLE.c.id.label("person_id"),
            person_name(actor),
            POSITIONS.c.id.label("position_id"),
            POSITIONS.c.name.label("position_name"),
            INVENTORIES.c.id.label("inventory_id"),
            sa.case((INVENTORIES.c.id.is_(None), sa.null()), else_=state).label("state"),
        )
        .join_from(APPOINTMENTS, POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .outerjoin(INVENTORIES, sheet)
        .outerjoin(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(
            POSITIONS.c.retired_on.is_(None),
            PEOPLE.c.exempt_reason.is_(None),
            among(session, POSITIONS.c.department_id, members),
            current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on),
            sa.or_(INVENTORIES.c.id.is_(None), state.in_(tuple(EDITABLE))),
        )
        .order_by(POSITIONS.c.department_id, POSITIONS.c.code)
    )
    found: dict[int, list[Found]] = {}
    for row in session.execute(statement).mappings():
        laggard = dict(row)
        found.setdefault(laggard["department_id"], []).append(laggard)
    return found
