"""HTTP of comments."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.reviews.comments import actions, queries
from backend.reviews.comments.schemas import CommentCreate, CommentOut, CommentQuery

of_review = room_router("/reviews", "reviews")
comments = room_router("/review-comments", "reviews")
Reader = Annotated[Actor, may(Permission.reviews_read)]
Commenter = Annotated[Actor, may(Permission.reviews_comment)]


@of_review.get("/{review_id}/comments", response_model=Page[CommentOut], summary="一张表的批注")
def list_review_comments(
    session: Db, actor: Reader, review_id: RowId, query: Annotated[CommentQuery, Query()]
) -> Response:
    """In the order they were written."""
    return page_response(*queries.search_comments(session, actor, review_id, query))


@of_review.post("/{review_id}/comments", response_model=CommentOut, status_code=201, summary="在一格上写批注")
def create_review_comment(
    session: Db, actor: Commenter, review_id: RowId, body: CommentCreate, response: Response
) -> dict[str, Any]:
    """A word on a cell, a row, or the whole sheet; decides nothing."""
    row = actions.create_comment(session, actor, review_id, body)
    etag.stamp(response, row["version"])
    return row


@comments.post("/{comment_id}/resolution", response_model=CommentOut, summary="批注已处理")
def resolve_review_comment(
    session: Db, actor: Commenter, comment_id: RowId, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """By those who fill the sheet in, or by the author."""
    row = actions.resolve_comment(session, actor, comment_id, expected)
    etag.stamp(response, row["version"])
    return row


ROUTERS = (of_review, comments)
