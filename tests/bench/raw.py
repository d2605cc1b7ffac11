"""The same work as each operation of the product, done by the database alone."""

import sqlite3
from typing import Any

LIST_COLUMNS = """p.id, p.inventory_id, p.department_id, p.position_id, p.year, p.ordinal, p.duty, p.name,
 p.manifestation, p.cause_kinds, p.causes, p.declared_level, p.likelihood, p.consequence, p.level,
 p.level_explanation, p.measures, p.remark, p.categories, p.found_by, p.power_id, p.step_id, p.version,
 p.updated_at, d.name, o.name"""
FROM = """FROM risk_point p JOIN department d ON d.id = p.department_id LEFT JOIN position o ON o.id = p.position_id"""
LIST = f"SELECT {LIST_COLUMNS} {FROM} WHERE p.retired_at IS NULL ORDER BY p.id DESC LIMIT 100"
ONE = f"SELECT {LIST_COLUMNS} {FROM} WHERE p.id = {{id}}"
WORKBENCH = """SELECT department_id, level, likelihood, consequence, points FROM risk_tally
 WHERE year = {year} AND points > 0"""
LIVE_WORKBENCH = """SELECT department_id, level, likelihood, consequence, count(*) FROM risk_point
 WHERE year = {year} AND retired_at IS NULL GROUP BY 1, 2, 3, 4"""
INSERT = """INSERT INTO risk_point (inventory_id, department_id, position_id, year, ordinal, duty, name, manifestation,
 cause_kinds, causes, measures, remark, level_explanation, level_rule, categories, found_by, location, public_wording,
 version, created_at, updated_at)
 SELECT id, department_id, position_id, year, 0, '职责', '风险点', '表现形式', '[]', '原因', '措施', '', '', '', '{{}}',
 '[]', '', '', 1, {now}, {now} FROM risk_inventory WHERE id = {inventory}"""
JOURNAL = """INSERT INTO event (occurred_at, action, subject_kind, subject_id, subject_version, department_id,
 actor_kind, actor_id, actor_label, details) VALUES ({now}, 'risk_point.created', 'risk_point', 1, 1, 1, 'user', 1,
 '测量', '{{}}')"""
TALLY = """UPDATE risk_tally SET points = points + 1 WHERE id = (SELECT min(id) FROM risk_tally WHERE department_id =
 (SELECT department_id FROM risk_inventory WHERE id = {inventory}))"""


def pgbench_scripts(points: int, sheets: int, year: int) -> dict[str, str]:
    """pgbench scripts by operation; ids are drawn at random."""
    id_, inventory = f"\\set id random(1, {points})\n", f"\\set inventory random(1, {sheets})\n"
    create = "\n".join(
        statement.format(now="now()", inventory=":inventory").replace("\n", " ") + ";"
        for statement in (INSERT, TALLY, JOURNAL)
    )
    return {
        "list 100": LIST.replace("\n", " ") + ";",
        "get one": id_ + ONE.format(id=":id").replace("\n", " ") + ";",
        "create one": inventory + "BEGIN;\n" + create + "\nCOMMIT;",
        "workbench": WORKBENCH.format(year=year).replace("\n", " ") + ";",
        "workbench, live GROUP BY": LIVE_WORKBENCH.format(year=year).replace("\n", " ") + ";",
    }


def sqlite_work(points: int, sheets: int, year: int) -> dict[str, Any]:
    """Callables for `sqlite_loop` by operation."""

    def create(connection: sqlite3.Connection, turn: int) -> None:
        inventory = turn % sheets + 1
        connection.execute("BEGIN IMMEDIATE")
        for statement in (INSERT, TALLY, JOURNAL):
            connection.execute(statement.format(now="'2026-01-01 00:00:00'", inventory=inventory))
        connection.execute("COMMIT")

    def read(sql: str) -> Any:
        return lambda connection, turn: connection.execute(
            sql.format(id=turn * 7919 % points + 1, year=year)
        ).fetchall()

    return {
        "list 100": read(LIST),
        "get one": read(ONE),
        "create one": create,
        "workbench": read(WORKBENCH),
        "workbench, live GROUP BY": read(LIVE_WORKBENCH),
    }
