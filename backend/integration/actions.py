"""The sequencer: numbers events after their commit, one at a time, and chains their hashes.

Cursors over timestamps or serials lose rows whose transactions commit late (security.md §4); a number given only to
what is already committed cannot. The same pass links each event to the one before, so that a changed or missing row
shows.
"""

import threading
from collections.abc import Sequence
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session

from backend.integration.queries import EVENTS, STATE
from backend.integration.rules import FEED_BATCH
from backend.integration.sources.queries import INVENTORIES, POINTS, POWERS
from backend.kit import chain, journal
from backend.kit.batches import update_batch
from backend.kit.db import Database
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.measures.queries import MEASURES
from backend.organization.queries import APPOINTMENTS, PEOPLE, POSITIONS, subtree
from backend.powers.queries import CATALOGUES
from backend.risks.actions import chunked

MOVED = (
    ("person", PEOPLE),
    ("position", POSITIONS),
    ("power", POWERS),
    ("power_catalogue", CATALOGUES),
    ("risk_inventory", INVENTORIES),
    ("risk_point", POINTS),
    ("measure", MEASURES),
)
HELD = sa.select(
    APPOINTMENTS.c.id, APPOINTMENTS.c.version, POSITIONS.c.department_id, APPOINTMENTS.c.position_id
).join(POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
"""Appointments with the department of their position."""
HASHED = tuple(EVENTS.c[name] for name in chain.HASHED)
SAVED = frozenset({"risk_point.created", "risk_point.updated", "risk_point.retired"})


def _lock_state(session: Session) -> sa.RowMapping:
    """The one state row, locked; made at the first call."""
    statement = sa.select(STATE).order_by(STATE.c.id).limit(1).with_for_update()
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        values = {"id": 1, "last_seq": 0, "last_hash": "", "epoch": uuid4().hex, "advanced_at": now()}
        insert_row(session, STATE, values)
        row = session.execute(statement).mappings().one()
    return row


def number_events(session: Session, batch: int = FEED_BATCH) -> int:
    """Numbers committed events in this transaction; returns how many. Single-flight by the row lock."""
    state = _lock_state(session)
    waiting = sa.select(*HASHED).where(EVENTS.c.seq.is_(None)).order_by(EVENTS.c.id).limit(batch)
    seq, head = state["last_seq"], state["last_hash"]
    numbered: list[tuple[int, int, str]] = []
    for row in session.execute(waiting).all():
        seq += 1
        event = dict(zip(chain.HASHED, row, strict=True))
        head = chain.link(head, seq, event)
        numbered.append((event["id"], seq, head))
    if numbered:
        update_batch(session, EVENTS, ("id", "seq", "hash"), numbered)
        session.execute(
            sa.update(STATE)
            .where(STATE.c.id == state["id"])
            .values(last_seq=seq, last_hash=head, advanced_at=now())
        )
    return len(numbered)


def advance(database: Database) -> int:
    """Numbers everything committed so far, batch by batch; returns how many."""
    total = 0
    while True:
        with database.session() as session:
            count = number_events(session)
        total += count
        if count < FEED_BATCH:
            return total


def has_waiting(session: Session) -> bool:
    """Whether some committed event has no number yet."""
    return session.execute(sa.select(EVENTS.c.id).where(EVENTS.c.seq.is_(None)).limit(1)).first() is not None


def catch_up(database: Database) -> None:
    """Numbers what waits; costs one indexed look when nothing does. A fresh database gets its state row."""
    with database.session(read_only=True) as session:
        idle = (
            not has_waiting(session) and session.execute(sa.select(STATE.c.id).limit(1)).first() is not None
        )
    if not idle:
        advance(database)


def follow(session: Session, happenings: Sequence[journal.Happening]) -> None:
    """Gives an event of its own to every object whose place or state changes because another one did.

    `former_department_id` is the old place: whoever saw the object there, and no longer does, learns so.
    """
    for item in happenings:
        subject = item.subject
        if subject.kind == "department" and subject.former_department_id is not None:
            _follow_department(session, subject.id, subject.former_department_id)
    _follow_positions(session, happenings)
    _follow_sheets(session, happenings)
    _follow_catalogues(session, happenings)


def _follow_department(session: Session, department_id: int, former: int) -> None:
    """A department that moves takes everything below it along."""
    below = subtree([department_id])
    for kind, table in MOVED:
        rows = session.execute(
            sa.select(table.c.id, table.c.version, table.c.department_id).where(
                table.c.department_id.in_(below)
            )
        )
        subjects = [journal.Subject(kind, row.id, row.version, row.department_id, former) for row in rows]
        journal.record_many(session, f"{kind}.moved", subjects, {"department_id": department_id})
    rows = session.execute(HELD.where(POSITIONS.c.department_id.in_(below)))
    subjects = [
        journal.Subject("appointment", row.id, row.version, row.department_id, former) for row in rows
    ]
    journal.record_many(session, "appointment.moved", subjects, {"department_id": department_id})


def _follow_positions(session: Session, happenings: Sequence[journal.Happening]) -> None:
    """A position that moves takes its appointments along; its sheets stay where they were filled in."""
    former = {
        item.subject.id: item.subject.former_department_id
        for item in happenings
        if item.subject.kind == "position" and item.subject.former_department_id is not None
    }
    for ids in chunked(former):
        rows = session.execute(HELD.where(POSITIONS.c.id.in_(ids)))
        subjects = [
            journal.Subject("appointment", row.id, row.version, row.department_id, former[row.position_id])
            for row in rows
        ]
        journal.record_many(session, "appointment.moved", subjects, {})


def _follow_sheets(session: Session, happenings: Sequence[journal.Happening]) -> None:
    """A saved row gives its sheet a new version, a decision a new state; neither is an event of the sheet itself."""
    known = {item.subject.id for item in happenings if item.subject.kind == "risk_inventory"}
    points = {item.subject.id for item in happenings if item.action in SAVED}
    reviews = {item.subject.id for item in happenings if item.subject.kind == "review"}
    filled = sa.select(POINTS.c.inventory_id)
    touched: dict[int, journal.Subject] = {}
    for clause in (
        *(INVENTORIES.c.id.in_(filled.where(POINTS.c.id.in_(ids))) for ids in chunked(points)),
        *(INVENTORIES.c.review_id.in_(ids) for ids in chunked(reviews)),
    ):
        columns = (INVENTORIES.c.id, INVENTORIES.c.version, INVENTORIES.c.department_id)
        for row in session.execute(sa.select(*columns).where(clause)):
            touched[row.id] = journal.Subject("risk_inventory", row.id, row.version, row.department_id)
    subjects = [subject for identity, subject in touched.items() if identity not in known]
    journal.record_many(session, "risk_inventory.touched", subjects, {})


def _follow_catalogues(session: Session, happenings: Sequence[journal.Happening]) -> None:
    """A decision, or a power that changed after the approval, gives a catalogue a new state."""
    known = {item.subject.id for item in happenings if item.subject.kind == "power_catalogue"}
    reviews = {item.subject.id for item in happenings if item.subject.kind == "review"}
    columns = (CATALOGUES.c.id, CATALOGUES.c.version, CATALOGUES.c.department_id)
    for ids in chunked(reviews):
        rows = session.execute(sa.select(*columns).where(CATALOGUES.c.review_id.in_(ids)))
        subjects = [
            journal.Subject("power_catalogue", row.id, row.version, row.department_id)
            for row in rows
            if row.id not in known
        ]
        journal.record_many(session, "power_catalogue.touched", subjects, {})


class Sequencer:
    """The background thread of one process; several processes may run one each, the row lock lets one work."""

    def __init__(self, database: Database, pause_seconds: float = 0.5) -> None:
        self._database, self._pause = database, pause_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sequencer", daemon=True)

    def start(self) -> None:
        """Begins to number events every half second."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the current batch."""
        self._stop.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stop.wait(self._pause):
            try:
                catch_up(self._database)
            except sa.exc.SQLAlchemyError:
                self._stop.wait(5)  # the database is away; requests say so themselves, and we try again
