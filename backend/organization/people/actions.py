"""Writes of people."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.actions import set_post_grants
from backend.access.authorize import Actor
from backend.access.models import User
from backend.access.policy import Permission
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid
from backend.kit.rows import claim_version
from backend.kit.table import table_of, today
from backend.organization.actions import derive_grants, end_period, still_running
from backend.organization.models import Person
from backend.organization.people import queries
from backend.organization.people.schemas import Departure, PersonCreate, PersonUpdate
from backend.organization.queries import (
    APPOINTMENTS,
    GROUPS,
    MEMBERS,
    OFFICERS,
    OVERSIGHTS,
    PEOPLE,
    POSITIONS,
    live_department,
)

WRITE = Permission.organization_write
USERS = table_of(User)


def _record(
    session: Session,
    action: str,
    row: dict[str, Any],
    details: dict[str, Any] | None = None,
    former_department_id: int | None = None,
) -> None:
    subject = journal.Subject("person", row["id"], row["version"], row["department_id"], former_department_id)
    journal.record(session, f"person.{action}", subject, details)


def _check_user(session: Session, user_id: int) -> None:
    if session.execute(sa.select(USERS.c.id).where(USERS.c.id == user_id)).first() is None:
        raise invalid("/user_id", "unknown", "没有这个登录账号。")
    if session.execute(sa.select(PEOPLE.c.id).where(PEOPLE.c.user_id == user_id)).first():
        raise conflict("这个登录账号已经属于名册上的另一个人。", "user-taken")


def create_person(session: Session, actor: Actor, body: PersonCreate) -> dict[str, Any]:
    """Puts somebody on the roster. 409 when the staff number or the account is taken."""
    live_department(session, actor, WRITE, body.department_id)
    if session.execute(sa.select(PEOPLE.c.id).where(PEOPLE.c.staff_no == body.staff_no)).first():
        raise conflict(f"工号 {body.staff_no} 已在名册中。", "staff-no-taken")
    if body.user_id is not None:
        _check_user(session, body.user_id)
    person = Person(**body.model_dump())
    session.add(person)
    session.flush()
    row = queries.get_person(session, actor, person.id)
    _record(session, "created", row)
    derive_grants(session, person.id)
    return row


def update_person(
    session: Session, actor: Actor, person_id: int, body: PersonUpdate, expected: Expected
) -> dict[str, Any]:
    """Changes what is given. A newly linked account gets the rights of the posts, a former one loses them."""
    before = queries.get_person(session, actor, person_id, WRITE)
    expected.check(before["version"])
    given = body.model_dump(exclude_unset=True)
    changes = {key: value for key, value in given.items() if value != before[key]}
    if not changes:
        return before
    if "department_id" in changes:
        live_department(session, actor, WRITE, changes["department_id"])
    if "user_id" in changes:
        if before["user_id"] is not None:
            set_post_grants(session, before["user_id"], ())
        if changes["user_id"] is not None:
            _check_user(session, changes["user_id"])
    claim_version(session, PEOPLE, before, changes)
    row = queries.get_person(session, actor, person_id)
    former = before["department_id"] if "department_id" in changes else None
    _record(session, "updated", row, {"fields": sorted(changes)}, former)
    if "user_id" in changes:
        derive_grants(session, person_id)
    return row


def depart_person(
    session: Session, actor: Actor, person_id: int, body: Departure, expected: Expected
) -> dict[str, Any]:
    """Ends everything the person holds; the record stays for the forms of former years. 409 when already gone."""
    before = queries.get_person(session, actor, person_id, WRITE)
    expected.check(before["version"])
    if before["left_on"]:
        raise conflict("这个人已经离任。", "already-left")
    last = body.left_on or today()
    for table, statement in _held(person_id):
        for row in session.execute(statement.where(still_running(table, last))).mappings().all():
            end_period(session, table, dict(row), last)
    claim_version(session, PEOPLE, before, {"left_on": last})
    after = queries.get_person(session, actor, person_id)
    _record(session, "departed", after)
    derive_grants(session, person_id)
    return after


def _held(person_id: int) -> tuple[tuple[sa.Table, sa.Select[Any]], ...]:
    """Everything a person ever held: appointments with their department, then charges and terms in groups."""
    posts = sa.select(APPOINTMENTS, POSITIONS.c.department_id).join(
        POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id
    )
    terms = sa.select(MEMBERS, GROUPS.c.department_id).join(GROUPS, GROUPS.c.id == MEMBERS.c.group_id)
    return (
        (APPOINTMENTS, posts.where(APPOINTMENTS.c.person_id == person_id)),
        (OFFICERS, sa.select(OFFICERS).where(OFFICERS.c.person_id == person_id)),
        (OVERSIGHTS, sa.select(OVERSIGHTS).where(OVERSIGHTS.c.leader_id == person_id)),
        (MEMBERS, terms.where(MEMBERS.c.person_id == person_id)),
    )
