"""Small pieces of SQL every room needs."""

from collections.abc import Mapping
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session

from backend.kit.problems import conflict
from backend.kit.table import now

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
