"""How the table of imports is walked."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.imports.queries import IMPORTS
from backend.imports.rules import MACHINE, ImportState
from backend.kit.table import now
from backend.powers.queries import POWERS
from tests.imports.operations import add_applied
from tests.machines.walks import Arranged, Stand, Step, Walk, change

DONE = (ImportState.reversed, ImportState.partly_reversed)


def _import(session: Session, scene: Stand, state: str) -> Arranged:
    """An import and one of the powers it made; before the application it made nothing."""
    import_id, power_id = add_applied(session, scene)
    values: dict[str, Any] = {"state": state}
    if state == ImportState.ready:
        values |= {"applied_at": None, "outcome": sa.null(), "effects": sa.null()}
    if state in DONE:
        values |= {"reversed_at": now(), "reversed_by_id": scene.caller_id, "reversal": []}
    change(session, IMPORTS, import_id, values)
    return import_id, power_id


def _changed_since(session: Session, power_id: int) -> None:
    """Somebody saved one of the two powers the import made."""
    change(session, POWERS, power_id, {"version": 2})


IMPORT_WALKS = {
    "imports.MACHINE": Walk(
        MACHINE,
        IMPORTS,
        _import,
        {
            "update": Step("update_import", "office", lambda _: {"forms": [{"index": 0, "year": 2027}]}),
            "apply": Step("apply_import", "office"),
            "reverse": Step("reverse_import", "office"),
            "reverse_partly": Step(
                "reverse_import", "office", lambda _: {"is_partial": True}, before=_changed_since
            ),
        },
        frozenset({"ready"}),
        frozenset({"reversed", "partly_reversed"}),
    ),
}
