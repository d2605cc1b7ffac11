"""Reads of the feed: which objects the caller may see, and what they look like now."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.integration.models import FeedState
from backend.integration.rules import PERSONAL, READ_PERMISSION, SNAPSHOT_CHUNK, WIDE, FeedKind, Operation
from backend.integration.sources.queries import SOURCES
from backend.kit.journal import Event
from backend.kit.paging import Cursors
from backend.kit.problems import Problem
from backend.kit.table import table_of
from backend.organization.queries import within

EVENTS, STATE = table_of(Event), table_of(FeedState)
CURSOR_KIND = "changes"


def kinds_for(actor: Actor, wanted: Sequence[FeedKind]) -> list[FeedKind]:
    """The kinds the caller may pull, in an order in which parents come first."""
    return [
        kind
        for kind in FeedKind
        if (not wanted or kind in wanted)
        and actor.reach(READ_PERMISSION[kind])
        and (kind not in PERSONAL or actor.sees_personal_data)
    ]


def visible(actor: Actor, kind: FeedKind) -> sa.ColumnElement[bool]:
    """The caller's reach over one kind, and what of it leaves at all."""
    source = SOURCES[kind]
    reached = sa.true() if kind in WIDE else within(actor.reach(READ_PERMISSION[kind]), source.department)
    return reached if source.leaves is None else sa.and_(reached, source.leaves)


def state_of(session: Session) -> sa.RowMapping | None:
    """The sequencer's row, or None before the first event was numbered."""
    return session.execute(sa.select(STATE).order_by(STATE.c.id).limit(1)).mappings().one_or_none()


def encode_cursor(cursors: Cursors, actor: Actor, epoch: str, seq: int) -> str:
    """Opaque text for this caller only."""
    who = f"{actor.principal.kind}:{actor.principal.id}"
    return cursors.encode(CURSOR_KIND, {"e": epoch, "s": seq, "w": who})


def decode_cursor(cursors: Cursors, actor: Actor, epoch: str, cursor: str | None) -> int:
    """The sequence number to go on after; 410 when the feed was restarted, 400 for somebody else's cursor."""
    if cursor is None:
        return 0
    position = cursors.decode(CURSOR_KIND, cursor)
    if position["w"] != f"{actor.principal.kind}:{actor.principal.id}":
        raise Problem("invalid-cursor", "游标无效", 400, "这个游标属于别的客户端。")
    if position["e"] != epoch:
        raise Problem(
            "feed-restarted",
            "变更流已重新开始",
            410,
            "数据库曾经恢复，请重新拉取快照。",
            headers={"Link": '</api/v1/snapshot>; rel="alternate"'},
        )
    return int(position["s"])


def _reachable(actor: Actor, kinds: Sequence[FeedKind]) -> sa.ColumnElement[bool]:
    """Events about a department the caller sees now, or that left one it saw."""
    clauses = []
    for kind in kinds:
        scope = actor.reach(READ_PERMISSION[kind])
        places = (within(scope, EVENTS.c.department_id), within(scope, EVENTS.c.former_department_id))
        reached = sa.true() if kind in WIDE else sa.or_(*places)
        clauses.append(sa.and_(EVENTS.c.subject_kind == kind, reached))
    return sa.or_(*clauses) if clauses else sa.false()


def events_after(
    session: Session, actor: Actor, kinds: Sequence[FeedKind], seq: int, limit: int
) -> list[sa.RowMapping]:
    """The next numbered events in commit order."""
    statement = (
        sa.select(EVENTS.c.seq, EVENTS.c.subject_kind, EVENTS.c.subject_id)
        .where(EVENTS.c.seq > seq, _reachable(actor, kinds))
        .order_by(EVENTS.c.seq)
        .limit(limit)
    )
    return list(session.execute(statement).mappings())


def describe(session: Session, actor: Actor, events: Sequence[sa.RowMapping]) -> list[dict[str, Any]]:
    """Events → changes with the current state; of several events about one object in a batch the last counts."""
    newest = {(FeedKind(event["subject_kind"]), event["subject_id"]): event["seq"] for event in events}
    current: dict[tuple[FeedKind, int], dict[str, Any]] = {}
    for kind in {kind for kind, _ in newest}:
        ids = [identity for found, identity in newest if found is kind]
        statement = SOURCES[kind].select().where(SOURCES[kind].table.c.id.in_(ids), visible(actor, kind))
        for row in session.execute(statement).mappings():
            current[kind, row["id"]] = dict(row)
    changes = [
        _change(kind, identity, seq, current.get((kind, identity)))
        for (kind, identity), seq in newest.items()
    ]
    return sorted(changes, key=lambda change: int(change["seq"]))


def _change(kind: FeedKind, identity: int, seq: int, row: dict[str, Any] | None) -> dict[str, Any]:
    change: dict[str, Any] = {"seq": seq, "type": kind, "id": identity, "version": None, "data": None}
    if row is None:
        return change | {"op": Operation.left_scope}
    gone = row.pop("_gone")
    change["version"] = row["version"]
    return change | ({"op": Operation.delete} if gone else {"op": Operation.upsert, "data": row})


def stream(session: Session, actor: Actor, kinds: Sequence[FeedKind]) -> Iterator[dict[str, Any]]:
    """Every live object the caller may see, kind by kind, in bounded memory."""
    for kind in kinds:
        source = SOURCES[kind]
        statement = (
            source.select().where(source.gone.is_(None), visible(actor, kind)).order_by(source.table.c.id)
        )
        result = session.execute(
            statement, execution_options={"stream_results": True, "yield_per": SNAPSHOT_CHUNK}
        )
        for row in result.mappings():
            data = dict(row)
            del data["_gone"]
            yield {"type": kind, "id": data["id"], "version": data["version"], "data": data}


def digest(session: Session, actor: Actor, kinds: Sequence[FeedKind]) -> list[dict[str, Any]]:
    """Count and SHA-256 over `id:version` in id order, for each kind and department."""
    items = []
    for kind in kinds:
        source = SOURCES[kind]
        statement = (
            sa.select(source.department.label("department_id"), source.table.c.id, source.table.c.version)
            .select_from(source.joins)
            .where(source.gone.is_(None), visible(actor, kind))
            .order_by(source.department, source.table.c.id)
        )
        found: dict[int | None, tuple[int, Any]] = {}
        for department_id, identity, version in session.execute(
            statement, execution_options={"yield_per": 5000}
        ):
            count, running = found.get(department_id, (0, None))
            running = running or hashlib.sha256()
            running.update(f"{identity}:{version}\n".encode())
            found[department_id] = (count + 1, running)
        items += [
            {"type": kind, "department_id": department, "count": count, "hash": running.hexdigest()}
            for department, (count, running) in sorted(found.items(), key=lambda item: item[0] or 0)
        ]
    return items
