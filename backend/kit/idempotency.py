"""Idempotency-Key: a blind retry gets the stored answer, never a second effect.

The claim lives in the transaction of the work itself: after a crash nothing is left behind, after a commit the answer
is there. Kept for 30 days.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated

import sqlalchemy as sa
from fastapi import Header, Request
from sqlmodel import Field, Session
from starlette.responses import Response

from backend.kit.problems import Problem, conflict
from backend.kit.table import Row, document, instant, now, table_of

KEPT = timedelta(days=30)
_BOUNDARY = re.compile(r'multipart/form-data\b.*;\s*boundary="?([^";\s]+)', re.IGNORECASE)
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="重试时沿用同一个值",
    ),
]


class IdempotentAnswer(Row, table=True):
    """The stored answer to one key of one principal."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (sa.UniqueConstraint("principal", "key"),)

    principal: str = Field(max_length=60)
    key: str = Field(max_length=128)
    fingerprint: str = Field(max_length=64)
    status: int
    media_type: str = Field(max_length=100)
    headers: dict[str, str] = document(default_factory=dict)
    body: bytes
    created_at: datetime = instant(nullable=False, index=True)


class Replay(Exception):
    """Control flow: the request was answered before."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def fingerprint(request: Request, body: bytes) -> str:
    """What must be equal for two requests to be the same: of a form not the boundary, which each try makes up anew."""
    head = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    boundary = _BOUNDARY.match(request.headers.get("content-type", ""))
    sent = body.replace(b"--" + boundary[1].encode(), b"--") if boundary else body
    return hashlib.sha256(head + sent).hexdigest()


def checked(key: str | None, *, is_required: bool) -> str | None:
    """The key as given, or a 400 problem when it is needed or malformed."""
    if key is None:
        if is_required:
            detail = "请带上 Idempotency-Key，重试时沿用同一个值。"
            raise Problem("idempotency-key-required", "缺少 Idempotency-Key", 400, detail)
        return None
    if not 8 <= len(key) <= 128 or not key.isascii() or not key.isprintable():
        detail = "应为 8 到 128 个可见 ASCII 字符。"
        raise Problem("bad-idempotency-key", "Idempotency-Key 的格式不对", 400, detail)
    return key


_ANSWERS = table_of(IdempotentAnswer)
_ALWAYS = sa.select(sa.literal(1).label("one")).subquery()
_BY_KEY = sa.and_(_ANSWERS.c.principal == sa.bindparam("principal"), _ANSWERS.c.key == sa.bindparam("of_key"))
_FOUND = sa.select(*_ANSWERS.c).select_from(_ALWAYS.outerjoin(_ANSWERS, _BY_KEY))
_CLAIMED = {
    "postgresql": _FOUND.add_columns(
        sa.func.pg_try_advisory_xact_lock(sa.bindparam("lock", type_=sa.BigInteger)).label("is_free")
    ),
    "sqlite": _FOUND.add_columns(sa.true().label("is_free")),
}
"""One row in any case. Should the first try commit between this statement's snapshot and its lock, the second fails
at the unique key when it stores its answer: 409 and no effect."""


def _lock_number(principal: str, key: str) -> int:
    digest = hashlib.sha256(f"{principal}\0{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def claim(session: Session, principal: str, key: str, print_: str) -> None:
    """Raises Replay with the stored answer, 422 when the body differs, 409 while the first try still runs."""
    dialect = session.get_bind().dialect.name
    values: dict[str, str | int] = {"principal": principal, "of_key": key}
    if dialect == "postgresql":
        values |= {"lock": _lock_number(principal, key)}
    row = session.execute(_CLAIMED[dialect], values).mappings().one()
    if not row["is_free"]:
        raise conflict("同一个 Idempotency-Key 的请求正在处理，请稍后再试。", "in-progress")
    if row["id"] is None:
        return
    if row["fingerprint"] != print_:
        raise Problem(
            "idempotency-mismatch",
            "Idempotency-Key 已用于别的请求",
            422,
            "请为新的请求换一个 Idempotency-Key。",
        )
    headers = {**row["headers"], "Idempotent-Replayed": "true"}
    raise Replay(Response(row["body"], row["status"], headers, row["media_type"]))


def keeper(principal: str, key: str, print_: str, response: Response) -> Callable[[Session], None]:
    """`store` with everything but the session, to be done right before the commit."""
    return partial(store, principal=principal, key=key, print_=print_, response=response)


def store(session: Session, *, principal: str, key: str, print_: str, response: Response) -> None:
    """Keeps the answer, in the same transaction as the work."""
    kept = {name: response.headers[name] for name in ("etag", "location") if name in response.headers}
    session.connection().execute(
        sa.insert(IdempotentAnswer),
        {
            "principal": principal,
            "key": key,
            "fingerprint": print_,
            "status": response.status_code,
            "media_type": response.media_type or "application/json",
            "headers": kept,
            "body": bytes(response.body),
            "created_at": now(),
        },
    )


def purge(session: Session) -> int:
    """Forgets answers older than 30 days; returns how many."""
    table = table_of(IdempotentAnswer)
    result = session.execute(sa.delete(table).where(table.c.created_at < now() - KEPT))
    return int(getattr(result, "rowcount", 0))
