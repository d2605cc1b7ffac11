"""Reads of comments: whoever sees the review sees them."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.organization.queries import reaches
from backend.reviews.comments.schemas import CommentOut, CommentQuery
from backend.reviews.queries import COMMENTS, find_review, is_mine
from backend.reviews.rules import CHAINS

_COLUMNS = tuple(COMMENTS.c[name] for name in CommentOut.model_fields if name != "can_resolve")


def search_comments(
    session: Session, actor: Actor, review_id: int, query: CommentQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of the comments of a review, oldest first; 404 when the review is invisible."""
    review = find_review(session, actor, review_id)
    statement = sa.select(*_COLUMNS).where(COMMENTS.c.review_id == review_id).order_by(COMMENTS.c.id)
    if query.row_id:
        statement = statement.where(COMMENTS.c.row_id == query.row_id)
    if query.is_open is not None:
        is_open = COMMENTS.c.resolved_at.is_(None)
        statement = statement.where(is_open if query.is_open else sa.not_(is_open))
    rows, total = fetch(session, statement, query)
    mends = mends_sheet(session, actor, review)
    return [_offered(actor, row, mends=mends) for row in rows], total


def get_comment(session: Session, actor: Actor, comment_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """One comment and its review, or 404 when either is invisible."""
    found = session.execute(sa.select(*_COLUMNS).where(COMMENTS.c.id == comment_id)).mappings().one_or_none()
    if found is None:
        raise not_found("这条批注")
    review = find_review(session, actor, found["review_id"])
    return _offered(actor, dict(found), mends=mends_sheet(session, actor, review)), review


def may_comment(session: Session, actor: Actor, review: dict[str, Any]) -> bool:
    """Whoever reviews or keeps the sheet's department, and whose sheet it is."""
    if reaches(session, actor, Permission.reviews_comment, review["department_id"]):
        return True
    return actor.reach(Permission.reviews_comment).own and is_mine(session, actor, review["id"])


def mends_sheet(session: Session, actor: Actor, review: dict[str, Any]) -> bool:
    """Whether the caller is one of those who fill the sheet in, and so deals with what others remark."""
    write = CHAINS[review["chain"]].write
    own = actor.reach(write).own and is_mine(session, actor, review["id"])
    return may_comment(session, actor, review) and (
        own or reaches(session, actor, write, review["department_id"])
    )


def _offered(actor: Actor, row: dict[str, Any], *, mends: bool) -> dict[str, Any]:
    """Those who fill the sheet in say that it is dealt with, and the author that it no longer matters."""
    is_author = actor.user_id == row["author_id"] and bool(actor.reach(Permission.reviews_comment))
    return row | {"can_resolve": row["resolved_at"] is None and (mends or is_author)}
