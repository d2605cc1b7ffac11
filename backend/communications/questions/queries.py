"""Reads of questions: by the department that asked, and by the office."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.communications.files.queries import files_of
from backend.communications.models import Knowledge, Question, QuestionMessage
from backend.communications.questions.rules import MACHINE, QuestionState
from backend.communications.questions.schemas import (
    MessageOut,
    QuestionItem,
    QuestionQuery,
    QuestionSort,
)
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains
from backend.kit.table import table_of
from backend.organization.queries import DEPARTMENTS, reaches, subtree, within

QUESTIONS, MESSAGES, KNOWLEDGE = (table_of(model) for model in (Question, QuestionMessage, Knowledge))
_SHARED = sa.exists().where(KNOWLEDGE.c.question_id == QUESTIONS.c.id, KNOWLEDGE.c.withdrawn_at.is_(None))
_JOINED = {
    "department_name": DEPARTMENTS.c.name,
    "messages_count": sa.select(sa.func.count())
    .where(MESSAGES.c.question_id == QUESTIONS.c.id)
    .scalar_subquery(),
    "is_shared": _SHARED,
}
_ORDER = {
    QuestionSort.newest: (QUESTIONS.c.updated_at.desc(), QUESTIONS.c.id.desc()),
    QuestionSort.oldest: (QUESTIONS.c.updated_at, QUESTIONS.c.id),
}


def _visible(actor: Actor) -> sa.Select[Any]:
    columns = (
        _JOINED[name].label(name) if name in _JOINED else QUESTIONS.c[name]
        for name in QuestionItem.model_fields
    )
    return (
        sa.select(*columns)
        .join_from(QUESTIONS, DEPARTMENTS, DEPARTMENTS.c.id == QUESTIONS.c.department_id)
        .where(within(actor.reach(Permission.questions_read), QUESTIONS.c.department_id))
    )


def _plain(row: Any) -> dict[str, Any]:
    return dict(row) | {"is_shared": bool(row["is_shared"])}


def search_questions(
    session: Session, actor: Actor, query: QuestionQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of threads, without what was said."""
    statement = _visible(actor)
    if query.department_id:
        statement = statement.where(QUESTIONS.c.department_id.in_(subtree([query.department_id])))
    for column in (QUESTIONS.c.kind, QUESTIONS.c.topic, QUESTIONS.c.state):
        wanted = getattr(query, column.name)
        if wanted:
            statement = statement.where(column == wanted)
    if query.is_shared is not None:
        statement = statement.where(_SHARED if query.is_shared else sa.not_(_SHARED))
    if query.q:
        statement = statement.where(contains(query.q, QUESTIONS.c.title))
    rows, total = fetch(session, statement.order_by(*_ORDER[query.sort]), query)
    return [_plain(row) for row in rows], total


def get_question(session: Session, actor: Actor, question_id: int) -> dict[str, Any]:
    """The whole thread (`QuestionOut`), or 404."""
    row = session.execute(_visible(actor).where(QUESTIONS.c.id == question_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这条咨询")
    columns = [MESSAGES.c[name] for name in MessageOut.model_fields]
    said = sa.select(*columns).where(MESSAGES.c.question_id == question_id).order_by(MESSAGES.c.id)
    return _plain(row) | {
        "messages": [dict(message) for message in session.execute(said).mappings()],
        "files": files_of(session, "question_id", question_id),
        "allowed_actions": _allowed_actions(session, actor, row["state"], row["department_id"]),
    }


def _allowed_actions(session: Session, actor: Actor, state: QuestionState, department_id: int) -> list[str]:
    return [
        row.action
        for row in MACHINE.actions(state)
        if reaches(session, actor, Permission(row.permission), department_id)
    ]
