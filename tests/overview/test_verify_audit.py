"""The audit trail: only its administrator reads it, and tampering shows."""

import random

import pytest
import sqlalchemy as sa

from backend.integration.actions import advance
from backend.kit import journal
from backend.kit.db import Database
from backend.kit.journal import Event
from backend.kit.table import table_of
from tests.conftest import SignIn
from tests.world import World

EVENTS = table_of(Event)


def fill(database: Database, count: int = 40) -> None:
    """Some numbered events."""
    with database.session() as session:
        for number in range(count):
            journal.record(
                session, "position.updated", journal.Subject("position", number + 1, 1, None), {"n": number}
            )
    advance(database)


def test_it_works(world: World, sign_in: SignIn, database: Database) -> None:
    fill(database)
    auditor = sign_in(world.cast.audit_admin)
    answer = auditor.get("/api/v1/audit/verification").json()
    assert answer["is_intact"] is True
    assert answer["checked"] >= 40
    rows = auditor.get("/api/v1/audit", params={"action": "position.updated"}).json()
    assert rows["total"] == 40


def test_nobody_else_reads_it(world: World, sign_in: SignIn) -> None:
    for who in world.cast.members:
        expected = 200 if who == world.cast.audit_admin else 403
        assert sign_in(who).get("/api/v1/audit").status_code == expected, who.name


@pytest.mark.parametrize("seed", range(12))
def test_every_tampering_shows(world: World, sign_in: SignIn, database: Database, seed: int) -> None:
    fill(database)
    chosen = random.Random(seed)
    with database.session(read_only=True) as session:
        seqs = list(session.execute(sa.select(EVENTS.c.seq).order_by(EVENTS.c.seq)).scalars())
    victim = chosen.choice(seqs[:-1])
    where = EVENTS.c.seq == victim
    tampering = chosen.choice(
        [
            sa.update(EVENTS).where(where).values(actor_label="别人"),
            sa.update(EVENTS).where(where).values(details={"n": -1}),
            sa.update(EVENTS).where(where).values(action="position.created"),
            sa.update(EVENTS).where(where).values(hash="0" * 64),
            sa.delete(EVENTS).where(where),
        ]
    )
    with database.session() as session:
        session.execute(tampering)
    answer = sign_in(world.cast.audit_admin).get("/api/v1/audit/verification").json()
    assert (answer["is_intact"], answer["broken_seq"]) == (False, victim)
