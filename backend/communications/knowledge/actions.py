"""Writes of shared knowledge, by the office."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.communications.knowledge import queries
from backend.communications.knowledge.schemas import KnowledgeCreate, KnowledgeUpdate, KnowledgeWithdrawal
from backend.communications.questions.queries import KNOWLEDGE, get_question
from backend.communications.questions.rules import QuestionState
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import Problem, conflict, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now

Row = dict[str, Any]


def _record(session: Session, action: str, row: Row, details: Row | None = None) -> None:
    subject = journal.Subject("knowledge", row["id"], row["version"])
    journal.record(session, f"knowledge.{action}", subject, {"kind": row["kind"]} | (details or {}))


def share_knowledge(session: Session, actor: Actor, body: KnowledgeCreate) -> Row:
    """Shares an answer or a good practice with everybody. 409 while the thread is unanswered or when it is shared."""
    actor.need(Permission.questions_answer)
    if body.question_id is not None:
        _check_question(session, actor, body.question_id)
    instant = now()
    values = body.model_dump() | {
        "shared_by_name": actor.principal.label,
        "shared_at": instant,
        "withdraw_reason": "",
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    row = queries.get_knowledge(session, actor, insert_row(session, KNOWLEDGE, values))
    _record(session, "shared", row, {"question_id": body.question_id})
    return row


def _check_question(session: Session, actor: Actor, question_id: int) -> None:
    try:
        question = get_question(session, actor, question_id)
    except Problem as unseen:
        raise invalid("/question_id", "unknown", "没有这条咨询，请重新选择。") from unseen
    if question["state"] == QuestionState.open:
        raise conflict("这条咨询还没有答复，请先答复再共享。", "unanswered")
    shared = sa.select(KNOWLEDGE.c.id).where(KNOWLEDGE.c.question_id == question_id)
    if session.execute(shared).first():
        raise conflict("这条咨询已经整理共享过，请直接修改那一条。", "already-shared")


def _change(session: Session, actor: Actor, knowledge_id: int, expected: Expected, changes: Row) -> Row:
    actor.need(Permission.questions_answer)
    before = queries.get_knowledge(session, actor, knowledge_id)
    if before["withdrawn_at"] is not None:
        raise conflict("这条内容已经撤下，不能再修改。", "withdrawn")
    expected.check(before["version"])
    claim_version(session, KNOWLEDGE, before, changes)
    return queries.get_knowledge(session, actor, knowledge_id)


def update_knowledge(
    session: Session, actor: Actor, knowledge_id: int, body: KnowledgeUpdate, expected: Expected
) -> Row:
    """Corrects an entry."""
    changes = body.model_dump(exclude_unset=True)
    row = _change(session, actor, knowledge_id, expected, changes)
    _record(session, "updated", row, {"fields": sorted(changes)})
    return row


def withdraw_knowledge(
    session: Session, actor: Actor, knowledge_id: int, body: KnowledgeWithdrawal, expected: Expected
) -> Row:
    """Takes an entry down; a thread it came from may be shared anew."""
    changes = {"withdrawn_at": now(), "withdraw_reason": body.reason, "question_id": None}
    row = _change(session, actor, knowledge_id, expected, changes)
    _record(session, "withdrawn", row)
    return row
