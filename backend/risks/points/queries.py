"""Reads of the register and of single risk points."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.db import Database
from backend.kit.paging import count
from backend.kit.problems import not_found
from backend.kit.rows import Batch, plain_rows, read_batch
from backend.kit.table import today
from backend.organization.queries import DEPARTMENTS
from backend.risks.lists.queries import require_way, schemes_with
from backend.risks.points.schemas import RiskPointAction, RiskPointQuery
from backend.risks.queries import covers, may_amend, own_sheets, peer_sheets
from backend.risks.register.queries import (
    BOUND,
    DOCUMENTS,
    LEVELS,
    Reach,
    Shape,
    countable,
    one_point,
    page_of,
    rows_after,
    tally_of,
)

STREAM_CHUNK = 1_000
TALLIED = frozenset({"department_id", "year", "level", "likelihood", "consequence"})
"""Filters the tally knows; with these alone a total is exact and costs nothing."""
_PATHS = sa.select(DEPARTMENTS.c.id, DEPARTMENTS.c.path)
_PAGING = frozenset({"page", "size", "sort", "cursor"})


def shape_of(session: Session, actor: Actor, query: RiskPointQuery) -> tuple[Shape, dict[str, Any]]:
    """The shape of a question and the values that go with it; departments and own sheets are named one by one."""
    scope = actor.need(Permission.risks_read)
    if query.found_by:
        require_way(session, query.found_by)
    is_owner = scope.own and not scope.school
    sheets = _ids(session, own_sheets(actor.user_id)) if query.mine or is_owner else frozenset()
    peers = _ids(session, peer_sheets(actor.user_id)) if query.peers or is_owner else frozenset()
    paths = {} if scope.school and not query.department_id else _paths(session)
    values = {name: getattr(query, name) for name in BOUND if getattr(query, name) is not None}
    if query.level:
        values["level"] = LEVELS[query.level]
    shape = Shape(
        Reach(
            None if scope.school else _below(paths, scope.departments),
            sheets | peers if scope.own else frozenset(),
        ),
        tuple(values),
        _below(paths, [query.department_id]) if query.department_id else None,
        sheets if query.mine else peers if query.peers else None,
        query.kind,
        query.state,
        query.found_by,
        query.category,
        schemes_with(session, query.category, query.scheme) if query.category else (),
        query.q or None,
        query.include_retired,
    )
    return shape, values | {"this_year": today().year}


def _paths(session: Session) -> dict[int, str]:
    return dict(session.execute(_PATHS).all())


def _below(paths: Mapping[int, str], roots: Collection[int]) -> frozenset[int] | None:
    """The departments at or below `roots`; None when these are all there are."""
    marks = [f"/{root}/" for root in roots]
    found = frozenset(one for one, path in paths.items() if any(mark in path for mark in marks))
    return None if len(found) == len(paths) else found


def _ids(session: Session, sheets: sa.Select[tuple[int]] | sa.CompoundSelect[tuple[int]]) -> frozenset[int]:
    return frozenset(session.execute(sheets).scalars())


def search_points(session: Session, actor: Actor, query: RiskPointQuery) -> tuple[Batch, int]:
    """One page of the register and the total."""
    shape, values = shape_of(session, actor, query)
    rows = read_batch(session, page_of(shape, query.sort, query.size, query.offset), values, DOCUMENTS)
    if rows.size < query.size and (rows.size or query.page == 1):
        return rows, query.offset + rows.size
    return rows, total_of(session, query, shape, values)


def total_of(session: Session, query: RiskPointQuery, shape: Shape, values: dict[str, Any]) -> int:
    """Exact from the tally when it knows every filter, otherwise counted up to a limit."""
    used = {name for name in query.model_fields_set - _PAGING if getattr(query, name)}
    if not used <= TALLIED or shape.reach.sheets:
        return count(session, countable(shape).params(**values))
    if query.level:
        values = values | {"level": "" if query.level == "none" else query.level.value}
    return int(session.execute(tally_of(shape), values).scalar_one())


def pull_points(
    session: Session, actor: Actor, query: RiskPointQuery, after: int, total: int | None
) -> tuple[Batch, int]:
    """The next page for machines: ids above `after`, at the same cost at any depth. `total` is counted once."""
    shape, values = shape_of(session, actor, query)
    rows = read_batch(session, rows_after(shape, query.size), values | {"after": after}, DOCUMENTS)
    return rows, total_of(session, query, shape, values) if total is None else total


def stream_points(database: Database, actor: Actor, query: RiskPointQuery) -> Iterator[bytes]:
    """Everything the query asks for as NDJSON, chunk by chunk: bounded memory, no transaction held open."""
    with database.session(read_only=True) as session:
        shape, values = shape_of(session, actor, query)
    statement = rows_after(shape, STREAM_CHUNK)
    after, full = 0, True
    while full:
        with database.session(read_only=True) as session:
            rows = read_batch(session, statement, values | {"after": after}, DOCUMENTS)
        full = rows.size == STREAM_CHUNK
        if rows.size:
            after = rows.last_id
            yield _as_lines(rows.json)


def _as_lines(array: bytes) -> bytes:
    """NDJSON from one array, three times as fast as a dump for each row.

    Every row begins with its id, and inside a JSON string the quotes would be escaped, so the separator is unique.
    """
    return array[1:-1].replace(b'},{"id":', b'}\n{"id":') + b"\n"


def get_point(session: Session, actor: Actor, point_id: int) -> dict[str, Any]:
    """One point with everything its page needs (`RiskPointDetail`), or 404; one statement."""
    read, write = actor.need(Permission.risks_read), actor.reach(Permission.risks_write)
    user_id, day = actor.user_id if read.own or write.own else None, today()
    values = {"point_id": point_id, "this_year": day.year}
    rows = plain_rows(session, one_point(read, user_id, day), values, DOCUMENTS)
    if not rows:
        raise not_found("这个风险点")
    row = rows[0]
    path, is_own, is_closed = (row.pop(name) for name in ("_path", "_own", "_closed"))
    writable = covers(write, path) or (write.own and bool(is_own))
    is_live = row["retired_at"] is None and not is_closed
    editable = writable and is_live and may_amend(actor, row["review_state"])
    row["allowed_actions"] = list(RiskPointAction) if editable else []
    return row
