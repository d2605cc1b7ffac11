"""The college of the bench works, and its comparison finds what is lost or doubled."""

import socket
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from backend.kit import journal
from backend.kit.db import Database, make_engine
from backend.main import FOLLOWERS
from tests.bench import databases, servers
from tests.bench.yearly import cockpits, deadline
from tests.bench.yearly.college import College, Scale
from tests.bench.yearly.deadline import Rush
from tests.bench.yearly.run import fill
from tests.bench.yearly.sheets import Sheet
from tests.bench.yearly.writers import CELLS, Told
from tests.databases import migrate

SMALL = Scale(departments=2, staff_each=6, writers_each=3)
RUSH = Rush(people=6, seconds=3, pause=0.3)
"""Enough saves that some add a row and some lose their connection."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with databases.sqlite(tmp_path_factory.mktemp("bench") / "year") as found:
        migrate(found)
        yield found


@pytest.fixture(scope="module")
def database(url: str) -> Iterator[Database]:
    made = Database(make_engine(url), followers=FOLLOWERS)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def built(database: Database) -> tuple[College, list[Sheet]]:
    return fill(database, SMALL)


def test_it_works(url: str, database: Database, built: tuple[College, list[Sheet]]) -> None:
    people, sheets = built
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with servers.run(url, people.office, port) as server:
        pages = cockpits.measure(url, server, people, rounds=2)
        result = deadline.run([server], database, people, sheets, RUSH)
    assert len(pages) == len(cockpits.pages(people))
    assert min(page["statements"] for page in pages.values()) > 1
    assert result["people"] == 6
    assert result["saves"] > 12
    assert result["faults"] == []
    assert not [kind for kind in result["errors"] if not kind.startswith("save 4")], result["errors"]


def test_has_the_points_it_promises(database: Database, built: tuple[College, list[Sheet]]) -> None:
    assert Scale().points == 12_000
    statement = sa.select(sa.func.sum(deadline.TALLY.c.points))
    with database.session(read_only=True) as session:
        assert session.execute(statement).scalar_one() >= SMALL.points


@pytest.fixture
def told(database: Database, built: tuple[College, list[Sheet]]) -> Told:
    """A sheet as it stands, one row of it saved just now."""
    sheet = next(one for one in built[1] if one.member)
    points = deadline.POINTS
    columns = [points.c[name] for name in ("id", "version", "department_id", *CELLS)]
    rows = sa.select(*columns).where(points.c.inventory_id == sheet.id).order_by(points.c.ordinal)
    version = sa.select(deadline.INVENTORIES.c.version).where(deadline.INVENTORIES.c.id == sheet.id)
    with database.session() as session:
        found = [dict(row) for row in session.execute(rows).mappings()]
        first = found[0] | {"version": found[0]["version"] + 1}
        session.execute(sa.update(points).where(points.c.id == first["id"]).values(version=first["version"]))
        subject = journal.Subject("risk_point", first["id"], first["version"], first["department_id"])
        journal.act_as(session, journal.SYSTEM)
        journal.record(session, "risk_point.updated", subject, {})
        last = session.execute(version).scalar_one()
    return Told(sheet.id, [first, *found[1:]], last, [(first["id"], first["version"])])


def faults(database: Database, told: Told) -> list[str]:
    with database.session(read_only=True) as session:
        return deadline.compare(session, [told])


def test_finds_nothing_where_nothing_is_wrong(database: Database, told: Told) -> None:
    assert faults(database, told) == []


def test_finds_what_was_acknowledged_and_is_not_there(database: Database, told: Told) -> None:
    point, version = told.acknowledged[0]
    told.acknowledged.append((point, version + 1))
    told.rows[0]["name"] = "只有服务器答应过"
    told.version += 1
    found = faults(database, told)
    assert len(found) == 3
    assert f"row {(point, version + 1)} acknowledged and lost" in found


def test_finds_what_is_there_twice(database: Database, told: Told) -> None:
    point, version = told.acknowledged[0]
    with database.session() as session:
        journal.act_as(session, journal.SYSTEM)
        subject = journal.Subject("risk_point", point, version, told.rows[0]["department_id"])
        journal.record(session, "risk_point.updated", subject, {})
    assert faults(database, told) == [f"row {(point, version)} written twice"]
