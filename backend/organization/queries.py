"""Reads that every resource of the room, and every room downstream, shares."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor, Scope
from backend.access.policy import Permission
from backend.kit.problems import forbidden, invalid
from backend.kit.table import BigId, table_of, today
from backend.organization.models import (
    Appointment,
    Department,
    DepartmentName,
    DepartmentOfficer,
    DepartmentPlace,
    GroupMember,
    Oversight,
    Person,
    Position,
    PositionName,
    WorkingGroup,
    YearLevel,
)
from backend.organization.rules import OfficerKind, OfficerStatus, OversightKind
from backend.organization.schemas import PeriodQuery

DEPARTMENTS, PEOPLE, POSITIONS, APPOINTMENTS, OFFICERS, OVERSIGHTS = (
    table_of(model) for model in (Department, Person, Position, Appointment, DepartmentOfficer, Oversight)
)
GROUPS, MEMBERS = table_of(WorkingGroup), table_of(GroupMember)
NAMES, PLACES, POST_NAMES, YEAR_LEVELS = (
    table_of(model) for model in (DepartmentName, DepartmentPlace, PositionName, YearLevel)
)
CONFIRMED = OFFICERS.c.status == OfficerStatus.confirmed
"""Charges that count: a liaison who is only reported has no rights yet."""
LEVELED = ("id", "version", "department_id", "risk_level", "level_explanation", "level_rule")
"""What `record_position_levels` has to know of a position."""


_ROOT = DEPARTMENTS.alias("root")
# Made once: a new alias in every call would make every statement a new one for the compiler's cache.
_BELOW = sa.select(DEPARTMENTS.c.id).join(
    _ROOT, DEPARTMENTS.c.path.startswith(_ROOT.c.path, autoescape=False)
)


Who = int | sa.BindParameter[int] | None
"""A user or person by id, or bound when the statement is run."""
USER = sa.bindparam("user_id", type_=BigId)
PERSON = sa.bindparam("person_id", type_=BigId)
"""The caller in a statement that is built once and run for everybody: building it costs more than running it."""


def in_charge() -> sa.ColumnElement[bool]:
    """Charges a message to a department reaches: the confirmed ones, and who is only reported where nobody is yet."""
    other = OFFICERS.alias("confirmed_officer")
    confirmed = sa.exists().where(
        other.c.department_id == OFFICERS.c.department_id,
        other.c.kind == OFFICERS.c.kind,
        other.c.status == OfficerStatus.confirmed,
        current(other.c.started_on, other.c.ended_on),
    )
    waits = sa.and_(OFFICERS.c.status == OfficerStatus.reported, sa.not_(confirmed))
    return sa.and_(current(OFFICERS.c.started_on, OFFICERS.c.ended_on), sa.or_(CONFIRMED, waits))


def subtree(roots: Iterable[int]) -> sa.Select[tuple[int]]:
    """Ids of the departments at or below any of `roots`, as a subquery for IN."""
    return _BELOW.where(_ROOT.c.id.in_(sorted(roots)))


def within(
    scope: Scope, department: sa.ColumnElement[Any], own: sa.ColumnElement[bool] | None = None
) -> sa.ColumnElement[bool]:
    """The WHERE clause of a reach: lists and single rows use this same one, so neither can see more."""
    if scope.school:
        return sa.true()
    clauses: list[sa.ColumnElement[bool]] = []
    if scope.departments:
        clauses.append(department.in_(subtree(scope.departments)))
    if scope.own and own is not None:
        clauses.append(own)
    return sa.or_(*clauses) if clauses else sa.false()


def current(
    start: sa.ColumnElement[Any], end: sa.ColumnElement[Any], on: date | None = None
) -> sa.ColumnElement[bool]:
    """Whether a period covers a day (today on campus unless given); the last day counts."""
    day = on or today()
    return sa.and_(start <= day, sa.or_(end.is_(None), end >= day))


def takes_part() -> sa.ColumnElement[bool]:
    """Everybody on the roster has to join in (opinion.txt line 25), but those who left or are marked exempt."""
    stays = sa.or_(PEOPLE.c.left_on.is_(None), PEOPLE.c.left_on >= today())
    return sa.and_(stays, PEOPLE.c.exempt_reason.is_(None))


def holds_post() -> sa.ColumnElement[bool]:
    """Whether PEOPLE's row holds a live post today."""
    held = (
        sa.select(APPOINTMENTS.c.person_id)
        .join(POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .where(POSITIONS.c.retired_on.is_(None), current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on))
    )
    return PEOPLE.c.id.in_(held)


def person_of(session: Session, user_id: int | None) -> int | None:
    """The person behind a user, or None."""
    if user_id is None:
        return None
    return session.execute(sa.select(PEOPLE.c.id).where(PEOPLE.c.user_id == user_id)).scalar_one_or_none()


def own_positions(user_id: Who, on: date | None = None) -> sa.Select[tuple[int]]:
    """Ids of the positions the user holds on a day, as a subquery for IN."""
    return (
        sa.select(APPOINTMENTS.c.position_id)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .where(PEOPLE.c.user_id == user_id, current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on, on))
    )


def reaches(session: Session, actor: Actor, permission: Permission, department_id: int) -> bool:
    """Whether the actor's permission covers this department as a whole (own reach does not count)."""
    scope = actor.reach(permission)
    clause = within(scope, DEPARTMENTS.c.id)
    found = session.execute(sa.select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.id == department_id, clause))
    return found.scalar_one_or_none() is not None


def live_department(
    session: Session,
    actor: Actor,
    permission: Permission,
    department_id: int,
    pointer: str = "/department_id",
) -> dict[str, Any]:
    """A department named in a body. 422 when the actor cannot see it, 403 when not act on it."""
    names = ("id", "code", "name", "path", "kind")
    seen = within(actor.reach(permission) | actor.reach(Permission.organization_read), DEPARTMENTS.c.id)
    found = session.execute(
        sa.select(*(DEPARTMENTS.c[name] for name in names)).where(
            DEPARTMENTS.c.id == department_id, DEPARTMENTS.c.retired_on.is_(None), seen
        )
    )
    row = found.mappings().one_or_none()
    if row is None:
        raise invalid(pointer, "unknown", "这个部门不存在或已撤销，请重新选择。")
    if not reaches(session, actor, permission, department_id):
        raise forbidden(f"“{row['name']}”不在您的办理范围内；如需办理，请联系纪委办。")
    return dict(row)


def live_person(session: Session, person_id: int, pointer: str = "/person_id") -> dict[str, Any]:
    """A person named in a body who has not left; 422 otherwise."""
    columns = (PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.job_title, PEOPLE.c.department_id, PEOPLE.c.user_id)
    found = session.execute(sa.select(*columns).where(PEOPLE.c.id == person_id, PEOPLE.c.left_on.is_(None)))
    row = found.mappings().one_or_none()
    if row is None:
        raise invalid(pointer, "unknown", "名册上没有这个人，或已经离任，请重新选择。")
    return dict(row)


def nameable_person(session: Session, actor: Actor, person_id: int, pointer: str) -> dict[str, Any]:
    """A person somebody below the office names: 422 beyond what he may read of the roster."""
    seen = within(actor.reach(Permission.people_read), PEOPLE.c.department_id)
    if session.execute(sa.select(PEOPLE.c.id).where(PEOPLE.c.id == person_id, seen)).first() is None:
        raise invalid(pointer, "unknown", "名册上没有这个人，或不在您的范围内，请重新选择。")
    return live_person(session, person_id, pointer)


def units(*, include_subunits: bool) -> sa.ColumnElement[bool]:
    """The live units that answer for themselves: those directly below the college, or all below it."""
    parent = DEPARTMENTS.alias("parent")
    top = sa.select(parent.c.id).where(parent.c.parent_id.is_(None))
    below = DEPARTMENTS.c.parent_id.is_not(None) if include_subunits else DEPARTMENTS.c.parent_id.in_(top)
    return sa.and_(DEPARTMENTS.c.retired_on.is_(None), below)


def absorbed(session: Session, department_id: int) -> list[int]:
    """Ids of the units that became part of this one, directly or by way of another."""
    found, newest = list[int](), [department_id]
    while newest:
        merged = sa.select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.merged_into_id.in_(newest))
        newest = list(session.execute(merged.order_by(DEPARTMENTS.c.id)).scalars())
        found += newest
    return found


def name_on(day: date) -> sa.ColumnElement[str]:
    """The name a department bore on a day; statements using it read from DEPARTMENTS."""
    former = (
        sa.select(NAMES.c.name)
        .where(NAMES.c.department_id == DEPARTMENTS.c.id, NAMES.c.ended_on >= day)
        .order_by(NAMES.c.ended_on)
        .limit(1)
        .scalar_subquery()
    )
    return sa.func.coalesce(former, DEPARTMENTS.c.name)


def name_then(session: Session, department_id: int, day: date) -> str:
    """What a department was called on a day: a form prints the name under which it was signed."""
    statement = sa.select(name_on(day)).select_from(DEPARTMENTS).where(DEPARTMENTS.c.id == department_id)
    return str(session.execute(statement).scalar_one())


def brief(actor: Actor) -> tuple[sa.ColumnElement[Any], ...]:
    """The columns of a PersonBrief; the name is left out for whoever may not see personal data."""
    if actor.sees_personal_data:
        return PEOPLE.c.id.label("person_id"), PEOPLE.c.name, PEOPLE.c.job_title
    nothing = sa.null()
    return PEOPLE.c.id.label("person_id"), nothing.label("name"), nothing.label("job_title")


def person_name(actor: Actor, label: str = "person_name") -> sa.ColumnElement[Any]:
    """The name beside a person's id, or nothing for whoever may not see personal data."""
    return (PEOPLE.c.name if actor.sees_personal_data else sa.null()).label(label)


def period_filters(
    table: sa.Table, query: PeriodQuery, person: sa.ColumnElement[Any], department: sa.ColumnElement[Any]
) -> list[sa.ColumnElement[bool]]:
    """The WHERE clauses of an effective-dated list."""
    clauses: list[sa.ColumnElement[bool]] = []
    if query.on or not query.include_history:
        clauses.append(current(table.c.started_on, table.c.ended_on, query.on))
    if query.person_id:
        clauses.append(person == query.person_id)
    if query.department_id:
        clauses.append(department.in_(subtree([query.department_id])))
    return clauses


def officers_of(
    session: Session, actor: Actor, kind: OfficerKind, department_id: int
) -> list[dict[str, Any]]:
    """Today's heads (at most one) or liaisons of a department."""
    statement = (
        sa.select(*brief(actor))
        .join_from(OFFICERS, PEOPLE, PEOPLE.c.id == OFFICERS.c.person_id)
        .where(
            OFFICERS.c.department_id == department_id,
            OFFICERS.c.kind == kind,
            CONFIRMED,
            current(OFFICERS.c.started_on, OFFICERS.c.ended_on),
        )
        .order_by(OFFICERS.c.started_on, OFFICERS.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def leaders_of(
    session: Session, actor: Actor, kind: OversightKind, department_id: int
) -> list[dict[str, Any]]:
    """Today's leaders in charge of (分管), or in contact with (联系), a department."""
    statement = (
        sa.select(*brief(actor))
        .join_from(OVERSIGHTS, PEOPLE, PEOPLE.c.id == OVERSIGHTS.c.leader_id)
        .where(
            OVERSIGHTS.c.department_id == department_id,
            OVERSIGHTS.c.kind == kind,
            current(OVERSIGHTS.c.started_on, OVERSIGHTS.c.ended_on),
        )
        .order_by(OVERSIGHTS.c.started_on, OVERSIGHTS.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]
