"""Writes of notices: draft, publish once, take back with a reason, remind those who have not signed."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.communications.actions import advance, refuse
from backend.communications.files.actions import attach, detach
from backend.communications.meetings.queries import named_meeting
from backend.communications.notices import queries
from backend.communications.notices.queries import NOTICES, UNITS
from backend.communications.notices.rules import MACHINE, NoticeState
from backend.communications.notices.schemas import (
    NoticeCreate,
    NoticeReminder,
    NoticeUpdate,
    NoticeWithdrawal,
)
from backend.communications.nudges.actions import Word, send
from backend.communications.nudges.rules import NudgeTarget
from backend.kit import journal
from backend.kit.batches import insert_batch
from backend.kit.etag import Expected
from backend.kit.files import Store
from backend.kit.problems import conflict, forbidden, invalid
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.queries import DEPARTMENTS, live_department, reaches, subtree, within

WRITE = Permission.notices_write
Row = dict[str, Any]


def _record(session: Session, action: str, row: Row, details: Row | None = None) -> None:
    subject = journal.Subject("notice", row["id"], row["version"], row["department_id"])
    journal.record(session, f"notice.{action}", subject, details)


def _check_names(session: Session, actor: Actor, body: NoticeCreate | NoticeUpdate) -> None:
    """What the body names must be there and within reach; 422 or 403."""
    if body.meeting_id is not None:
        named_meeting(session, actor, body.meeting_id)
    for at, department_id in enumerate(body.department_ids or ()):
        live_department(session, actor, WRITE, department_id, f"/department_ids/{at}")


def create_notice(session: Session, actor: Actor, body: NoticeCreate) -> Row:
    """Writes a draft that only its publishers see."""
    live_department(session, actor, WRITE, body.department_id)
    _check_names(session, actor, body)
    instant = now()
    values = body.model_dump() | {"state": NoticeState.draft, "published_by_name": "", "withdraw_reason": ""}
    values |= {"version": 1, "created_at": instant, "updated_at": instant}
    row = queries.get_notice(session, actor, insert_row(session, NOTICES, values))
    _record(session, "created", row)
    return row


def update_notice(
    session: Session, actor: Actor, notice_id: int, body: NoticeUpdate, expected: Expected
) -> Row:
    """Edits a draft."""
    before = queries.get_notice(session, actor, notice_id)
    _check_names(session, actor, body)
    changes = body.model_dump(exclude_unset=True)
    advance(session, MACHINE, NOTICES, before, expected, "edit", changes)
    row = queries.get_notice(session, actor, notice_id)
    _record(session, "updated", row, {"fields": sorted(changes)})
    return row


def publish_notice(session: Session, actor: Actor, notice_id: int, expected: Expected) -> Row:
    """Sends it out to the departments that exist at this moment; 422 when that is nobody or the time is over."""
    before = queries.get_notice(session, actor, notice_id)
    instant = now()
    changes = {"published_at": instant, "published_by_name": actor.principal.label}
    advance(session, MACHINE, NOTICES, before, expected, "publish", changes)
    due = before["receipt_due_at"]
    if before["needs_receipt"] and due is not None and due <= instant:
        raise invalid("/receipt_due_at", "past", "签收期限已经过了，请改到以后的时间再发布。")
    units = _resolve(session, actor, before)
    if not units:
        raise invalid("/department_ids", "nobody", "这份通知没有发给任何部门，请选择部门或部门类别。")
    names = ("notice_id", "department_id", "signed_by_name", "note")
    insert_batch(session, UNITS, names, [(notice_id, department_id, "", "") for department_id in units])
    row = queries.get_notice(session, actor, notice_id)
    _record(session, "published", row, {"department_ids": units})
    return row


def _resolve(session: Session, actor: Actor, notice: Row) -> list[int]:
    """Live departments within the publisher's reach that the notice names.

    "All" are all departments below the college when the college or its office publishes, else the publishing
    department and those below it.
    """
    scope = actor.reach(WRITE)
    named: list[sa.ColumnElement[bool]] = [DEPARTMENTS.c.id.in_(notice["department_ids"])]
    if notice["kinds"]:
        named.append(DEPARTMENTS.c.kind.in_(notice["kinds"]))
    if notice["is_for_all"]:
        below = DEPARTMENTS.c.id.in_(subtree([notice["department_id"]]))
        named.append(DEPARTMENTS.c.parent_id.is_not(None) if scope.school else below)
    statement = (
        sa.select(DEPARTMENTS.c.id)
        .where(DEPARTMENTS.c.retired_on.is_(None), within(scope, DEPARTMENTS.c.id), sa.or_(*named))
        .order_by(DEPARTMENTS.c.id)
    )
    return list(session.execute(statement).scalars())


def withdraw_notice(
    session: Session, actor: Actor, notice_id: int, body: NoticeWithdrawal, expected: Expected
) -> Row:
    """Takes it back; the departments keep the title and the reason, not the text."""
    before = queries.get_notice(session, actor, notice_id)
    changes = {"withdrawn_at": now(), "withdraw_reason": body.reason}
    advance(session, MACHINE, NOTICES, before, expected, "withdraw", changes)
    row = queries.get_notice(session, actor, notice_id)
    _record(session, "withdrawn", row)
    return row


def remind_notice(session: Session, actor: Actor, notice_id: int, body: NoticeReminder) -> Row:
    """Nudges every department that has not signed, each at most once a day (`NudgesCreated`). 409 when none is left."""
    notice = queries.get_notice(session, actor, notice_id)
    MACHINE.find(notice["state"], "remind")
    if not reaches(session, actor, WRITE, notice["department_id"]):
        raise forbidden()
    if "remind" not in notice["allowed_actions"]:
        raise conflict("各部门都已签收，或这份通知不需要签收，不用催办。", "all-signed")
    unsigned = (
        sa.select(UNITS.c.department_id)
        .where(UNITS.c.notice_id == notice_id, UNITS.c.signed_at.is_(None))
        .order_by(UNITS.c.department_id)
    )
    sent = send(
        session,
        actor,
        list(session.execute(unsigned).scalars()),
        Word(NudgeTarget.notice, notice_id, body.message),
    )
    _record(session, "reminded", notice, {"departments": len(sent["created"])})
    return sent


def attach_file(
    session: Session, actor: Actor, notice_id: int, store: Store, filename: str, data: bytes
) -> Row:
    """Adds a file to a draft."""
    notice = queries.get_notice(session, actor, notice_id)
    refuse(MACHINE, notice, "edit")
    row = attach(session, actor, store, "notice_id", notice_id, filename, data)
    _record(session, "file_attached", notice, {"file_id": row["id"], "digest": row["digest"]})
    return row


def detach_file(session: Session, actor: Actor, notice_id: int, file_id: int) -> None:
    """Takes a file off a draft."""
    notice = queries.get_notice(session, actor, notice_id)
    refuse(MACHINE, notice, "edit")
    row = detach(session, "notice_id", notice_id, file_id)
    _record(session, "file_detached", notice, {"file_id": file_id, "digest": row["digest"]})
