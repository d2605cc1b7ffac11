"""HTTP of opinions."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.assessments.opinions import actions, queries
from backend.assessments.opinions.schemas import (
    OpinionCreate,
    OpinionDecisionCreate,
    OpinionItem,
    OpinionOut,
    OpinionQuery,
    OpinionUpdate,
)
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/opinions", "assessments")
Reader = Annotated[Actor, may(Permission.opinions_read)]
Writer = Annotated[Actor, may(Permission.opinions_write)]


@router.get("", response_model=Page[OpinionItem], summary="群众意见列表")
def list_opinions(session: Db, actor: Reader, query: Annotated[OpinionQuery, Query()]) -> Response:
    """What those served have said, and what became of it."""
    return page_response(*queries.search_opinions(session, actor, query))


@router.post("", response_model=OpinionOut, status_code=201, summary="登记一条意见")
def create_opinion(session: Db, actor: Writer, body: OpinionCreate) -> Response:
    """Heard in an interview or a meeting, or come on paper."""
    return answered(actions.create_opinion(session, actor, body), 201)


@router.get("/{opinion_id}", response_model=OpinionOut, summary="一条意见")
def get_opinion(session: Db, actor: Reader, opinion_id: RowId) -> Response:
    """With its answers and the risk points it led to."""
    return answered(queries.get_opinion(session, actor, opinion_id))


@router.patch("/{opinion_id}", response_model=OpinionOut, summary="更正登记的意见")
def update_opinion(
    session: Db, actor: Writer, opinion_id: RowId, body: OpinionUpdate, expected: IfMatch
) -> Response:
    """Before it is decided; what came by the public link stays as it came."""
    return answered(actions.update_opinion(session, actor, opinion_id, body, expected))


@router.post("/{opinion_id}/decision", response_model=OpinionOut, summary="采纳或不采纳")
@requires_key
def decide_opinion(
    session: Db, actor: Writer, opinion_id: RowId, body: OpinionDecisionCreate, expected: IfMatch
) -> Response:
    """Always with the reason, and with the risk points it led to."""
    return answered(actions.decide_opinion(session, actor, opinion_id, body, expected))


ROUTERS = (router,)
