"""The base of every table: naming of constraints, ids, UTC instants, versions."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlmodel import Field, SQLModel

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
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(SQLModel):
    """Every table has a numeric id."""

    id: int = Field(default=None, primary_key=True, sa_type=BigId)  # type: ignore[call-overload]  # type instance


class Entity(Row):
    """A row people edit: optimistic version and instants."""

    version: int = Field(default=1, nullable=False)
    created_at: datetime = Field(default_factory=lambda: now(), sa_type=UtcDateTime, nullable=False)
    updated_at: datetime = Field(default_factory=lambda: now(), sa_type=UtcDateTime, nullable=False)


def now() -> datetime:
    """The current instant, aware, UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date on campus (Asia/Shanghai): deadlines and forms are dated there, not in UTC."""
    return datetime.now(CAMPUS_ZONE).date()
