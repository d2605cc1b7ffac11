"""Writes of opinion drives. Events carry field names and numbers; what was asked stays in the record."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.assessments.drives import queries
from backend.assessments.drives.queries import DRIVES
from backend.assessments.drives.rules import (
    MACHINE,
    TOKEN_BYTES,
    WRITE,
    AnswerKind,
    DriveState,
    OpinionForm,
)
from backend.assessments.drives.schemas import (
    DriveExtension,
    OpinionDriveCreate,
    OpinionDriveUpdate,
    Question,
)
from backend.campaigns.years.queries import refuse_closed
from backend.communications.meetings.queries import named_meeting
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, conflict, forbidden, invalid, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now
from backend.organization.queries import live_department

Row = dict[str, Any]


def _record(session: Session, action: str, row: Row, details: Row | None = None) -> None:
    subject = journal.Subject("opinion_drive", row["id"], row["version"], row["department_id"])
    journal.record(session, f"opinion_drive.{action}", subject, {"year": row["year"]} | (details or {}))


def _check_questions(questions: Sequence[Question]) -> None:
    """422 for choices without options, options without choice, and options that say the same."""
    errors: list[FieldError] = []
    for at, question in enumerate(questions):
        pointer, is_text = f"/questions/{at}/options", question.kind is AnswerKind.text
        if is_text and question.options:
            errors.append(FieldError(pointer, "unexpected", "填写题没有选项。"))
        elif not is_text and len(question.options) < 2:
            errors.append(FieldError(pointer, "too-few", "选择题至少要有两个选项。"))
        elif len(set(question.options)) < len(question.options):
            errors.append(FieldError(pointer, "duplicate", "选项有重复。"))
    if errors:
        raise invalid_fields(errors)


def _check_period(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= opens_at:
        raise invalid("/closes_at", "order", "截止时间要晚于开始时间。")


def _check_meeting(session: Session, actor: Actor, form: OpinionForm, meeting_id: int | None) -> None:
    if meeting_id is None:
        return
    if form != OpinionForm.meeting:
        raise invalid("/meeting_id", "unexpected", "只有座谈会才填会议记录。")
    named_meeting(session, actor, meeting_id)


def create_drive(session: Session, actor: Actor, body: OpinionDriveCreate, origin: str) -> Row:
    """Prepares a drive. 403 for another's department, 409 in a closed year, 422 for wrong questions or times."""
    live_department(session, actor, WRITE, body.department_id)
    refuse_closed(session, body.year)
    _check_questions(body.questions)
    _check_period(body.opens_at, body.closes_at)
    _check_meeting(session, actor, body.form, body.meeting_id)
    instant = now()
    values = body.model_dump(exclude={"questions"}) | {
        "questions": [question.model_dump(mode="json") for question in body.questions],
        "state": DriveState.draft,
        "created_by_name": actor.principal.label,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    row = queries.get_drive(session, actor, insert_row(session, DRIVES, values), origin)
    _record(session, "created", row, {"form": body.form})
    return row


def _change(
    session: Session, actor: Actor, before: Row, expected: Expected, action: str, changes: Row
) -> None:
    """Runs one row of the state table: in this state, allowed for this actor, not stale, in an open year."""
    step = MACHINE.find(before["state"], action)
    if action not in before["allowed_actions"]:
        raise forbidden()
    expected.check(before["version"])
    refuse_closed(session, before["year"])
    claim_version(session, DRIVES, before, changes | {"state": step.target})


def update_drive(
    session: Session, actor: Actor, drive_id: int, body: OpinionDriveUpdate, expected: Expected, origin: str
) -> Row:
    """Edits what is still being prepared."""
    before = queries.get_drive(session, actor, drive_id, origin)
    changes = body.model_dump(mode="python", exclude_unset=True, exclude={"questions"})
    if "questions" in body.model_fields_set:
        _check_questions(body.questions)
        changes["questions"] = [question.model_dump(mode="json") for question in body.questions]
    times = before | changes
    _check_period(times["opens_at"], times["closes_at"])
    _check_meeting(session, actor, before["form"], changes.get("meeting_id"))
    _change(session, actor, before, expected, "edit", changes)
    row = queries.get_drive(session, actor, drive_id, origin)
    _record(session, "updated", row, {"fields": sorted(body.model_fields_set)})
    return row


def open_drive(session: Session, actor: Actor, drive_id: int, expected: Expected, origin: str) -> Row:
    """Begins; a questionnaire gets its public link. 409 without questions, or when its time is over."""
    before = queries.get_drive(session, actor, drive_id, origin)
    is_asking = before["form"] == OpinionForm.questionnaire
    MACHINE.find(before["state"], "open")
    if is_asking and not before["questions"]:
        raise conflict("问卷里还没有题目，请先出题再开始。", "no-questions")
    if before["closes_at"] <= now():
        raise conflict("截止时间已经过了，请先修改截止时间。", "already-over")
    changes = {"token": secrets.token_urlsafe(TOKEN_BYTES)} if is_asking else {}
    _change(session, actor, before, expected, "open", changes)
    row = queries.get_drive(session, actor, drive_id, origin)
    _record(session, "opened", row)
    return row


def extend_drive(
    session: Session, actor: Actor, drive_id: int, body: DriveExtension, expected: Expected, origin: str
) -> Row:
    """Puts the end off, also after it has come."""
    before = queries.get_drive(session, actor, drive_id, origin)
    if body.closes_at <= max(before["closes_at"], now()):
        raise invalid("/closes_at", "order", "延长后的截止时间要晚于原来的截止时间和现在。")
    _change(session, actor, before, expected, "extend", {"closes_at": body.closes_at})
    row = queries.get_drive(session, actor, drive_id, origin)
    _record(session, "extended", row, {"closes_at": body.closes_at.isoformat()})
    return row


def renew_link(session: Session, actor: Actor, drive_id: int, expected: Expected, origin: str) -> Row:
    """A new link; the former one leads nowhere from now on, e.g. after it was abused."""
    before = queries.get_drive(session, actor, drive_id, origin)
    _change(session, actor, before, expected, "renew_link", {"token": secrets.token_urlsafe(TOKEN_BYTES)})
    row = queries.get_drive(session, actor, drive_id, origin)
    _record(session, "link_renewed", row)
    return row


def close_drive(session: Session, actor: Actor, drive_id: int, expected: Expected, origin: str) -> Row:
    """Ends; from now on only what came in is studied."""
    before = queries.get_drive(session, actor, drive_id, origin)
    _change(session, actor, before, expected, "close", {"closed_at": now()})
    row = queries.get_drive(session, actor, drive_id, origin)
    _record(session, "closed", row, {"opinions": row["opinions_count"]})
    return row


def cancel_drive(session: Session, actor: Actor, drive_id: int, expected: Expected, origin: str) -> Row:
    """Gives up what was only prepared."""
    before = queries.get_drive(session, actor, drive_id, origin)
    _change(session, actor, before, expected, "cancel", {})
    row = queries.get_drive(session, actor, drive_id, origin)
    _record(session, "cancelled", row)
    return row
