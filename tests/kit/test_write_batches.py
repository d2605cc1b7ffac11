"""Many rows in one statement: what goes in comes out, whatever the text is."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.batches import FEW, among, among_packed, dialect_of, insert_batch, packed, update_batch
from backend.kit.journal import COLUMNS, Event
from backend.kit.table import table_of

EVENTS = table_of(Event)
INSTANT = datetime(2026, 3, 1, 8, 30, 15, 123456, tzinfo=UTC)
LABELS = [
    "plain",
    'a "quoted" one',
    "back\\slash",
    "{brace, comma}",
    "NULL",
    "逗号，顿号、",
    "tab\tand\nline",
    "'; --",
]


@pytest.fixture
def rows(session: Session) -> list[int]:
    """One event for each label; their ids in that order."""
    label = COLUMNS.index("actor_label")
    row = [INSTANT, "thing.made", "thing", 1, None, None, None, "user", 1, "", None, {"said": 'a "b" \\ 逗'}]
    insert_batch(session, EVENTS, COLUMNS, [[*row[:label], text, *row[label + 1 :]] for text in LABELS])
    found = sa.select(EVENTS.c.actor_label, EVENTS.c.id).where(EVENTS.c.action == "thing.made")
    ids = dict(session.execute(found).all())
    return [ids[text] for text in LABELS]


def test_it_works(session: Session, rows: list[int]) -> None:
    stored = session.execute(sa.select(EVENTS).where(EVENTS.c.id == rows[1])).mappings().one()
    assert (stored["occurred_at"], stored["details"]) == (INSTANT, {"said": 'a "b" \\ 逗'})
    assert (stored["actor_label"], stored["department_id"]) == (LABELS[1], None)


@pytest.mark.parametrize("many", [FEW, len(LABELS)])
def test_rows_are_updated_by_id(session: Session, rows: list[int], many: int) -> None:
    values = [(row, number, f"新 “{LABELS[number]}”") for number, row in enumerate(rows[:many])]
    update_batch(session, EVENTS, ("id", "subject_version", "actor_label"), values)
    columns = (EVENTS.c.id, EVENTS.c.subject_version, EVENTS.c.actor_label)
    stored = session.execute(sa.select(*columns).where(EVENTS.c.id.in_(rows)).order_by(EVENTS.c.id)).all()
    assert [tuple(row) for row in stored[:many]] == values
    assert [row.actor_label for row in stored[many:]] == LABELS[many:]


def test_instants_documents_and_nothing_survive_an_update(session: Session, rows: list[int]) -> None:
    later = INSTANT.replace(hour=9)
    values = [(row, later, {"list": [1, '"', "\\"]}, None) for row in rows]
    update_batch(session, EVENTS, ("id", "occurred_at", "details", "actor_id"), values)
    columns = (EVENTS.c.occurred_at, EVENTS.c.details, EVENTS.c.actor_id)
    stored = session.execute(sa.select(*columns).where(EVENTS.c.id.in_(rows))).all()
    assert {(row[0], str(row[1]), row[2]) for row in stored} == {(later, str(values[0][2]), None)}


def test_every_text_is_found_among_others(session: Session, rows: list[int]) -> None:
    wanted = [*LABELS, "not there", '","']
    found = session.execute(sa.select(EVENTS.c.id).where(among(session, EVENTS.c.actor_label, wanted)))
    assert sorted(found.scalars()) == rows


def test_nothing_is_among_nothing(session: Session, rows: list[int]) -> None:
    for column in (EVENTS.c.id, EVENTS.c.actor_label):
        assert session.execute(sa.select(EVENTS.c.id).where(among(session, column, []))).all() == []
    assert rows


def test_a_statement_built_once_serves_any_values(session: Session, rows: list[int]) -> None:
    listed = among_packed(dialect_of(session), EVENTS.c.id, "ids")
    statement = sa.select(EVENTS.c.id).where(listed).order_by(EVENTS.c.id)
    for wanted in (rows[:1], rows[2:6], []):
        assert list(session.execute(statement, {"ids": packed(session, wanted)}).scalars()) == wanted
