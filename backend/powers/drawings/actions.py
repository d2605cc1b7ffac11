"""Writes of drawings: whoever draws the flow keeps them. Taken off ones can be put back."""

from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit import journal
from backend.kit.files import FileKind, Store, accept
from backend.kit.problems import conflict
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.powers import queries as powers
from backend.powers.drawings.queries import DRAWINGS, find_drawing, list_drawings

KINDS: Final = frozenset({FileKind.pdf, FileKind.png, FileKind.jpeg})
MOST: Final = 10


def _writable(session: Session, actor: Actor, power_id: int) -> dict[str, Any]:
    power = powers.writable_power(session, actor, power_id)
    powers.refuse_retired(power)
    return power


def _record(session: Session, event: str, power: dict[str, Any], drawing: dict[str, Any]) -> None:
    subject = journal.Subject("power", power["id"], power["version"], power["department_id"])
    details = {"drawing_id": drawing["id"], "name": drawing["name"], "digest": drawing["digest"]}
    journal.record(session, f"power.drawing_{event}", subject, details)


def _refuse_more(session: Session, actor: Actor, power_id: int) -> None:
    if len(list_drawings(session, actor, power_id)) >= MOST:
        raise conflict(f"一项职权最多保存 {MOST} 张流程图附件，请先去掉不用的。", "too-many")


def add_drawing(
    session: Session, actor: Actor, store: Store, power_id: int, filename: str, data: bytes
) -> dict[str, Any]:
    """Keeps a picture or a PDF. 403, 409 for a retired power or too many, 422 for what is neither."""
    power = _writable(session, actor, power_id)
    _refuse_more(session, actor, power_id)
    accepted = accept(filename, data, KINDS)
    values = {
        "power_id": power_id,
        "name": accepted.name,
        "media_type": accepted.media_type,
        "size": accepted.size,
        "digest": store.put(data),
        "uploaded_by_id": actor.require_user(),
        "uploaded_by_name": actor.principal.label,
        "uploaded_at": now(),
    }
    drawing = find_drawing(session, actor, power_id, insert_row(session, DRAWINGS, values))
    _record(session, "added", power, drawing)
    return drawing


def remove_drawing(session: Session, actor: Actor, power_id: int, drawing_id: int) -> None:
    """Takes a drawing off; its bytes stay, so that it can be put back."""
    power = _writable(session, actor, power_id)
    drawing = find_drawing(session, actor, power_id, drawing_id)
    session.execute(sa.update(DRAWINGS).where(DRAWINGS.c.id == drawing_id).values(removed_at=now()))
    _record(session, "removed", power, drawing)


def restore_drawing(session: Session, actor: Actor, power_id: int, drawing_id: int) -> dict[str, Any]:
    """Puts back what was taken off."""
    power = _writable(session, actor, power_id)
    _refuse_more(session, actor, power_id)
    drawing = find_drawing(session, actor, power_id, drawing_id, is_removed=True)
    session.execute(sa.update(DRAWINGS).where(DRAWINGS.c.id == drawing_id).values(removed_at=None))
    _record(session, "restored", power, drawing)
    return drawing
