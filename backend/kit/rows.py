"""Small pieces of SQL every room needs."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

import orjson
import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlmodel import Session

from backend.kit.problems import conflict
from backend.kit.table import now, today

RowId = Annotated[int, Field(ge=1, le=2**53 - 1, description="编号")]
"""An id in a path, query or body; beyond 2^53 JavaScript could not even hold it."""


def claim_version(
    session: Session, table: sa.Table, before: Mapping[str, Any], changes: Mapping[str, Any]
) -> None:
    """Writes `changes` only if nobody wrote since `before` was read; believes the row count (409 otherwise)."""
    result = session.execute(
        sa.update(table)
        .where(table.c.id == before["id"], table.c.version == before["version"])
        .values(**changes, version=before["version"] + 1, updated_at=now())
    )
    if getattr(result, "rowcount", 0) != 1:
        raise conflict("刚刚有人保存了这条记录，请刷新后再试。", "raced")


def contains(text: str, *columns: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Case-insensitive “contains” over several columns; % and _ in the text are literal.

    Chinese has no case, and not folding it takes half the time.
    """
    if text.lower() == text.upper():
        return sa.or_(*(column.contains(text, autoescape=True) for column in columns))
    return sa.or_(*(column.icontains(text, autoescape=True) for column in columns))


def insert_row(session: Session, table: sa.Table, values: Mapping[str, Any]) -> int:
    """Inserts one row and returns its id."""
    return int(session.execute(sa.insert(table).values(**values).returning(table.c.id)).scalar_one())


def replace_rows(
    session: Session, table: sa.Table, owner: Mapping[str, int], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Puts these in the place of all rows of `owner` (`{"check_id": 7}`), numbered if they have an order."""
    session.execute(sa.delete(table).where(*(table.c[name] == value for name, value in owner.items())))
    is_ordered = "ordinal" in table.c
    fresh = [{**owner, **row, **({"ordinal": at} if is_ordered else {})} for at, row in enumerate(rows, 1)]
    if fresh:
        session.execute(sa.insert(table), fresh)


def rows_of(
    session: Session, table: sa.Table, out: type[BaseModel], *where: sa.ColumnElement[bool]
) -> list[dict[str, Any]]:
    """The rows with the columns that the fields of `out` name; ordered ones in their order, others the oldest first."""
    columns = [table.c[name] for name in out.model_fields]
    order = table.c["ordinal" if "ordinal" in table.c else "id"]
    statement = sa.select(*columns).where(*where).order_by(order)
    return [dict(row) for row in session.execute(statement).mappings()]


def next_edition(session: Session, column: sa.Column[int], *where: sa.ColumnElement[bool]) -> int:
    """One more than the highest so far, from 1; the unique constraint settles races."""
    newest = session.execute(sa.select(sa.func.max(column)).where(*where)).scalar_one()
    return (newest or 0) + 1


def next_number(session: Session, column: sa.Column[str], digits: int) -> str:
    """`2026-0007`: the year on campus and a running number; the unique constraint settles races."""
    year = today().year
    # The longer is the higher: among texts alone 9999 would stand above 10000.
    newest = sa.select(column).where(column.startswith(f"{year}-"))
    newest = newest.order_by(sa.func.length(column).desc(), column.desc()).limit(1)
    taken = session.execute(newest).scalar_one_or_none()
    return f"{year}-{int(taken.split('-')[1]) + 1 if taken else 1:0{digits}d}"


class Batch(NamedTuple):
    """Rows as they are sent."""

    json: bytes
    """One JSON array; every row begins with its id."""
    size: int
    last_id: int


def read_batch(
    session: Session, statement: sa.Select[Any], values: Mapping[str, Any], documents: tuple[str, ...]
) -> Batch:
    """The rows of a statement with an `id`, a LIMIT and plain columns; `documents` name those that hold JSON as text.

    SQLite's driver lets go of Python's lock at every row, and with several threads each row is a fight for it: there
    the database writes the array itself and hands it over in one step (docs/decisions/0016).
    """
    if session.get_bind().dialect.name == "sqlite":
        text, number, last = session.execute(_in_one_step(statement, documents), values).one()
        return Batch(text.encode(), number, last or 0)
    rows = plain_rows(session, statement, values, documents)
    return Batch(orjson.dumps(rows, option=orjson.OPT_UTC_Z), len(rows), rows[-1]["id"] if rows else 0)


@lru_cache(maxsize=512)
def _in_one_step(statement: sa.Select[Any], documents: tuple[str, ...]) -> sa.Select[str, int, Any]:
    """The whole answer in one row: the array, how many rows it has, the id of the last of ascending ones."""
    page = statement.subquery("page")
    pairs: list[sa.ColumnElement[Any]] = []
    for column in page.c:
        value = sa.func.json(column) if column.name in documents else column
        pairs += (sa.literal_column(f"'{column.name}'"), value)
    array = sa.func.json_group_array(sa.func.json_object(*pairs), type_=sa.String)
    return sa.select(array, sa.func.count(), sa.func.max(page.c.id))


def plain_rows(
    session: Session, statement: sa.Select[Any], values: Mapping[str, Any], documents: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Rows as dicts whose JSON columns are spliced into the answer unparsed."""
    result = session.execute(statement, values)
    names = tuple(result.keys())
    rows = [dict(zip(names, row, strict=False)) for row in result.all()]
    for row in rows:
        for name in documents:
            row[name] = orjson.Fragment(row[name])
    return rows
