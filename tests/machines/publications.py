"""How the table of publications is walked."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.table import now
from backend.portal.queries import PUBLIC_POWERS, PUBLICATIONS
from backend.portal.rules import MACHINE, PublicationState
from tests.machines.walks import Arranged, Stand, Step, Walk, change
from tests.portal.operations import add_publication, add_released

_OUT = frozenset({"released", "superseded", "withdrawn"})


def _publication(session: Session, scene: Stand, state: str) -> Arranged:
    """The edition, and the draft of the next one; while it is itself a draft, that of another power."""
    first = (add_released if state in _OUT else add_publication)(session, scene)
    down = now() if state == PublicationState.withdrawn else None
    change(session, PUBLICATIONS, first, {"state": state, "withdrawn_at": down})
    if state == PublicationState.draft:
        return first, add_publication(session, scene)
    gone = PUBLIC_POWERS.c.publication_id == first
    session.execute(sa.update(PUBLIC_POWERS).where(gone).values(is_live=state == PublicationState.released))
    row = session.execute(sa.select(PUBLICATIONS).where(PUBLICATIONS.c.id == first)).mappings().one()
    fresh: dict[str, Any] = {"state": "draft", "edition": 2, "released_at": None, "withdrawn_at": None}
    values = {name: value for name, value in {**row, **fresh}.items() if name != "id"}
    made = session.execute(sa.insert(PUBLICATIONS).values(**values).returning(PUBLICATIONS.c.id))
    return first, int(made.scalar_one())


PUBLICATION_WALKS = {
    "portal.MACHINE": Walk(
        MACHINE,
        PUBLICATIONS,
        _publication,
        {
            "edit": Step("update_publication", "office"),
            "renew": Step("renew_publication", "office"),
            "discard": Step("discard_publication", "office"),
            "release": Step("release_publication", "office"),
            "supersede": Step("release_publication", "office", is_elsewhere=True, is_consequence=True),
            "withdraw": Step("withdraw_publication", "office"),
        },
        frozenset({"draft"}),
        frozenset({"superseded", "withdrawn", "discarded"}),
    )
}
