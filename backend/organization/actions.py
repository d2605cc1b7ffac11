"""Writes that several resources of the room, or rooms downstream, share."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit import journal
from backend.kit.table import now
from backend.organization.queries import POSITIONS
from backend.organization.rules import LEVEL_RANK, RiskLevel


class PositionLevel(NamedTuple):
    """What assessments found for one position: the level, one sentence why, and the rule's name and version."""

    position_id: int
    level: RiskLevel | None
    explanation: str
    rule: str


def record_position_level(
    session: Session, position_id: int, level: RiskLevel | None, explanation: str, rule: str
) -> bool:
    """Stores a computed level; True when it differs from the stored one. See record_position_levels."""
    return bool(record_position_levels(session, [PositionLevel(position_id, level, explanation, rule)]))


def record_position_levels(session: Session, found: Sequence[PositionLevel]) -> int:
    """Stores computed levels; the only writer of them. Returns how many changed; each leaves position.leveled.

    The version stays: it guards what people edit, and nobody's edit should fail because a level was recomputed.
    """
    wanted = {item.position_id: item for item in found}
    table = POSITIONS
    columns = (table.c.risk_level, table.c.level_explanation, table.c.level_rule)
    stored = session.execute(
        sa.select(table.c.id, table.c.version, table.c.department_id, *columns).where(table.c.id.in_(wanted))
    )
    changed = 0
    for position_id, version, department_id, *before in stored.all():
        _, level, explanation, rule = wanted[position_id]
        if before == [level, explanation, rule]:
            continue
        changed += 1
        values = {"risk_level": level, "level_explanation": explanation, "level_rule": rule}
        session.execute(
            sa.update(table)
            .where(table.c.id == position_id)
            .values(**values, level_rank=LEVEL_RANK[level], leveled_at=now())
        )
        subject = journal.Subject("position", position_id, version, department_id)
        details = {"level": level, "former_level": before[0], "rule": rule}
        journal.record(session, "position.leveled", subject, details)
    return changed
