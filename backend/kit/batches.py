"""Thousands of rows in one statement, close to the driver: COPY and JSON on PostgreSQL, many VALUES on SQLite.

Values are those the models take: terms, aware instants, dates, lists and objects for JSON columns.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Any

import orjson
import psycopg
import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.table import UtcDateTime

Values = Sequence[Any]
FEW = 5
"""Up to here ordinary statements are faster than preparing a batch."""
MAX_VARIABLES = 5_000
"""SQLite allows 32,766 in one statement; longer statements gain nothing."""


def dialect_of(session: Session) -> str:
    """`sqlite` or `postgresql`."""
    return session.get_bind().dialect.name


def among(
    session: Session, column: sa.ColumnElement[Any], values: Iterable[str] | Iterable[int]
) -> sa.ColumnElement[bool]:
    """`column IN values` as one bound value, so that thousands of values do not make thousands of parameters."""
    return _among(dialect_of(session), column, sa.literal(packed(session, values), sa.Text))


def among_packed(dialect: str, column: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[bool]:
    """`among` for statements built once: they are executed with `{name: packed(session, values)}`."""
    return _among(dialect, column, sa.bindparam(name, type_=sa.Text))


def packed(session: Session, values: Iterable[str] | Iterable[int]) -> str:
    """Many values as one text."""
    given: list[Any] = list(values)
    return _array(given) if dialect_of(session) == "postgresql" else orjson.dumps(given).decode()


def _among(
    dialect: str, column: sa.ColumnElement[Any], text: sa.ColumnElement[str]
) -> sa.ColumnElement[bool]:
    if dialect == "postgresql":
        kind = sa.BigInteger if isinstance(column.type, sa.Integer) else sa.Text
        # As text: the driver would walk a list in Python, value by value.
        return column == sa.any_(sa.cast(text, sa.ARRAY(kind)))
    listed = sa.func.json_each(text).table_valued("value")
    return column.in_(sa.select(listed.c.value))


def _array(values: Sequence[str | int]) -> str:
    """An array as PostgreSQL writes it."""
    if all(type(value) is int for value in values):
        return f"{{{','.join(map(str, values))}}}"
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


def reserve_ids(session: Session, table: sa.Table, count: int) -> list[int]:
    """`count` fresh ids, known before the rows are written."""
    if not count:
        return []
    if dialect_of(session) == "postgresql":
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        numbers = sa.func.generate_series(1, count).table_valued("n")
        return list(session.execute(sa.select(sa.func.nextval(sequence)).select_from(numbers)).scalars())
    # A writing SQLite transaction holds the only write lock (BEGIN IMMEDIATE), so the next ids are ours.
    last = session.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))).scalar_one()
    return list(range(last + 1, last + 1 + count))


def _as_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value)


def _as_day(value: date | None) -> str | None:
    """Days and instants; on PostgreSQL the driver would do the same, once a row."""
    return None if value is None else value.isoformat()


def _converters(session: Session, columns: Sequence[sa.Column[Any]]) -> dict[int, Callable[[Any], Any]]:
    """By position: how a value becomes what the driver takes; absent where it already is."""
    dialect = session.get_bind().dialect
    found: dict[int, Callable[[Any], Any]] = {}
    for index, column in enumerate(columns):
        if isinstance(column.type, sa.JSON):
            found[index] = _as_json
        elif isinstance(column.type, sa.Enum):
            found[index] = _as_text
        elif isinstance(column.type, sa.String | sa.Integer | sa.Boolean):
            continue
        elif isinstance(column.type, sa.Date):
            found[index] = _as_day
        elif dialect.name == "postgresql":
            if isinstance(column.type, UtcDateTime):
                found[index] = _as_day
        else:
            bound = column.type.dialect_impl(dialect).bind_processor(dialect)
            if bound is not None:
                found[index] = bound
    return found


def _converted(
    session: Session, columns: Sequence[sa.Column[Any]], rows: Sequence[Values]
) -> list[list[Any]]:
    stored = [list(row) for row in rows]
    for index, convert in _converters(session, columns).items():
        # One value repeated down a column (an instant, a document) is converted once.
        last = done = None
        for row in stored:
            value = row[index]
            if value is not last:
                last, done = value, convert(value)
            row[index] = done
    return stored


def insert_batch(session: Session, table: sa.Table, names: Sequence[str], rows: Sequence[Values]) -> None:
    """Inserts the rows; `names` are the columns of each. IntegrityError when a constraint forbids one."""
    if not rows:
        return
    stored = _converted(session, [table.c[name] for name in names], rows)
    if dialect_of(session) == "postgresql":
        _copy(session, table.name, names, stored)
    else:
        _in_slices(session, f"INSERT INTO {table.name} ({', '.join(names)}) {{values}}", len(names), stored)


def update_batch(session: Session, table: sa.Table, names: Sequence[str], rows: Sequence[Values]) -> None:
    """Updates the rows by id; `names` starts with "id". The caller holds the rows and knows that they exist."""
    if len(rows) <= FEW:
        _one_by_one(session, table, names, rows)
        return
    if dialect_of(session) == "postgresql":
        pairs = ", ".join(f"{name} = b.{name}" for name in names[1:])
        source = f'json_populate_recordset(NULL::"{table.name}", %(rows)s)'
        document = _as_json([dict(zip(names, row, strict=True)) for row in rows])
        session.connection().exec_driver_sql(_update(table, pairs, source, "id"), {"rows": document})
        return
    stored = _converted(session, [table.c[name] for name in names], rows)
    pairs = ", ".join(f"{name} = b.column{at}" for at, name in enumerate(names[1:], 2))
    statement = _update(table, pairs, "({values})", "column1")
    _in_slices(session, statement, len(names), stored)


def _one_by_one(session: Session, table: sa.Table, names: Sequence[str], rows: Sequence[Values]) -> None:
    statement = sa.update(table).where(table.c.id == sa.bindparam("row_id"))
    for row in rows:
        session.execute(statement, {"row_id": row[0], **dict(zip(names[1:], row[1:], strict=True))})


def _update(table: sa.Table, pairs: str, source: str, key: str) -> str:
    name = table.name
    return f"UPDATE {name} SET {pairs} FROM {source} AS b WHERE b.{key} = {name}.id"  # noqa: S608  # our own names


def _copy(session: Session, target: str, names: Sequence[str], rows: Sequence[Values]) -> None:
    """COPY FROM STDIN inside the session's transaction; its errors become SQLAlchemy's, as elsewhere."""
    connection: Any = session.connection().connection.driver_connection
    try:
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {target} ({', '.join(names)}) FROM STDIN") as sink,
        ):
            for row in rows:
                sink.write_row(row)
    except psycopg.IntegrityError as error:
        raise sa.exc.IntegrityError(None, None, error) from error


def _in_slices(session: Session, statement: str, width: int, rows: Sequence[Values]) -> None:
    """One statement for many rows: a CHECK with a list costs SQLite far more once a row than once a statement."""
    connection = session.connection()
    size = max(1, MAX_VARIABLES // width)
    one = f"({', '.join('?' * width)})"
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        values = f"VALUES {', '.join([one] * len(part))}"
        connection.exec_driver_sql(statement.format(values=values), tuple(chain.from_iterable(part)))
