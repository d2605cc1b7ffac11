"""HTTP of reviews: the inbox and the signature."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, json_response, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId
from backend.reviews import queries
from backend.reviews.batches import routes as batches
from backend.reviews.chains import routes as chains
from backend.reviews.comments import routes as comments
from backend.reviews.decisions import actions
from backend.reviews.decisions import queries as decisions
from backend.reviews.schemas import (
    DecisionCreate,
    ReviewCounts,
    ReviewDetail,
    ReviewFilter,
    ReviewOut,
    ReviewQuery,
)

reviews = room_router("/reviews", "reviews")
Reader = Annotated[Actor, may(Permission.reviews_read)]
Decider = Annotated[Actor, may(Permission.reviews_decide)]


@reviews.get("", response_model=Page[ReviewOut], summary="审核收件箱")
def list_reviews(session: Db, actor: Reader, query: Annotated[ReviewQuery, Query()]) -> Response:
    """Sheets under review; `mine=true` are those waiting for the caller's signature."""
    return page_response(*queries.search_reviews(session, actor, query))


@reviews.get("/counts", response_model=ReviewCounts, summary="审核收件箱的数目")
def get_review_counts(session: Db, actor: Reader, query: Annotated[ReviewFilter, Query()]) -> dict[str, Any]:
    """How many sheets stand in each state, are stale, and wait for the caller."""
    return queries.count_reviews(session, actor, query)


@reviews.get("/{review_id}", response_model=ReviewDetail, summary="一份审核")
def get_review(session: Db, actor: Reader, review_id: RowId) -> Response:
    """One review with its signatures and what the caller may do now; the ETag changes with either."""
    row = decisions.get_review(session, actor, review_id)
    response = json_response(row)
    etag.stamp(response, row["version"], row)
    return response


@reviews.post(
    "/{review_id}/decisions", response_model=ReviewDetail, status_code=201, summary="同意、退回或复核确认"
)
@requires_key
def create_decision(
    session: Db,
    actor: Decider,
    review_id: RowId,
    body: DecisionCreate,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """Signs the sheet, sends it back with coded reasons, or reconfirms an approval that went stale."""
    row = actions.decide(session, actor, review_id, body, expected)
    etag.stamp(response, row["version"])
    return row


ROUTERS = (*chains.ROUTERS, reviews, *batches.ROUTERS, *comments.ROUTERS)
