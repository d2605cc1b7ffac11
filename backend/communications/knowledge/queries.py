"""Reads of shared knowledge: everybody reads what stands, the office also what was taken down."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.communications.knowledge.schemas import KnowledgeOut, KnowledgeQuery, KnowledgeSort
from backend.communications.questions.queries import KNOWLEDGE
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains

_COLUMNS = tuple(KNOWLEDGE.c[name] for name in KnowledgeOut.model_fields)
_ORDER = {
    KnowledgeSort.newest: (KNOWLEDGE.c.shared_at.desc(), KNOWLEDGE.c.id.desc()),
    KnowledgeSort.by_title: (KNOWLEDGE.c.title, KNOWLEDGE.c.id),
}


def _visible(actor: Actor) -> sa.Select[Any]:
    is_keeper = bool(actor.reach(Permission.questions_answer))
    return sa.select(*_COLUMNS).where(sa.true() if is_keeper else KNOWLEDGE.c.withdrawn_at.is_(None))


def search_knowledge(
    session: Session, actor: Actor, query: KnowledgeQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page with the full text."""
    statement = _visible(actor).where(KNOWLEDGE.c.withdrawn_at.is_not(None) == query.is_withdrawn)
    if query.kind:
        statement = statement.where(KNOWLEDGE.c.kind == query.kind)
    if query.topic:
        statement = statement.where(KNOWLEDGE.c.topic == query.topic)
    if query.q:
        statement = statement.where(
            contains(query.q, KNOWLEDGE.c.title, KNOWLEDGE.c.question, KNOWLEDGE.c.answer)
        )
    return fetch(session, statement.order_by(*_ORDER[query.sort]), query)


def get_knowledge(session: Session, actor: Actor, knowledge_id: int) -> dict[str, Any]:
    """One entry, or 404."""
    row = session.execute(_visible(actor).where(KNOWLEDGE.c.id == knowledge_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这条内容")
    return dict(row)
