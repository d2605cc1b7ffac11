"""Notices that a power says something else than what was made public of it."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit import journal
from backend.kit.batches import among
from backend.kit.table import table_of
from backend.portal.models import Publication
from backend.portal.rules import PublicationState
from backend.portal.sources.queries import live_words
from backend.powers.queries import BASES, POWERS

PUBLICATIONS = table_of(Publication)


def follow(session: Session, happenings: Sequence[journal.Happening]) -> None:
    """Notes of released editions whether the house says something else by now."""
    touched: dict[str, set[int]] = {"power": set(), "department": set(), "regulation": set()}
    for item in happenings:
        if item.subject.kind in touched:
            touched[item.subject.kind].add(item.subject.id)
    if any(touched.values()):
        _compare(session, touched)


def _compare(session: Session, touched: Mapping[str, set[int]]) -> None:
    ruled = sa.select(BASES.c.power_id).where(among(session, BASES.c.regulation_id, touched["regulation"]))
    columns = [PUBLICATIONS.c[name] for name in ("id", "power_id", "source", "is_changed")]
    statement = (
        sa.select(*columns, sa.or_(POWERS.c.retired_on.is_not(None), ~POWERS.c.must_publish).label("is_gone"))
        .join_from(PUBLICATIONS, POWERS, POWERS.c.id == PUBLICATIONS.c.power_id)
        .where(
            PUBLICATIONS.c.state == PublicationState.released,
            sa.or_(
                among(session, POWERS.c.id, touched["power"]),
                among(session, POWERS.c.department_id, touched["department"]),
                POWERS.c.id.in_(ruled),
            ),
        )
    )
    rows = session.execute(statement).mappings().all()
    live = live_words(session, [row["power_id"] for row in rows]) if rows else {}
    for row in rows:
        is_changed = bool(row["is_gone"]) or live[row["power_id"]] != row["source"]
        if is_changed != bool(row["is_changed"]):
            mine = PUBLICATIONS.c.id == row["id"]
            session.execute(sa.update(PUBLICATIONS).where(mine).values(is_changed=is_changed))
