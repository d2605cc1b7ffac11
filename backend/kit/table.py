"""The base of every table: naming of constraints, ids, UTC instants, versions."""

from datetime import UTC, date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlmodel import Field, SQLModel

from backend.kit.terms import Term, term_type

CAMPUS_ZONE = ZoneInfo("Asia/Shanghai")
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite only auto-increments a column declared exactly INTEGER."""

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """Aware UTC instants on both databases; naive values are a programming error."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


def column(sa_type: Any, **options: Any) -> Any:
    """A field with a configured column type; SQLModel's own signature only admits bare classes."""
    return Field(sa_type=sa_type, **options)


def ref(target: str, **options: Any) -> Any:
    """A foreign key to `table.id`; upstream only."""
    return column(BigId, foreign_key=target, **options)


def number(**options: Any) -> Any:
    """A 64-bit integer."""
    return column(BigId, **options)


def instant(**options: Any) -> Any:
    """An aware UTC instant."""
    return column(UtcDateTime, **options)


def term(terms: type[Term], constraint: str | None = None, **options: Any) -> Any:
    """A term's value under a named CHECK."""
    return column(term_type(terms, constraint), **options)


def document(**options: Any) -> Any:
    """A JSON value."""
    return column(sa.JSON, **options)


class Row(SQLModel):
    """Every table has a numeric id."""

    id: int = number(default=None, primary_key=True)


class Entity(Row):
    """A row people edit: optimistic version and instants."""

    version: int = Field(default=1, nullable=False)
    created_at: datetime = instant(default_factory=lambda: now(), nullable=False)
    updated_at: datetime = instant(default_factory=lambda: now(), nullable=False)


def now() -> datetime:
    """The current instant, aware, UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date on campus (Asia/Shanghai): deadlines and forms are dated there, not in UTC."""
    return datetime.now(CAMPUS_ZONE).date()


def table_of(model: type[SQLModel]) -> sa.Table:
    """The Core table of a model, for statements that read columns instead of objects."""
    return cast(sa.Table, model.__dict__["__table__"])
