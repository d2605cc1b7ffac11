"""Writes of a submission's files."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.actions import record
from backend.campaigns.queries import FILES, SUBMISSIONS
from backend.campaigns.rules import EDITABLE, FileRole
from backend.campaigns.submissions.actions import step
from backend.campaigns.submissions.queries import files_of, get_submission
from backend.kit.files import FileKind, Store, accept
from backend.kit.problems import conflict, invalid, not_found
from backend.kit.rows import insert_row
from backend.kit.table import now

Row = dict[str, Any]
SCANS = frozenset({FileKind.pdf, FileKind.png, FileKind.jpeg})
TEXTS = SCANS | {FileKind.docx, FileKind.xlsx, FileKind.xls, FileKind.ole2, FileKind.zip}
ACCEPTED = {FileRole.electronic: TEXTS, FileRole.sealed_scan: SCANS}
MAX_FILES = 200


def add_file(
    session: Session,
    actor: Actor,
    submission_id: int,
    store: Store,
    part: str,
    role: FileRole,
    filename: str,
    data: bytes,
) -> Row:
    """Puts a file into what is being prepared. 422 for an unknown part or a file that is not what it says it is."""
    before, _ = step(session, actor, submission_id, "edit")
    if part not in {one["key"] for one in before["parts"]}:
        raise invalid("/part", "unknown", "这项材料没有这一部分，请重新选择。")
    if len(files_of(session, submission_id)) >= MAX_FILES:
        raise conflict(f"一次报送最多 {MAX_FILES} 个文件，请合并或打包后再上传。", "too-many-files")
    file = accept(filename, data, ACCEPTED[role])
    store.put(data)
    _touch(session, submission_id)
    values = {
        "submission_id": submission_id,
        "part": part,
        "role": role,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "digest": file.digest,
        "uploaded_by_name": actor.principal.label,
        "uploaded_at": now(),
    }
    file_id = insert_row(session, FILES, values)
    return _done(session, actor, submission_id, "file_added", {"file_id": file_id, "digest": file.digest})


def remove_file(session: Session, actor: Actor, submission_id: int, file_id: int) -> None:
    """Takes a file out of what is being prepared; versions that hold it keep it."""
    step(session, actor, submission_id, "edit")
    result = session.execute(
        sa.update(FILES)
        .where(FILES.c.id == file_id, FILES.c.submission_id == submission_id, FILES.c.removed_at.is_(None))
        .values(removed_at=now())
    )
    if getattr(result, "rowcount", 0) != 1:
        raise not_found("这个文件")
    _touch(session, submission_id)
    _done(session, actor, submission_id, "file_removed", {"file_id": file_id})


def _touch(session: Session, submission_id: int) -> None:
    """A new version of what is being prepared; several uploads at once do not disturb each other, handing in does."""
    result = session.execute(
        sa.update(SUBMISSIONS)
        .where(SUBMISSIONS.c.id == submission_id, SUBMISSIONS.c.state.in_(EDITABLE))
        .values(version=SUBMISSIONS.c.version + 1, updated_at=now())
    )
    if getattr(result, "rowcount", 0) != 1:
        raise conflict("材料刚刚已经报送，不能再改动文件。", "raced")


def _done(session: Session, actor: Actor, submission_id: int, verb: str, details: Row) -> Row:
    row = get_submission(session, actor, submission_id)
    record(session, "submission", verb, row, details)
    return row
