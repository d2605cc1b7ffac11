"""Reads of warnings: need to know. The caller journals each of them."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.models import User
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.table import table_of
from backend.organization.queries import DEPARTMENTS, POSITIONS, person_of, subtree, within
from backend.warnings.models import WarningCase, WarningReader
from backend.warnings.rules import MACHINE, WarningState
from backend.warnings.schemas import WarningItem, WarningOut, WarningQuery, WarningSort

CASES, READERS, USERS = table_of(WarningCase), table_of(WarningReader), table_of(User)
OWN_COLUMNS = set(CASES.c.keys())
ITEM_COLUMNS = (
    *(CASES.c[name] for name in WarningItem.model_fields if name in OWN_COLUMNS),
    DEPARTMENTS.c.name.label("department_name"),
)
FULL_COLUMNS = (
    *(CASES.c[name] for name in WarningOut.model_fields if name in OWN_COLUMNS),
    DEPARTMENTS.c.name.label("department_name"),
    POSITIONS.c.name.label("position_name"),
)
ORDER = {
    WarningSort.newest: (CASES.c.id.desc(),),
    WarningSort.due: (CASES.c.rectification_due_on.asc().nulls_last(), CASES.c.id),
}


def concerns(session: Session, actor: Actor) -> sa.ColumnElement[bool]:
    """Own reach: it is about me, I handle it, or I was let in."""
    person_id = person_of(session, actor.user_id)
    admitted = sa.select(READERS.c.warning_id).where(READERS.c.user_id == actor.user_id)
    return sa.or_(
        CASES.c.subject_id == person_id,
        CASES.c.handler_id == person_id,
        CASES.c.id.in_(admitted),
    )


def readable(session: Session, actor: Actor, permission: Permission = Permission.warnings_read) -> Any:
    """The clause for lists and single rows alike; nobody reads a draft about himself, the office neither."""
    reach = within(actor.need(permission), CASES.c.department_id, concerns(session, actor))
    me = person_of(session, actor.user_id)
    if me is None:
        return reach
    return sa.and_(reach, sa.or_(CASES.c.subject_id != me, CASES.c.issued_at.is_not(None)))


def search_warnings(session: Session, actor: Actor, query: WarningQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of cases the actor may know of."""
    statement = (
        sa.select(*ITEM_COLUMNS)
        .join_from(CASES, DEPARTMENTS, CASES.c.department_id == DEPARTMENTS.c.id)
        .where(readable(session, actor))
        .order_by(*ORDER[query.sort])
    )
    if query.department_id:
        statement = statement.where(CASES.c.department_id.in_(subtree([query.department_id])))
    if query.is_mine:
        statement = statement.where(concerns(session, actor))
    for column in (CASES.c.source, CASES.c.disposition, CASES.c.state):
        wanted = getattr(query, column.name)
        if wanted:
            statement = statement.where(column == wanted)
    return fetch(session, statement, query)


def find_warnings(session: Session, actor: Actor, *where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    """Whole sheets the actor may know of, with what he may do; whoever shows their text notes the reading."""
    statement = (
        sa.select(*FULL_COLUMNS)
        .join_from(CASES, DEPARTMENTS, CASES.c.department_id == DEPARTMENTS.c.id)
        .outerjoin(POSITIONS, POSITIONS.c.id == CASES.c.position_id)
        .where(readable(session, actor), *where)
        .order_by(CASES.c.id)
    )
    found = [dict(row) for row in session.execute(statement).mappings()]
    return [case | {"allowed_actions": allowed_actions(session, actor, case)} for case in found]


def get_warning(session: Session, actor: Actor, warning_id: int) -> dict[str, Any]:
    """One whole sheet, or 404 for everybody who need not know."""
    found = find_warnings(session, actor, CASES.c.id == warning_id)
    if not found:
        raise not_found("这份预警记录")
    (case,) = found
    case["readers"] = readers_of(session, warning_id) if actor.reach(Permission.warnings_write) else []
    return case


def readers_of(session: Session, warning_id: int) -> list[dict[str, Any]]:
    """Who was let in on a case."""
    statement = (
        sa.select(READERS.c.user_id, USERS.c.display_name, READERS.c.reason, READERS.c.admitted_at)
        .join(USERS, USERS.c.id == READERS.c.user_id)
        .where(READERS.c.warning_id == warning_id)
        .order_by(READERS.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def allowed_actions(session: Session, actor: Actor, case: dict[str, Any]) -> list[str]:
    """What this actor may do now; the client draws buttons from it and decides nothing."""
    is_subject = person_of(session, actor.user_id) == case["subject_id"]
    found = []
    for row in MACHINE.actions(WarningState(case["state"])):
        is_reply = row.permission == Permission.warnings_reply
        if bool(actor.reach(Permission(row.permission))) and is_reply == is_subject:
            found.append(row.action)
    return found
