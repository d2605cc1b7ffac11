"""The same work as each operation of the product, done by the database alone: its driver, and no JSON or checks."""

import sqlite3
import time
from collections.abc import Callable
from typing import Any

import psycopg

from tests.bench import load
from tests.bench.college import DEPARTMENTS, Size

COLUMNS = """p.id, p.version, p.inventory_id, p.year, p.department_id, d.name, p.position_id, o.name, p.ordinal, p.duty,
 p.name, p.manifestation, p.cause_kinds, p.causes, p.declared_level, p.likelihood, p.consequence, p.level,
 p.level_explanation, p.level_rule, p.measures, p.remark, p.categories, p.found_by, p.location, p.power_id, p.step_id,
 p.public_wording, p.subcategories, p.carried_from_id, i.kind, r.state, p.retired_at, p.updated_at"""
FROM = """FROM risk_point p JOIN department d ON d.id = p.department_id LEFT JOIN position o ON o.id = p.position_id
 JOIN risk_inventory i ON i.id = p.inventory_id LEFT JOIN review r ON r.id = i.review_id"""
LIVE = f"SELECT {COLUMNS} {FROM} WHERE p.retired_at IS NULL"
READS = {
    "get one": f"SELECT {COLUMNS} {FROM} WHERE p.id = :id",
    "list 100": f"{LIVE} ORDER BY p.id DESC LIMIT 100",
    "list by level": f"""{LIVE} AND p.department_id = :department AND p.level_rank = 3
 ORDER BY p.level_rank DESC, p.id DESC LIMIT 100""",
    "pull 1000": f"{LIVE} AND p.id > :middle ORDER BY p.id LIMIT 1000",
    "workbench": """SELECT department_id, level, likelihood, consequence, points FROM risk_tally
 WHERE year = :year AND points > 0""",
    "workbench, counted live": """SELECT department_id, level, likelihood, consequence, count(*) FROM risk_point
 WHERE year = :year AND retired_at IS NULL GROUP BY 1, 2, 3, 4""",
}
POINT = {
    "inventory_id": "id",
    "department_id": "department_id",
    "position_id": "position_id",
    "year": "year",
    "ordinal": "0",
    "duty": "'职责'",
    "name": "'风险点'",
    "manifestation": "'表现形式'",
    "cause_kinds": "'[]'",
    "causes": "'原因'",
    "measures": "'措施'",
    "remark": "''",
    "level_rank": "0",
    "level_explanation": "''",
    "level_rule": "''",
    "categories": "'{{}}'",
    "subcategories": "'{{}}'",
    "found_by": "'[]'",
    "location": "''",
    "public_wording": "''",
    "version": "1",
    "created_at": "{now}",
    "updated_at": "{now}",
}
"""What a new risk point holds, column by column, as SQL over its sheet."""
CREATE = (
    "UPDATE risk_inventory SET version = version + 1, updated_at = {now} WHERE id = :sheet",
    f"""INSERT INTO risk_point ({", ".join(POINT)})
 SELECT {", ".join(POINT.values())} FROM risk_inventory WHERE id = :sheet""",
    """UPDATE risk_tally SET points = points + 1 WHERE id = (SELECT min(id) FROM risk_tally WHERE department_id =
 (SELECT department_id FROM risk_inventory WHERE id = :sheet))""",
    """INSERT INTO event (occurred_at, action, subject_kind, subject_id, subject_version, department_id,
 actor_kind, actor_id, actor_label, details) VALUES ({now}, 'risk_point.created', 'risk_point', 1, 1, 1, 'user', 1,
 '测量', '{{}}')""",
)
PAGE = 5_000
POSITION = (
    "code",
    "name",
    "department_id",
    "tier",
    "duties",
    "controls_people",
    "controls_money",
    "controls_assets",
    "major_matters",
    "discretion",
    "has_decisive_influence",
    "had_integrity_case",
    "is_key",
    "level_rank",
    "level_explanation",
    "level_rule",
    "version",
    "created_at",
    "updated_at",
)
EVENT = (
    "occurred_at",
    "action",
    "subject_kind",
    "subject_id",
    "subject_version",
    "department_id",
    "actor_kind",
    "actor_id",
    "actor_label",
    "details",
)
INSTANT = "2026-01-01 00:00:00"


def turns(url: str, size: Size, seconds: int) -> dict[str, Callable[[], float]]:
    """By operation: a measurement of turns per second."""
    if url.startswith("sqlite"):
        work = {name: _read(sql, size) for name, sql in READS.items()} | {"create one": _create(size)}
        return {name: _bind(load.sqlite_loop, url, turn, seconds) for name, turn in work.items()}
    scripts = _pgbench_scripts(size)
    return {name: _bind(load.pgbench, url, script, seconds) for name, script in scripts.items()}


def _bind(call: Callable[..., float], *arguments: Any) -> Callable[[], float]:
    return lambda: call(*arguments)


def _pgbench_scripts(size: Size) -> dict[str, str]:
    ranges = {
        "id": (1, size.points),
        "sheet": (1, size.sheets),
        "department": (2, DEPARTMENTS + 1),
        "middle": (size.points // 2, size.points // 2),
        "year": (size.year, size.year),
    }
    head = "".join(f"\\set {name} random({low}, {high})\n" for name, (low, high) in ranges.items())
    create = (statement.format(now="now()") for statement in CREATE)
    statements = {name: [sql] for name, sql in READS.items()} | {"create one": ["BEGIN", *create, "COMMIT"]}
    return {
        name: head + "".join(f"{sql.replace(chr(10), ' ')};\n" for sql in sqls)
        for name, sqls in statements.items()
    }


def _values(size: Size, turn: int) -> dict[str, int]:
    return {
        "id": turn * 7919 % size.points + 1,
        "sheet": turn % size.sheets + 1,
        "department": turn % DEPARTMENTS + 2,
        "middle": size.points // 2,
        "year": size.year,
    }


def _read(sql: str, size: Size) -> Callable[[sqlite3.Connection, int], Any]:
    return lambda connection, turn: connection.execute(sql, _values(size, turn)).fetchall()


def _create(size: Size) -> Callable[[sqlite3.Connection, int], Any]:
    statements = [statement.format(now=f"'{INSTANT}'") for statement in CREATE]

    def create(connection: sqlite3.Connection, turn: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            connection.execute(statement, _values(size, turn))
        connection.execute("COMMIT")

    return create


def export(url: str) -> float:
    """Rows per second of the whole register through a driver's cursor, a thousand at a time."""
    is_sqlite = url.startswith("sqlite")
    connection: Any = load.open_sqlite(url) if is_sqlite else psycopg.connect(load.plain_address(url))
    started, rows = time.perf_counter(), 0
    cursor = connection.cursor() if is_sqlite else connection.cursor("register")
    cursor.execute(f"{LIVE} ORDER BY p.id")
    while page := cursor.fetchmany(1_000):
        rows += len(page)
    took = time.perf_counter() - started
    connection.close()
    return rows / took


def bulk(url: str, rows: int) -> float:
    """Positions per second with one event each, in transactions of 5,000: COPY, or executemany on SQLite."""
    pages = [_page(start) for start in range(0, rows, PAGE)]
    is_sqlite = url.startswith("sqlite")
    connection: Any = load.open_sqlite(url) if is_sqlite else psycopg.connect(load.plain_address(url))
    started = time.perf_counter()
    for positions, events in pages:
        if is_sqlite:
            connection.execute("BEGIN IMMEDIATE")
        for table, names, values in (("position", POSITION, positions), ("event", EVENT, events)):
            (_insert_many if is_sqlite else _copy)(connection, table, names, values)
        connection.commit()
    took = time.perf_counter() - started
    connection.close()
    return rows / took


def _page(start: int) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    def position(number: int) -> tuple[Any, ...]:
        head = (f"RAW-{number:06}", f"岗位{number}", number % DEPARTMENTS + 2, "general", '["办理日常事务"]')
        flags = (False, False, False, "[]", "none", False, False, False)
        return (*head, *flags, 0, "", "", 1, INSTANT, INSTANT)

    def event(number: int) -> tuple[Any, ...]:
        return (INSTANT, "position.created", "position", number, 1, 1, "user", 1, "测量", "{}")

    numbers = range(start, start + PAGE)
    return [position(number) for number in numbers], [event(number) for number in numbers]


def _copy(connection: psycopg.Connection, table: str, names: tuple[str, ...], values: list[Any]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as sink:
        for row in values:
            sink.write_row(row)


def _insert_many(
    connection: sqlite3.Connection, table: str, names: tuple[str, ...], values: list[Any]
) -> None:
    marks = ", ".join("?" * len(names))
    connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values)
