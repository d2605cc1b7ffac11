"""HTTP of shared knowledge."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.communications.knowledge import actions, queries
from backend.communications.knowledge.schemas import (
    KnowledgeCreate,
    KnowledgeOut,
    KnowledgeQuery,
    KnowledgeUpdate,
    KnowledgeWithdrawal,
)
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, json_response, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/knowledge", "communications")
Reader = Annotated[Actor, may(Permission.notices_read)]
"""What the office shares is meant for everybody, like a notice to all."""
Keeper = Annotated[Actor, may(Permission.questions_answer)]


def _answer(row: dict[str, Any], status: int = 200) -> Response:
    response = json_response(row, status)
    etag.stamp(response, row["version"])
    return response


@router.get("", response_model=Page[KnowledgeOut], summary="答疑与经验做法")
def list_knowledge(session: Db, actor: Reader, query: Annotated[KnowledgeQuery, Query()]) -> Response:
    """What the office shares with everybody."""
    return page_response(*queries.search_knowledge(session, actor, query))


@router.post("", response_model=KnowledgeOut, status_code=201, summary="整理共享")
def share_knowledge(session: Db, actor: Keeper, body: KnowledgeCreate) -> Response:
    """From an answered thread, or on its own."""
    return _answer(actions.share_knowledge(session, actor, body), 201)


@router.get("/{knowledge_id}", response_model=KnowledgeOut, summary="一条答疑或经验做法")
def get_knowledge(session: Db, actor: Reader, knowledge_id: RowId) -> Response:
    """The full text."""
    return _answer(queries.get_knowledge(session, actor, knowledge_id))


@router.patch("/{knowledge_id}", response_model=KnowledgeOut, summary="修改共享内容")
def update_knowledge(
    session: Db, actor: Keeper, knowledge_id: RowId, body: KnowledgeUpdate, expected: IfMatch
) -> Response:
    """While it stands."""
    return _answer(actions.update_knowledge(session, actor, knowledge_id, body, expected))


@router.post("/{knowledge_id}/withdrawal", response_model=KnowledgeOut, summary="撤下共享内容")
@requires_key
def withdraw_knowledge(
    session: Db, actor: Keeper, knowledge_id: RowId, body: KnowledgeWithdrawal, expected: IfMatch
) -> Response:
    """With the reason kept."""
    return _answer(actions.withdraw_knowledge(session, actor, knowledge_id, body, expected))
