"""Writes of receipts and readings: each once, by those it went to."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.communications.notices.queries import READINGS, UNITS, find_addressed, get_notice
from backend.communications.notices.rules import MACHINE
from backend.communications.receipts.queries import get_receipt
from backend.communications.receipts.schemas import ReceiptCreate
from backend.kit import journal
from backend.kit.problems import conflict, forbidden, invalid
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.queries import live_department


def sign_notice(session: Session, actor: Actor, notice_id: int, body: ReceiptCreate) -> dict[str, Any]:
    """Signs for one department, once. 422 when the notice was not sent there, 409 when it needs no signature."""
    notice = get_notice(session, actor, notice_id)
    department = live_department(session, actor, Permission.notices_sign, body.department_id)
    MACHINE.find(notice["state"], "sign")
    receipt = get_receipt(session, notice_id, body.department_id)
    if receipt is None:
        raise invalid("/department_id", "not-addressed", f"这份通知没有发给“{department['name']}”。")
    if not notice["needs_receipt"]:
        raise conflict("这份通知不需要签收。", "no-receipt-needed")
    values = {
        "signed_at": now(),
        "signed_by_id": actor.require_user(),
        "signed_by_name": actor.principal.label,
        "note": body.note,
    }
    unsigned = sa.update(UNITS).where(
        UNITS.c.notice_id == notice_id,
        UNITS.c.department_id == body.department_id,
        UNITS.c.signed_at.is_(None),
    )
    if not getattr(session.execute(unsigned.values(**values)), "rowcount", 0):
        raise conflict(f"“{department['name']}”已经签收过这份通知。", "already-signed")
    subject = journal.Subject("notice", notice_id, notice["version"], body.department_id)
    journal.record(session, "notice.signed", subject)
    return get_receipt(session, notice_id, body.department_id) or receipt


def read_notice(session: Session, actor: Actor, notice_id: int) -> None:
    """Notes that somebody of the departments it went to opened it; again is no error. 403 for other readers."""
    notice = find_addressed(session, actor, notice_id)
    if notice is None:
        get_notice(session, actor, notice_id)
        raise forbidden("这份通知不是发给您所在部门的，不登记阅读。")
    values = {"notice_id": notice_id, "user_id": actor.require_user(), "read_at": now()}
    try:
        with session.begin_nested():
            insert_row(session, READINGS, values)
    except IntegrityError:
        return
    subject = journal.Subject("notice", notice_id, notice["version"], notice["department_id"])
    journal.record(session, "notice.read", subject)
