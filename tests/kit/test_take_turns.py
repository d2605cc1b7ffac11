"""Writers of an embedded database wait for each other instead of asking again and again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import pytest
import sqlalchemy as sa

from backend.kit import turns
from backend.kit.db import Database, make_engine

COUNTER = sa.text("UPDATE counter SET n = n + 1")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A table with one number."""
    found = Database(make_engine(f"sqlite:///{tmp_path / 'turns.db'}"))
    with found.session() as session:
        session.execute(sa.text("CREATE TABLE counter (n INTEGER)"))
        session.execute(sa.text("INSERT INTO counter VALUES (0)"))
    yield found
    found.dispose()


def _count(database: Database) -> None:
    with database.session() as session:
        session.execute(COUNTER)
        sleep(0.02)


def _value(database: Database) -> int:
    with database.session(read_only=True) as session:
        return int(session.execute(sa.text("SELECT n FROM counter")).scalar_one())


def test_nothing_is_lost(database: Database) -> None:
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda _: _count(database), range(48)))
    assert _value(database) == 48


def test_readers_wait_for_nobody(database: Database) -> None:
    with database.session() as writer:
        writer.execute(COUNTER)
        assert _value(database) == 0
    assert _value(database) == 1


def test_a_turn_ends_with_a_failure(database: Database) -> None:
    with pytest.raises(sa.exc.OperationalError), database.session() as session:
        session.execute(sa.text("UPDATE nothing SET n = 1"))
    began = monotonic()
    _count(database)
    assert monotonic() - began < turns.PATIENCE / 2


def test_one_who_begins_again_does_not_wait_for_himself(database: Database) -> None:
    began = monotonic()
    with database.engine.connect() as connection:
        for _ in range(2):
            with connection.begin():
                connection.execute(COUNTER)
    assert monotonic() - began < turns.PATIENCE / 2
    _count(database)
    assert _value(database) == 3


def test_another_process_still_comes_between(database: Database) -> None:
    """It knows nothing of our turns: SQLite makes it wait for the writer and then lets it in."""
    other = Database(make_engine(str(database.engine.url)))
    with ThreadPoolExecutor(1) as pool:
        with database.session() as writer:
            writer.execute(COUNTER)
            later = pool.submit(_count, other)
            sleep(0.2)
            assert not later.done()
        later.result(timeout=10)
    other.dispose()
    assert _value(database) == 2


def test_whoever_waits_in_vain_is_told_so_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    with database.session() as writer:
        writer.execute(COUNTER)
        began = monotonic()
        with pytest.raises(sa.exc.OperationalError, match="locked"):
            _count(database)
        assert monotonic() - began < 5
    _count(database)
    assert _value(database) == 2
