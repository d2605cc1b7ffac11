"""Lists: pages for people, signed keyset cursors for machines."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import orjson
import sqlalchemy as sa
from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from backend.kit.problems import Problem

T = TypeVar("T")
MAX_PAGE_SIZE = 200
COUNT_LIMIT = 10_000
"""A filtered list counts no further; the client shows “10000+”. Unfiltered totals come from summary tables."""
NDJSON = "application/x-ndjson"


class Body(BaseModel):
    """A body or query object: unknown fields are an error, text is trimmed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def omittable(**options: Any) -> Any:
    """A field of an update body that may be left out but not be null: `name: Name = omittable()`.

    The type stays the plain one, so an explicit null is refused; `exclude_unset` never shows the default.
    """
    return Field(default_factory=lambda: None, **options)


class PageQuery(Body):
    """`?page=&size=`; rooms add typed filters and a `sort` enum."""

    page: int = Field(default=1, ge=1, le=100_000, description="第几页，从 1 起")
    size: int = Field(default=50, ge=1, le=MAX_PAGE_SIZE, description="每页多少条，最多 200")

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.size


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    items: list[T]
    total: int = Field(description="符合条件的总数；超过 10000 的筛选结果记作 10000", ge=0)


def count(session: Session, statement: sa.Select[Any], limit: int = COUNT_LIMIT) -> int:
    """How many rows `statement` has, counting at most `limit`, so a total never costs a full scan."""
    # Without maintain_column_froms a statement without a filter would lose its table and count one row.
    ones = statement.with_only_columns(sa.literal(1), maintain_column_froms=True)
    bounded = ones.order_by(None).limit(limit).subquery()
    return int(session.execute(sa.select(sa.func.count()).select_from(bounded)).scalar_one())


def fetch(session: Session, statement: sa.Select[Any], query: PageQuery) -> tuple[list[dict[str, Any]], int]:
    """The page's rows as plain dicts, and the bounded total."""
    rows = [dict(row) for row in session.execute(statement.limit(query.size).offset(query.offset)).mappings()]
    if len(rows) < query.size and (rows or query.page == 1):
        return rows, query.offset + len(rows)
    return rows, count(session, statement)


def json_response(body: Any, status: int = 200) -> Response:
    """Serializes plain rows once. The documented response model is checked against it by the contract tests."""
    content = orjson.dumps(
        body, default=str, option=orjson.OPT_UTC_Z
    )  # instants end in Z, as pydantic writes them
    return Response(content, status, media_type="application/json")


def page_response(rows: Sequence[Any] | orjson.Fragment, total: int) -> Response:
    """`{items, total}` from plain rows, or from an array that is JSON already."""
    return json_response({"items": rows, "total": total})


class Cursors:
    """Opaque, signed cursors. `kind` separates lists, so a cursor of one is refused by another."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"cursor:" + secret.encode()).digest()

    def _sign(self, kind: str, payload: bytes) -> bytes:
        return hmac.digest(self._key, kind.encode() + b"\0" + payload, "sha256")[:12]

    def encode(self, kind: str, position: dict[str, Any]) -> str:
        """Position → text for the client."""
        payload = orjson.dumps(position)
        return base64.urlsafe_b64encode(self._sign(kind, payload) + payload).rstrip(b"=").decode()

    def decode(self, kind: str, cursor: str) -> dict[str, Any]:
        """Text → position, or a 400 problem when it is not one of ours."""
        try:
            raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
            signature, payload = raw[:12], raw[12:]
            if hmac.compare_digest(signature, self._sign(kind, payload)):
                position: dict[str, Any] = orjson.loads(payload)
                return position
        except ValueError:
            pass
        raise Problem("invalid-cursor", "游标无效", 400, "请从头开始拉取，或使用上一次返回的游标。")
