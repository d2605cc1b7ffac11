"""Reads of files. The caller has made sure that the owner is visible."""

from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Session

from backend.communications.files.schemas import CommunicationFileOut
from backend.communications.models import CommunicationFile
from backend.kit.problems import not_found
from backend.kit.table import table_of

FILES = table_of(CommunicationFile)
Owner = Literal["meeting_id", "notice_id", "question_id"]
_COLUMNS = tuple(FILES.c[name] for name in CommunicationFileOut.model_fields)


def files_of(session: Session, owner: Owner, owner_id: int) -> list[dict[str, Any]]:
    """The files of one meeting, notice or question, oldest first."""
    statement = sa.select(*_COLUMNS).where(FILES.c[owner] == owner_id).order_by(FILES.c.id)
    return [dict(row) for row in session.execute(statement).mappings()]


def find_file(session: Session, owner: Owner, owner_id: int, file_id: int) -> dict[str, Any]:
    """One file of this owner, or 404."""
    statement = sa.select(*_COLUMNS).where(FILES.c[owner] == owner_id, FILES.c.id == file_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这个附件")
    return dict(row)
