"""HTTP of suggestions."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId
from backend.risks.suggestions import actions, queries
from backend.risks.suggestions.schemas import (
    RiskSuggestionAdoption,
    RiskSuggestionCreate,
    RiskSuggestionDecline,
    RiskSuggestionOut,
    RiskSuggestionQuery,
    SuggestionBatchCreate,
    SuggestionBatchOut,
)

router = room_router("/risk-suggestions", "risks")
Reader = Annotated[Actor, may(Permission.suggestions_read)]
Suggester = Annotated[Actor, may(Permission.suggestions_write)]
Filler = Annotated[Actor, may(Permission.risks_write)]


@router.get("", response_model=Page[RiskSuggestionOut], summary="风险建议列表")
def list_risk_suggestions(
    session: Db, actor: Reader, query: Annotated[RiskSuggestionQuery, Query()]
) -> Response:
    """Made for the caller's posts or departments, or by the caller; `awaiting=true` are those to decide on."""
    return page_response(*queries.search_suggestions(session, actor, query))


@router.post("", response_model=RiskSuggestionOut, status_code=201, summary="提出风险建议")
def create_risk_suggestion(session: Db, actor: Suggester, body: RiskSuggestionCreate) -> Response:
    """A risk for one post or one department's sheet."""
    return answered(actions.create_suggestion(session, actor, body), 201)


@router.post("/batches", response_model=SuggestionBatchOut, status_code=201, summary="下达风险建议")
@requires_key
@takes_long
def create_suggestion_batch(session: Db, actor: Suggester, body: SuggestionBatchCreate) -> dict[str, Any]:
    """The same risk for all posts of a kind; each post adopts or declines it for itself."""
    return actions.push_suggestion(session, actor, body)


@router.get("/{suggestion_id}", response_model=RiskSuggestionOut, summary="一条风险建议")
def get_risk_suggestion(session: Db, actor: Reader, suggestion_id: RowId) -> Response:
    """One suggestion and what became of it."""
    return answered(queries.find_suggestion(session, actor, suggestion_id))


@router.post(
    "/{suggestion_id}/adoption", response_model=RiskSuggestionOut, status_code=201, summary="采纳建议"
)
def adopt_risk_suggestion(
    session: Db, actor: Filler, suggestion_id: RowId, body: RiskSuggestionAdoption, expected: IfMatch
) -> Response:
    """Adds it to the sheet as a row, adapted by what the body says."""
    return answered(actions.adopt_suggestion(session, actor, suggestion_id, body, expected), 201)


@router.post(
    "/{suggestion_id}/refusal", response_model=RiskSuggestionOut, status_code=201, summary="不采纳建议"
)
def decline_risk_suggestion(
    session: Db, actor: Filler, suggestion_id: RowId, body: RiskSuggestionDecline, expected: IfMatch
) -> Response:
    """With a reason, which who made it can read."""
    return answered(actions.decline_suggestion(session, actor, suggestion_id, body, expected), 201)


@router.post(
    "/{suggestion_id}/withdrawal", response_model=RiskSuggestionOut, status_code=201, summary="收回建议"
)
def withdraw_risk_suggestion(
    session: Db, actor: Suggester, suggestion_id: RowId, expected: IfMatch
) -> Response:
    """While nobody has decided on it."""
    return answered(actions.withdraw_suggestion(session, actor, suggestion_id, expected), 201)
