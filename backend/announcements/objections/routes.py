"""HTTP of objections."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.announcements.objections import actions, queries
from backend.announcements.objections.schemas import (
    ObjectionCreate,
    ObjectionDecision,
    ObjectionOut,
    ObjectionQuery,
)
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, json_response, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

announced = room_router("/announcements", "announcements")
router = room_router("/objections", "announcements")
Reader = Annotated[Actor, may(Permission.objections_read)]
Objector = Annotated[Actor, may(Permission.announcements_object)]
Decider = Annotated[Actor, may(Permission.announcements_write)]


def _answer(row: dict[str, Any], status: int = 200) -> Response:
    sent = {name: value for name, value in row.items() if name != "is_decider"}
    response = json_response(sent, status)
    etag.stamp(response, row["version"], sent)
    return response


@announced.post(
    "/{announcement_id}/objections", response_model=ObjectionOut, status_code=201, summary="提出异议"
)
def create_objection(session: Db, actor: Objector, announcement_id: RowId, body: ObjectionCreate) -> Response:
    """During the period, about one row or the whole, under one's own name."""
    return _answer(actions.create_objection(session, actor, announcement_id, body), 201)


@router.get("", response_model=Page[ObjectionOut], summary="异议列表")
def list_objections(session: Db, actor: Reader, query: Annotated[ObjectionQuery, Query()]) -> Response:
    """The caller's own, and those to announcements of departments the caller announces for."""
    rows, total = queries.search_objections(session, actor, query)
    sent = [{name: value for name, value in row.items() if name != "is_decider"} for row in rows]
    return page_response(sent, total)


@router.get("/{objection_id}", response_model=ObjectionOut, summary="一条异议")
def get_objection(session: Db, actor: Reader, objection_id: RowId) -> Response:
    """One objection and what was decided on it."""
    return _answer(queries.find_objection(session, actor, objection_id))


@router.post("/{objection_id}/decision", response_model=ObjectionOut, status_code=201, summary="处理异议")
@requires_key
def decide_objection(
    session: Db, actor: Decider, objection_id: RowId, body: ObjectionDecision, expected: IfMatch
) -> Response:
    """By somebody other than who raised it, with a reason he reads."""
    return _answer(actions.decide_objection(session, actor, objection_id, body, expected), 201)


@router.post("/{objection_id}/withdrawal", response_model=ObjectionOut, status_code=201, summary="收回异议")
def withdraw_objection(session: Db, actor: Objector, objection_id: RowId, expected: IfMatch) -> Response:
    """While nobody has decided on it."""
    return _answer(actions.withdraw_objection(session, actor, objection_id, expected), 201)


ROUTERS = (announced, router)
