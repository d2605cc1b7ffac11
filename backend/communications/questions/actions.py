"""Writes of questions: ask, answer, close; what was said is never edited."""

from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.communications.actions import advance, refuse
from backend.communications.files.actions import attach
from backend.communications.questions import queries
from backend.communications.questions.queries import MESSAGES, QUESTIONS
from backend.communications.questions.rules import MACHINE, QuestionState
from backend.communications.questions.schemas import MessageCreate, QuestionCreate
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.files import Store
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.queries import live_department

Row = dict[str, Any]


def _record(session: Session, action: str, row: Row, details: Row | None = None) -> None:
    subject = journal.Subject("question", row["id"], row["version"], row["department_id"])
    journal.record(session, f"question.{action}", subject, {"kind": row["kind"]} | (details or {}))


def _say(session: Session, actor: Actor, question_id: int, body: str, *, is_answer: bool) -> None:
    values = {
        "question_id": question_id,
        "is_answer": is_answer,
        "body": body,
        "author_id": actor.require_user(),
        "author_name": actor.principal.label,
        "written_at": now(),
    }
    insert_row(session, MESSAGES, values)


def create_question(session: Session, actor: Actor, body: QuestionCreate) -> Row:
    """Opens a thread for a department."""
    live_department(session, actor, Permission.questions_write, body.department_id)
    instant = now()
    values = body.model_dump(exclude={"body"}) | {
        "asked_by_id": actor.require_user(),
        "asked_by_name": actor.principal.label,
        "state": QuestionState.open,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    question_id = insert_row(session, QUESTIONS, values)
    _say(session, actor, question_id, body.body, is_answer=False)
    row = queries.get_question(session, actor, question_id)
    _record(session, "created", row)
    return row


def ask_again(
    session: Session, actor: Actor, question_id: int, body: MessageCreate, expected: Expected
) -> Row:
    """The department goes on; an answered or closed thread waits for the office again."""
    before = queries.get_question(session, actor, question_id)
    advance(session, MACHINE, QUESTIONS, before, expected, "ask", {"closed_at": None})
    _say(session, actor, question_id, body.body, is_answer=False)
    row = queries.get_question(session, actor, question_id)
    _record(session, "asked", row)
    return row


def answer_question(
    session: Session, actor: Actor, question_id: int, body: MessageCreate, expected: Expected
) -> Row:
    """The office answers."""
    before = queries.get_question(session, actor, question_id)
    advance(session, MACHINE, QUESTIONS, before, expected, "answer", {"answered_at": now()})
    _say(session, actor, question_id, body.body, is_answer=True)
    row = queries.get_question(session, actor, question_id)
    _record(session, "answered", row)
    return row


def close_question(session: Session, actor: Actor, question_id: int, expected: Expected) -> Row:
    """The department has what it needs."""
    before = queries.get_question(session, actor, question_id)
    advance(session, MACHINE, QUESTIONS, before, expected, "close", {"closed_at": now()})
    row = queries.get_question(session, actor, question_id)
    _record(session, "closed", row)
    return row


def attach_file(
    session: Session, actor: Actor, question_id: int, store: Store, filename: str, data: bytes
) -> Row:
    """Adds a file while the thread is open or answered; what was handed over stays."""
    question = queries.get_question(session, actor, question_id)
    refuse(MACHINE, question, "close")
    row = attach(session, actor, store, "question_id", question_id, filename, data)
    _record(session, "file_attached", question, {"file_id": row["id"], "digest": row["digest"]})
    return row
