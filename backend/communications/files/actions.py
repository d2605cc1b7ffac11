"""Writes of files. The caller has made sure that the owner may be changed, and journals."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.communications.files.queries import FILES, Owner, files_of, find_file
from backend.kit.files import FileKind, Store, accept
from backend.kit.problems import conflict
from backend.kit.rows import insert_row
from backend.kit.table import now

MAX_FILES = 20


def attach(
    session: Session, actor: Actor, store: Store, owner: Owner, owner_id: int, filename: str, data: bytes
) -> dict[str, Any]:
    """Keeps a file whose bytes are what its name says. 422 for what is not accepted, 409 when there are too many."""
    if len(files_of(session, owner, owner_id)) >= MAX_FILES:
        raise conflict(f"最多上传 {MAX_FILES} 个附件，请合并或打包后再上传。", "too-many-files")
    checked = accept(filename, data, tuple(FileKind))
    values = {
        owner: owner_id,
        "name": checked.name,
        "media_type": checked.media_type,
        "size": checked.size,
        "digest": store.put(data),
        "uploaded_by_id": actor.require_user(),
        "uploaded_by_name": actor.principal.label,
        "uploaded_at": now(),
    }
    return find_file(session, owner, owner_id, insert_row(session, FILES, values))


def detach(session: Session, owner: Owner, owner_id: int, file_id: int) -> dict[str, Any]:
    """Takes a file off; its bytes stay, since another record may hold the same ones. Returns what it was."""
    row = find_file(session, owner, owner_id, file_id)
    session.execute(sa.delete(FILES).where(FILES.c.id == file_id))
    return row
