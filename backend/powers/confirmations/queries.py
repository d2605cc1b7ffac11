"""Reads of confirmations."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session

from backend.powers.confirmations.rules import Confirmation
from backend.powers.queries import POWERS


def confirmations_of(session: Session, power_ids: Iterable[int]) -> dict[int, Confirmation]:
    """Those of the powers that are confirmed now."""
    columns = (POWERS.c.id, POWERS.c.confirmed_at, POWERS.c.confirmed_by_name, POWERS.c.confirm_note)
    wanted = sa.and_(POWERS.c.id.in_(sorted(set(power_ids))), POWERS.c.confirmed_at.is_not(None))
    found = session.execute(sa.select(*columns).where(wanted)).all()
    return {power_id: Confirmation(at, name, note) for power_id, at, name, note in found}
