"""Writes of comments. Events carry the cell, never the text."""

from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, forbidden
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now
from backend.reviews.actions import refuse_closed_year
from backend.reviews.comments import queries
from backend.reviews.comments.schemas import CommentCreate
from backend.reviews.queries import COMMENTS, find_review


def _record(session: Session, action: str, comment: dict[str, Any], review: dict[str, Any]) -> None:
    subject = journal.Subject("review", review["id"], review["version"], review["department_id"])
    details = {
        "comment_id": comment["id"],
        "subject_kind": review["subject_kind"],
        "subject_id": review["subject_id"],
        "row_id": comment["row_id"],
        "field": comment["field"],
    }
    journal.record(session, f"review.{action}", subject, details)


def create_comment(session: Session, actor: Actor, review_id: int, body: CommentCreate) -> dict[str, Any]:
    """Adds a comment. 404 when the sheet is invisible, 403 for those who only read it."""
    review = find_review(session, actor, review_id)
    if not queries.may_comment(session, actor, review):
        raise forbidden("这张表由填表人、联络员和审核人批注，您只能查看。")
    refuse_closed_year(session, review)
    instant = now()
    values = body.model_dump() | {
        "review_id": review_id,
        "round": review["round"],
        "author_id": actor.require_user(),
        "author_name": actor.principal.label,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    comment, _ = queries.get_comment(session, actor, insert_row(session, COMMENTS, values))
    _record(session, "commented", comment, review)
    return comment


def resolve_comment(session: Session, actor: Actor, comment_id: int, expected: Expected) -> dict[str, Any]:
    """Marks a comment as dealt with. 403 for strangers to the sheet, 409 when it was already."""
    before, review = queries.get_comment(session, actor, comment_id)
    if before["resolved_at"] is None and not before["can_resolve"]:
        raise forbidden("批注由填表的人处理，或由写批注的人撤销。")
    expected.check(before["version"])
    refuse_closed_year(session, review)
    if before["resolved_at"] is not None:
        raise conflict("这条批注已经处理过了。", "already-resolved")
    changes = {
        "resolved_at": now(),
        "resolved_by_id": actor.require_user(),
        "resolved_by_name": actor.principal.label,
    }
    claim_version(session, COMMENTS, before, changes)
    comment, _ = queries.get_comment(session, actor, comment_id)
    _record(session, "comment_resolved", comment, review)
    return comment
