"""Files as the permission matrix needs them."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from backend.communications.files.queries import FILES, Owner
from backend.kit.files import Store
from backend.kit.rows import insert_row
from backend.kit.table import now
from tests.access.matrix import Scene

TEXT = "会议材料".encode()


def upload(_: Scene) -> Mapping[str, Any]:
    """A text file, as a browser sends it."""
    return {"files": {"file": ("材料.txt", TEXT, "text/plain")}}


def add_file(session: Session, scene: Scene, owner: Owner, owner_id: int) -> tuple[int, int]:
    """A stored file; its id and that of its owner."""
    row = {
        owner: owner_id,
        "name": "材料.txt",
        "media_type": "text/plain; charset=utf-8",
        "size": len(TEXT),
        "digest": Store(scene.data_dir / "files").put(TEXT),
        "uploaded_by_id": scene.user_id,
        "uploaded_by_name": "上传的人",
        "uploaded_at": now(),
    }
    return insert_row(session, FILES, row), owner_id
