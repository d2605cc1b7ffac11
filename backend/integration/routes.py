"""HTTP of the change feed."""

from collections.abc import Iterator
from typing import Annotated, Any

import orjson
from fastapi import Query, Request, Response
from sqlmodel import Session
from starlette.responses import StreamingResponse

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.integration import actions, queries
from backend.integration.schemas import ChangeQuery, ChangesOut, DigestOut, SnapshotQuery
from backend.kit.db import Database
from backend.kit.deadlines import takes_long
from backend.kit.paging import NDJSON, Cursors, json_response
from backend.kit.routing import room_router

router = room_router("", "integration")
Puller = Annotated[Actor, may(Permission.changes_read)]
Exporter = Annotated[Actor, may(Permission.changes_read, is_sensitive=True)]
CHUNK_BYTES = 64 * 1024


@router.get("/changes", response_model=ChangesOut, summary="变更流：按提交顺序，一条不漏")
def list_changes(request: Request, actor: Puller, query: Annotated[ChangeQuery, Query()]) -> Response:
    """Changes after the cursor. An empty batch returns the same place; ask again later."""
    database: Database = request.app.state.database
    actions.catch_up(database)
    # A session of its own: the request's may have read before the numbering and would not see it (SQLite snapshots).
    with database.session(read_only=True) as session:
        return json_response(_batch(session, request.app.state.cursors, actor, query))


def _batch(session: Session, cursors: Cursors, actor: Actor, query: ChangeQuery) -> dict[str, Any]:
    state = queries.state_of(session)
    epoch, last = (state["epoch"], state["last_seq"]) if state else ("", 0)
    kinds = queries.kinds_for(actor, query.types)
    seq = queries.decode_cursor(cursors, actor, epoch, query.cursor)
    events = queries.events_after(session, actor, kinds, seq, query.limit)
    has_more = len(events) == query.limit
    reached = events[-1]["seq"] if has_more else max(seq, last)
    return {
        "items": queries.describe(session, actor, events),
        "cursor": queries.encode_cursor(cursors, actor, epoch, reached),
        "has_more": has_more,
    }


def _lines(objects: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """NDJSON in pieces of about 64 KiB."""
    buffer = bytearray()
    for item in objects:
        buffer += orjson.dumps(item, option=orjson.OPT_UTC_Z) + b"\n"
        if len(buffer) >= CHUNK_BYTES:
            yield bytes(buffer)
            buffer.clear()
    yield bytes(buffer)


@router.get(
    "/snapshot",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {NDJSON: {"schema": {"type": "string"}}},
            "description": "首行是游标，其后一行一个对象",
        }
    },
    summary="快照：某一时刻的全部可见对象（NDJSON）",
)
@takes_long
def get_snapshot(
    request: Request, actor: Exporter, query: Annotated[SnapshotQuery, Query()]
) -> StreamingResponse:
    """The first line is `{"cursor": …}`; go on with `/changes` from there. Memory stays bounded."""
    database: Database = request.app.state.database
    cursors = request.app.state.cursors
    actions.catch_up(database)

    def produce() -> Iterator[dict[str, Any]]:
        with database.snapshot() as session:
            state = queries.state_of(session)
            epoch, seq = (state["epoch"], state["last_seq"]) if state else ("", 0)
            kinds = queries.kinds_for(actor, query.types)
            yield {"cursor": queries.encode_cursor(cursors, actor, epoch, seq), "types": kinds}
            yield from queries.stream(session, actor, kinds)

    return StreamingResponse(_lines(produce()), media_type=NDJSON)


@router.get("/digest", response_model=DigestOut, summary="摘要：证明副本与本系统一致")
@takes_long
def get_digest(request: Request, actor: Puller, query: Annotated[SnapshotQuery, Query()]) -> Response:
    """Count and hash over `id:version` lines for each type and department."""
    database: Database = request.app.state.database
    actions.catch_up(database)
    with database.snapshot() as session:
        state = queries.state_of(session)
        epoch, seq = (state["epoch"], state["last_seq"]) if state else ("", 0)
        items = queries.digest(session, actor, queries.kinds_for(actor, query.types))
        cursor = queries.encode_cursor(request.app.state.cursors, actor, epoch, seq)
    return json_response({"cursor": cursor, "items": items})


ROUTERS = (router,)
