"""Reads of receipts and readings."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.communications.notices.queries import NOTICES, READINGS, UNITS, get_notice, my_departments
from backend.communications.receipts.schemas import (
    ReadingOut,
    ReadingQuery,
    ReadingSort,
    ReceiptOut,
    ReceiptQuery,
    ReceiptSort,
)
from backend.kit.paging import fetch
from backend.kit.problems import forbidden
from backend.kit.table import now
from backend.organization.queries import DEPARTMENTS, PEOPLE, reaches, subtree, within

_RECEIPT_ORDER = {
    ReceiptSort.department: (DEPARTMENTS.c.sort, UNITS.c.department_id),
    ReceiptSort.signed: (UNITS.c.signed_at.asc().nulls_last(), UNITS.c.department_id),
}
_READING_ORDER = {
    ReadingSort.department: (DEPARTMENTS.c.sort, DEPARTMENTS.c.id, PEOPLE.c.name, PEOPLE.c.id),
    ReadingSort.read: (READINGS.c.read_at.asc().nulls_last(), PEOPLE.c.id),
}


def search_receipts(
    session: Session, actor: Actor, notice_id: int, query: ReceiptQuery
) -> tuple[list[dict[str, Any]], int]:
    """Departments and their signatures: all of them for readers of the publishing department, else one's own."""
    notice = get_notice(session, actor, notice_id)
    statement = _receipts().where(UNITS.c.notice_id == notice_id)
    if not reaches(session, actor, Permission.notices_read, notice["department_id"]):
        own = UNITS.c.department_id.in_(my_departments(actor.user_id))
        statement = statement.where(within(actor.reach(Permission.notices_read), UNITS.c.department_id, own))
    if query.is_signed is not None:
        statement = statement.where(UNITS.c.signed_at.is_not(None) == query.is_signed)
    rows, total = fetch(session, statement.order_by(*_RECEIPT_ORDER[query.sort]), query)
    return [row | {"is_late": bool(row["is_late"])} for row in rows], total


def _receipts() -> sa.Select[Any]:
    late = sa.and_(
        NOTICES.c.needs_receipt, sa.func.coalesce(UNITS.c.signed_at, now()) > NOTICES.c.receipt_due_at
    )
    joined = {
        "department_name": DEPARTMENTS.c.name,
        "is_late": sa.func.coalesce(late, sa.false()),
    }
    columns = (
        joined[name].label(name) if name in joined else UNITS.c[name] for name in ReceiptOut.model_fields
    )
    return (
        sa.select(*columns)
        .join_from(UNITS, NOTICES, NOTICES.c.id == UNITS.c.notice_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == UNITS.c.department_id)
    )


def get_receipt(session: Session, notice_id: int, department_id: int) -> dict[str, Any] | None:
    """One department's line, or None when the notice was not sent there."""
    statement = _receipts().where(UNITS.c.notice_id == notice_id, UNITS.c.department_id == department_id)
    row = session.execute(statement).mappings().one_or_none()
    return dict(row) | {"is_late": bool(row["is_late"])} if row else None


def search_readings(
    session: Session, actor: Actor, notice_id: int, query: ReadingQuery
) -> tuple[list[dict[str, Any]], int]:
    """People with an account in the departments it went to, and when they opened it; for its publishers only."""
    notice = get_notice(session, actor, notice_id)
    if not reaches(session, actor, Permission.notices_write, notice["department_id"]):
        raise forbidden("谁读过这份通知，只有发布部门能看。")
    unit = DEPARTMENTS.alias("unit")
    reached = (
        sa.select(UNITS.c.id)
        .join(unit, unit.c.id == UNITS.c.department_id)
        .where(UNITS.c.notice_id == notice_id, DEPARTMENTS.c.path.startswith(unit.c.path, autoescape=False))
    )
    joined = {
        "person_id": PEOPLE.c.id,
        "person_name": PEOPLE.c.name,
        "department_id": PEOPLE.c.department_id,
        "department_name": DEPARTMENTS.c.name,
        "read_at": READINGS.c.read_at,
    }
    mine = sa.and_(READINGS.c.notice_id == notice_id, READINGS.c.user_id == PEOPLE.c.user_id)
    statement = (
        sa.select(*(joined[name].label(name) for name in ReadingOut.model_fields))
        .join_from(PEOPLE, DEPARTMENTS, DEPARTMENTS.c.id == PEOPLE.c.department_id)
        .outerjoin(READINGS, mine)
        .where(
            PEOPLE.c.user_id.is_not(None),
            PEOPLE.c.left_on.is_(None),
            sa.exists(reached.correlate(DEPARTMENTS)),
        )
    )
    if query.department_id:
        statement = statement.where(PEOPLE.c.department_id.in_(subtree([query.department_id])))
    if query.is_read is not None:
        statement = statement.where(READINGS.c.read_at.is_not(None) == query.is_read)
    return fetch(session, statement.order_by(*_READING_ORDER[query.sort]), query)
