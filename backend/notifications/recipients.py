"""Who stands behind a right, a charge, a post or a department today, as user ids."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.models import Grant
from backend.access.policy import POLICY, Permission
from backend.access.rules import Reach
from backend.kit.table import table_of
from backend.notifications.rules import NotificationKind
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    OFFICERS,
    PEOPLE,
    POSITIONS,
    current,
    in_charge,
    subtree,
)
from backend.organization.rules import OfficerKind

GRANTS = table_of(Grant)
Event = Mapping[str, Any]
Users = Iterable[int]


class Message(NamedTuple):
    """What is told to whom. Target and source come from the event, unless it leads elsewhere."""

    kind: NotificationKind
    title: str
    body: str
    users: frozenset[int]
    target: tuple[str, int] | None = None


Audience = Callable[[Session, Event], Message | None]


def row_of(session: Session, table: sa.Table, identity: int) -> Event | None:
    """A row as it is now; None when it is gone."""
    row = session.execute(sa.select(table).where(table.c.id == identity)).mappings().one_or_none()
    return dict(row) if row else None


def name_of(session: Session, table: sa.Table, identity: int) -> str:
    """The name of a row that exists."""
    return str(session.execute(sa.select(table.c.name).where(table.c.id == identity)).scalar_one())


def holders_over(
    session: Session, permission: Permission, department_id: int, *, is_near: bool = False
) -> Users:
    """Users whose permission covers a department as a whole; `is_near` leaves out those who cover the whole school."""
    wide = [role for role, row in POLICY.items() if not is_near and row.get(permission) is Reach.school]
    granted = [role for role, row in POLICY.items() if row.get(permission) is Reach.granted]
    path = session.execute(
        sa.select(DEPARTMENTS.c.path).where(DEPARTMENTS.c.id == department_id)
    ).scalar_one_or_none()
    above = [int(part) for part in (path or "").split("/") if part]
    statement = sa.select(GRANTS.c.user_id).where(
        sa.or_(
            GRANTS.c.role.in_(wide),
            sa.and_(GRANTS.c.role.in_(granted), GRANTS.c.department_id.in_(above)),
        )
    )
    return session.execute(statement.distinct()).scalars()


def users_of(session: Session, *person_ids: int | None) -> set[int]:
    """The accounts of people who have one."""
    known = [one for one in person_ids if one is not None]
    return _accounts(session, PEOPLE.c.id.in_(known))


def officers(session: Session, department_ids: Iterable[int], *kinds: OfficerKind) -> set[int]:
    """Today's heads and liaisons of the departments, or only those of the given kinds; see `in_charge`."""
    charges = sa.select(OFFICERS.c.person_id).where(
        OFFICERS.c.department_id.in_(list(department_ids)),
        OFFICERS.c.kind.in_(kinds or tuple(OfficerKind)),
        in_charge(),
    )
    return _accounts(session, PEOPLE.c.id.in_(charges))


def holders_of_post(session: Session, position_id: int | None) -> set[int]:
    """Who holds a post today."""
    held = sa.select(APPOINTMENTS.c.person_id).where(
        APPOINTMENTS.c.position_id == (position_id or 0),
        current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on),
    )
    return _accounts(session, PEOPLE.c.id.in_(held))


def members(session: Session, department_ids: Iterable[int]) -> set[int]:
    """Everybody who belongs to the departments or those below: on the roster, in a post, or in charge."""
    below = subtree(list(department_ids))
    posts = (
        sa.select(APPOINTMENTS.c.person_id)
        .join(POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .where(
            POSITIONS.c.department_id.in_(below),
            current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on),
        )
    )
    charges = sa.select(OFFICERS.c.person_id).where(
        OFFICERS.c.department_id.in_(below), current(OFFICERS.c.started_on, OFFICERS.c.ended_on)
    )
    belongs = (PEOPLE.c.department_id.in_(below), PEOPLE.c.id.in_(posts), PEOPLE.c.id.in_(charges))
    return _accounts(session, sa.or_(*belongs))


def _accounts(session: Session, where: sa.ColumnElement[bool]) -> set[int]:
    statement = sa.select(PEOPLE.c.user_id).where(
        where, PEOPLE.c.user_id.is_not(None), PEOPLE.c.left_on.is_(None)
    )
    return set(session.execute(statement).scalars())
