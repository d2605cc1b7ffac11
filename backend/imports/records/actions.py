"""Writes of 附件四 from a file, through the warnings' own actions; nothing is issued, promised or closed."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.imports.models import FormImport
from backend.imports.plans.rules import PlannedSheet
from backend.imports.records.queries import after, create_values
from backend.imports.records.rules import FOLDER, KEPT
from backend.imports.reversals.rules import REASON, Effect, EffectKind
from backend.imports.rules import ImportState, ItemStatus
from backend.kit import journal
from backend.kit.etag import UNSEEN, Expected, tag
from backend.kit.files import Store
from backend.kit.table import now, table_of
from backend.settings import Settings
from backend.warnings import actions as warnings
from backend.warnings.queries import CASES, find_warnings
from backend.warnings.schemas import WarningClosureCreate, WarningCreate, WarningUpdate

IMPORTS = table_of(FormImport)
UNFINISHED_SECONDS = 3600
"""A file may lie there a moment before the row that names it is committed."""


def apply_record(session: Session, actor: Actor, planned: PlannedSheet) -> list[Effect]:
    """A new draft, or the changes of one; the effect is known by the record's number and holds no name."""
    (item,) = planned.items
    if item.status is ItemStatus.new:
        case = warnings.create_warning(session, actor, WarningCreate.model_validate(create_values(planned)))
        item.stored_id = case["id"]
        return [Effect(planned.index, EffectKind.warning, case["id"], case["number"])]
    assert item.stored_id is not None
    changes = after(planned, item)
    (before,) = find_warnings(session, actor, CASES.c.id == item.stored_id)
    former = {name: before[name] for name in changes}
    body = WarningUpdate.model_validate(changes)
    case = warnings.update_warning(session, actor, item.stored_id, body, UNSEEN)
    return [Effect(planned.index, EffectKind.warning, case["id"], case["number"], former)]


def take_back_records(session: Session, actor: Actor, effects: Iterable[Effect]) -> None:
    """New drafts are withdrawn as the office withdraws any, changed ones get their former words."""
    for effect in effects:
        as_left = Expected(frozenset({tag(effect.version)}))
        if effect.former is None:
            closure = WarningClosureCreate(reason=REASON)
            warnings.cancel_warning(session, actor, effect.id, closure, as_left)
        else:
            former = WarningUpdate.model_validate(effect.former)
            warnings.update_warning(session, actor, effect.id, former, as_left)


def note_reading(session: Session, actor: Actor, forms: Sequence[dict[str, Any]]) -> None:
    """Comparing shows what is stored, so it leaves the trace of every reading."""
    ids = {item["stored_id"] for form in forms for item in form["items"] if item["stored_id"]}
    for case in find_warnings(session, actor, CASES.c.id.in_(ids)) if ids else ():
        warnings.record_reading(session, case)


class RecordExpiry:
    """An hourly chore: uploads nobody applied in 30 days end, and files of applied or ended ones go."""

    def __init__(self, settings: Settings) -> None:
        self._store = Store(settings.data_dir / "files").beside(FOLDER)

    def __call__(self, session: Session) -> int:
        """Returns how many uploads ended."""
        waiting = (IMPORTS.c.is_restricted, IMPORTS.c.state == ImportState.ready)
        late = sa.delete(IMPORTS).where(*waiting, IMPORTS.c.created_at < now() - KEPT)
        ended = session.execute(late.returning(IMPORTS.c.id, IMPORTS.c.version)).all()
        for import_id, version in ended:
            journal.record(session, "import.expired", journal.Subject("import", import_id, version))
        kept = set(session.execute(sa.select(IMPORTS.c.file_digest).where(*waiting)).scalars())
        self._store.sweep(kept, now().timestamp() - UNFINISHED_SECONDS)
        return len(ended)
