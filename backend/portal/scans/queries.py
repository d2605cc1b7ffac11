"""Whom the scanner looks for: everybody on the roster or with an account, and the posts one person holds."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.models import User
from backend.kit.problems import FieldError
from backend.kit.table import table_of
from backend.organization.queries import APPOINTMENTS, DEPARTMENTS, PEOPLE, POSITIONS, current
from backend.portal.rules import texts_of
from backend.portal.scans.rules import (
    LEAST_NUMBER,
    Caution,
    Post,
    compact,
    names_worth,
    posts_named,
    scan,
    single_holders,
)

USERS = table_of(User)


def scanned(session: Session, words: Mapping[str, Any]) -> list[FieldError]:
    """What keeps a wording from going out; those who left are people too."""
    people = session.execute(sa.select(PEOPLE.c.name, PEOPLE.c.staff_no)).all()
    accounts = session.execute(sa.select(USERS.c.display_name, USERS.c.username)).all()
    units = set(session.execute(sa.select(DEPARTMENTS.c.name)).scalars())
    numbers = {compact(number) for _, number in (*people, *accounts) if len(number) >= LEAST_NUMBER}
    names = names_worth([name for name, _ in people], [name for name, _ in accounts], units)
    return scan(texts_of(words), names, numbers)


def cautions_on_posts(session: Session, words: Mapping[str, Any], department_id: int) -> list[Caution]:
    """Posts with one holder that a wording names."""
    return posts_named(texts_of(words), _single(session, department_id))


def _single(session: Session, department_id: int) -> set[Post]:
    is_near = POSITIONS.c.department_id == department_id
    statement = (
        sa.select(
            POSITIONS.c.name,
            DEPARTMENTS.c.name,
            sa.func.count(sa.distinct(APPOINTMENTS.c.person_id)),
            is_near.label("is_near"),
        )
        .join_from(POSITIONS, DEPARTMENTS, DEPARTMENTS.c.id == POSITIONS.c.department_id)
        .join(APPOINTMENTS, APPOINTMENTS.c.position_id == POSITIONS.c.id)
        .where(POSITIONS.c.retired_on.is_(None), current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on))
        .group_by(POSITIONS.c.id, POSITIONS.c.name, DEPARTMENTS.c.id, DEPARTMENTS.c.name)
    )
    return single_holders((name, unit, people, bool(near)) for name, unit, people, near in session.execute(statement))
