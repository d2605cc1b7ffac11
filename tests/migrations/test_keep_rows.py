"""An upgrade of a database in use keeps its rows and their foreign keys."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from backend.kit.db import make_engine
from backend.quality.wording import digest
from tests.databases import Server, migrate

INITIAL = "2026_11_22_initial"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
STAMPS = "1, '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00'"


def test_charges_of_before_count_as_confirmed(server: Server) -> None:
    url = server.empty()
    migrate(url, INITIAL)
    engine = make_engine(url)
    with engine.connect() as connection:
        for table, columns, values in (
            (
                "department",
                "code, name, kind, path, sort, duties",
                "'SLXY', '示例学院', 'college', '/1/', 0, '[]'",
            ),
            ("person", "staff_no, name, department_id, job_title", "'T1', '李联络', 1, ''"),
            (
                "department_officer",
                "department_id, person_id, kind, started_on",
                "1, 1, 'liaison', '2026-01-01'",
            ),
        ):
            connection.exec_driver_sql(
                f"INSERT INTO {table} (version, created_at, updated_at, {columns}) VALUES ({STAMPS}, {values})"
            )
        connection.commit()
    engine.dispose()
    migrate(url)
    engine = make_engine(url)
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT status, person_id FROM department_officer"))
        assert found.all() == [("confirmed", 1)]
    engine.dispose()


def test_what_was_handed_in_before_is_found_when_it_is_copied(server: Server) -> None:
    """Fingerprints of the sheets handed in, in that order; none of drafts, retired rows and rows that say little."""
    url = server.empty()
    migrate(url, "2026_11_25_authenticated_at")
    engine = make_engine(url)
    with engine.connect() as connection:
        unit = {"code": "SLXY", "name": "示例学院", "kind": "college", "path": "/1/", "sort": 0, "duties": []}
        insert(connection, "department", unit)
        sheet = {"kind": "department", "department_id": 1}
        sheets = [insert(connection, "risk_inventory", sheet | {"year": 2024 + at}) for at in range(3)]
        point = {
            "name": "教材选用倾向",
            "manifestation": "接受宴请后，指定教材",
            "department_id": 1,
            "year": 2026,
        }
        for at, sheet_id in enumerate(sheets):
            insert(connection, "risk_point", point | {"inventory_id": sheet_id, "ordinal": at})
        insert(
            connection, "risk_point", point | {"inventory_id": sheets[0], "ordinal": 5, "manifestation": "短"}
        )
        gone = {
            "inventory_id": sheets[0],
            "ordinal": 6,
            "manifestation": "另一种说法，已经取消",
            "retired_at": NOW,
        }
        insert(connection, "risk_point", point | gone)
        for sheet_id, instant in ((sheets[1], NOW), (sheets[0], NOW + timedelta(hours=1))):
            found = {"department_id": 1, "year": 2026, "findings": 0, "counts": {}, "checked_at": instant}
            insert(connection, "sheet_quality", found | {"inventory_id": sheet_id})
        connection.commit()
    engine.dispose()
    migrate(url)
    engine = make_engine(url)
    with engine.connect() as connection:
        kept = connection.execute(sa.text("SELECT inventory_id, digest FROM sheet_wording ORDER BY id")).all()
    engine.dispose()
    said = digest("教材选用倾向", "接受宴请后指定教材")
    assert [tuple(row) for row in kept] == [(sheets[1], said), (sheets[0], said)]


def test_what_signers_have_before_them_is_copied(server: Server) -> None:
    """Sheets under review and signed ones as they are; of drafts and changed ones nobody knows what was handed in."""
    url = server.empty()
    migrate(url, "2026_11_25_sheet_wording")
    engine = make_engine(url)
    with engine.connect() as connection:
        unit = {"code": "SLXY", "name": "示例学院", "kind": "college", "path": "/1/", "sort": 0, "duties": []}
        insert(connection, "department", unit)
        states = (("department_review", False), ("approved", False), ("approved", True), ("sent_back", False))
        reviews = [
            _sheet(connection, at, state, is_stale=is_stale) for at, (state, is_stale) in enumerate(states)
        ]
        connection.commit()
    engine.dispose()
    migrate(url)
    engine = make_engine(url)
    copies = sa.Table("review_copy", sa.MetaData(), sa.Column("rows", sa.JSON), autoload_with=engine)
    with engine.connect() as connection:
        kept = connection.execute(sa.select(copies).order_by(copies.c.id)).mappings().all()
    engine.dispose()
    assert [(row["review_id"], row["round"], row["edition"], row["content_hash"]) for row in kept] == [
        (reviews[0], 2, 0, "a" * 64),
        (reviews[1], 2, 0, "a" * 64),
    ]
    assert [[row["name"] for row in copy["rows"]] for copy in kept] == [["第一行", "第二行"]] * 2
    first = kept[0]["rows"][0]
    assert (first["found_by"], first["level"], first["power_name"]) == (["self"], "low", None)


def _sheet(connection: sa.Connection, at: int, state: str, *, is_stale: bool) -> int:
    """附件二 of a year with two live rows and one that is gone, handed in for the second time; its review."""
    review = {
        "subject_kind": "risk_inventory",
        "subject_id": at,
        "department_id": 1,
        "chain": "supervising",
        "state": state,
        "round": 2,
        "content_hash": "a" * 64,
        "submitted_at": NOW,
        "is_stale": is_stale,
    }
    sheet = {"kind": "department", "department_id": 1, "year": 2020 + at}
    review_id = insert(connection, "review", review)
    sheet_id = insert(connection, "risk_inventory", sheet | {"review_id": review_id})
    point = {"department_id": 1, "year": 2020 + at, "inventory_id": sheet_id, "found_by": ["self"]}
    rows = (("第二行", 9, None), ("第一行", 3, None), ("取消的", 1, NOW))
    for name, ordinal, retired_at in rows:
        values = {"name": name, "ordinal": ordinal, "retired_at": retired_at, "level": "low"}
        insert(connection, "risk_point", point | values)
    return review_id


def insert(connection: sa.Connection, table: str, values: dict[str, Any]) -> int:
    """A row of a table as it stood then, what is not given left plain; returns its id."""
    columns = sa.Table(table, sa.MetaData(), autoload_with=connection).columns
    row: dict[str, Any] = {}
    for column in columns:
        if column.name in values:
            row[column.name] = values[column.name]
        elif column.name in ("created_at", "updated_at"):
            row[column.name] = NOW
        elif not column.nullable and not column.primary_key:
            row[column.name] = _plain(column.type)
    answer = connection.execute(sa.insert(columns["id"].table).values(**row))
    assert answer.inserted_primary_key is not None
    return int(answer.inserted_primary_key[0])


def _plain(kind: sa.types.TypeEngine[Any]) -> Any:
    if isinstance(kind, sa.JSON):
        return []
    if isinstance(kind, sa.Boolean):
        return False
    return 1 if isinstance(kind, sa.Integer) else ""
