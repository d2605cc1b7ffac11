"""Reads of a submission's files."""

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.queries import FILES, SUBMISSIONS, Row
from backend.campaigns.submissions.queries import visible_submissions
from backend.kit.problems import not_found


def get_file(session: Session, actor: Actor, submission_id: int, file_id: int) -> Row:
    """Where a file lies, also one that only an earlier version holds; 404 for whoever may not see the submission."""
    statement = (
        sa.select(FILES.c.name, FILES.c.media_type, FILES.c.digest)
        .join(SUBMISSIONS, SUBMISSIONS.c.id == FILES.c.submission_id)
        .where(FILES.c.id == file_id, FILES.c.submission_id == submission_id, visible_submissions(actor))
    )
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这个文件")
    return dict(row)
