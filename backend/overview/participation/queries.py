"""Reads of who takes part: all staff have to (opinion.txt lines 25 and 39, requirements S4 and S43)."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.batches import among
from backend.organization.history.queries import is_past
from backend.organization.queries import PEOPLE, holds_post, person_name, takes_part
from backend.overview.queries import INVENTORIES, REVIEWS
from backend.overview.units.queries import Counts, collected, held_people, reached, summed
from backend.reviews.rules import EDITABLE
from backend.risks.rules import InventoryKind

Found = dict[str, Any]
LISTED = 8


def participation(session: Session, actor: Actor, year: int, department_id: int | None) -> Counts:
    """By home department: `staff`, `participants` among them whose sheet of the year is handed in, and `postless`.

    Of a past year the staff are those who held a post on its last day: who else was there then no roster says.
    """
    submitted = (
        sa.select(INVENTORIES.c.filler_id)
        .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(
            INVENTORIES.c.kind == InventoryKind.position,
            INVENTORIES.c.year == year,
            INVENTORIES.c.retired_on.is_(None),
            INVENTORIES.c.filler_id.is_not(None),
            REVIEWS.c.state.not_in(tuple(EDITABLE)),
        )
    )
    is_there = PEOPLE.c.id.in_(held_people(year)) if is_past(year) else takes_part()
    home = (PEOPLE.c.department_id, sa.literal("staff").label("name"), sa.func.count())
    staff = (
        sa.select(*home)
        .where(is_there, reached(actor, PEOPLE.c.department_id, department_id))
        .group_by(PEOPLE.c.department_id)
    )
    counts = collected(session, staff)
    kinds: dict[str, sa.ColumnElement[bool]] = {"participants": PEOPLE.c.id.in_(submitted)}
    if not is_past(year):
        kinds["postless"] = ~holds_post()
    for name, clause in kinds.items():
        for unit, found in collected(session, staff.where(clause)).items():
            counts[unit][name] = found["staff"]
    return counts


def participation_of(counts: Counts, members: Iterable[int]) -> dict[str, int]:
    """`Participation` of a unit."""
    found = summed(counts, members)
    return {name: int(found[name]) for name in ("staff", "participants", "postless")}


def postless_people(session: Session, actor: Actor, members: Iterable[int]) -> dict[int, list[Found]]:
    """Department → staff who hold no post today, by staff number."""
    statement = (
        sa.select(PEOPLE.c.department_id, PEOPLE.c.id.label("person_id"), person_name(actor))
        .where(among(session, PEOPLE.c.department_id, sorted(members)), takes_part(), ~holds_post())
        .order_by(PEOPLE.c.department_id, PEOPLE.c.staff_no)
    )
    found: dict[int, list[Found]] = {}
    for row in session.execute(statement).mappings():
        found.setdefault(row["department_id"], []).append(dict(row))
    return found
