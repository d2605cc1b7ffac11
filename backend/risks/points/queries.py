"""The register. Columns leave the database as they are sent: no objects, no terms, no parsed JSON on the way."""

from collections.abc import Iterator
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.db import Database
from backend.kit.paging import count
from backend.kit.problems import not_found
from backend.kit.rows import contains
from backend.kit.table import UtcDateTime, table_of
from backend.organization.queries import DEPARTMENTS, POSITIONS, subtree, within
from backend.organization.rules import LEVEL_RANK
from backend.powers.models import FlowStep, Power
from backend.reviews.rules import EDITABLE
from backend.risks.points.schemas import (
    LevelFilter,
    RiskPointAction,
    RiskPointDetail,
    RiskPointQuery,
    RiskPointSort,
)
from backend.risks.queries import (
    INVENTORIES,
    POINTS,
    REVIEWS,
    TALLY,
    covers,
    fills_now,
    own_sheets,
    sheet_state,
    visible_points,
)
from backend.risks.rules import SCHEMES, CategoryScheme, InventoryKind, RiskCategory
from backend.risks.schemas import RiskPointOut

POWERS, STEPS = table_of(Power), table_of(FlowStep)
DOCUMENTS = ("cause_kinds", "categories", "found_by")
STREAM_CHUNK = 2_000
_INSTANT = sa.DateTime(timezone=True).with_variant(UtcDateTime(), "sqlite")
Row = dict[str, Any]


def _plain(column: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[Any]:
    """The column without anything done to it in Python."""
    if isinstance(column.type, sa.Enum):
        return sa.type_coerce(column, sa.String).label(name)
    if isinstance(column.type, sa.JSON):
        return sa.cast(column, sa.Text).label(name)
    if isinstance(column.type, UtcDateTime):
        return sa.type_coerce(column, _INSTANT).label(name)
    return column.label(name)


_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "inventory_kind": sa.case(
        (POINTS.c.position_id.is_(None), InventoryKind.department.value), else_=InventoryKind.position.value
    ),
    "department_name": DEPARTMENTS.c.name,
    "position_name": POSITIONS.c.name,
    "review_state": sheet_state,
    "power_name": POWERS.c.name,
    "step_name": STEPS.c.name,
    "review_id": INVENTORIES.c.review_id,
}
_COLUMNS = {
    name: _plain(_JOINED[name] if name in _JOINED else POINTS.c[name], name)
    for name in RiskPointDetail.model_fields
    if name != "allowed_actions"
}
_LISTED = tuple(_COLUMNS[name] for name in RiskPointOut.model_fields)
_REGISTER = (
    sa.join(POINTS, DEPARTMENTS, DEPARTMENTS.c.id == POINTS.c.department_id)
    .outerjoin(POSITIONS, POSITIONS.c.id == POINTS.c.position_id)
    .join(INVENTORIES, INVENTORIES.c.id == POINTS.c.inventory_id)
    .outerjoin(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
)
_ORDER = {
    RiskPointSort.newest: (POINTS.c.id.desc(),),
    RiskPointSort.oldest: (POINTS.c.id,),
    RiskPointSort.updated: (POINTS.c.updated_at.desc(), POINTS.c.id.desc()),
    RiskPointSort.level: (POINTS.c.level_rank.desc(), POINTS.c.id.desc()),
}
_LEVELS = {LevelFilter(level or "none"): rank for level, rank in LEVEL_RANK.items()}
TALLIED = frozenset({"department_id", "year", "level", "likelihood", "consequence"})
"""Filters the tally knows; with these alone a total is exact and costs nothing."""
_PAGING = frozenset({"page", "size", "sort", "cursor"})


def read_rows(session: Session, statement: sa.Select[Any]) -> list[Row]:
    """Rows as dicts whose JSON columns are spliced into the answer unparsed."""
    result = session.execute(statement)
    names = tuple(result.keys())
    rows = [dict(zip(names, row, strict=True)) for row in result]
    for row in rows:
        for name in DOCUMENTS:
            row[name] = orjson.Fragment(row[name])
    return rows


def register(actor: Actor, query: RiskPointQuery) -> sa.Select[Any]:
    """The points the actor may see and the query asks for, in no order yet."""
    statement = sa.select(*_LISTED).select_from(_REGISTER).where(visible_points(actor))
    return statement.where(*_equalities(query), *_memberships(actor, query))


def _equalities(query: RiskPointQuery) -> Iterator[sa.ColumnElement[bool]]:
    for name in ("inventory_id", "position_id", "power_id", "year", "likelihood", "consequence"):
        wanted = getattr(query, name)
        if wanted is not None:
            yield POINTS.c[name] == wanted
    if query.level:
        yield POINTS.c.level_rank == _LEVELS[query.level]
    if query.kind:
        is_department = query.kind is InventoryKind.department
        yield POINTS.c.position_id.is_(None) if is_department else POINTS.c.position_id.is_not(None)
    if not query.include_retired:
        yield POINTS.c.retired_at.is_(None)


def _memberships(actor: Actor, query: RiskPointQuery) -> Iterator[sa.ColumnElement[bool]]:
    if query.department_id:
        yield POINTS.c.department_id.in_(subtree([query.department_id]))
    if query.key_area:
        in_area = sa.select(POSITIONS.c.id).where(POSITIONS.c.key_area == query.key_area)
        yield POINTS.c.position_id.in_(in_area)
    if query.state:
        yield sheet_state == query.state
    if query.mine:
        yield POINTS.c.inventory_id.in_(own_sheets(actor))
    if query.found_by:
        yield _holds(POINTS.c.found_by, query.found_by)
    if query.category:
        yield sa.or_(*_in_category(query.category, query.scheme))
    if query.q:
        yield contains(query.q, POINTS.c.name, POINTS.c.manifestation)


def _holds(column: sa.ColumnElement[Any], value: str) -> sa.ColumnElement[bool]:
    """A JSON list of terms contains one; terms need no escaping."""
    return sa.cast(column, sa.Text).contains(f'"{value}"')


def _in_category(category: RiskCategory, scheme: CategoryScheme | None) -> list[sa.ColumnElement[bool]]:
    schemes = [scheme] if scheme else [one for one, offered in SCHEMES.items() if category in offered]
    return [POINTS.c.categories[one.value].as_string() == category.value for one in schemes]


def search_points(session: Session, actor: Actor, query: RiskPointQuery) -> tuple[list[Row], int]:
    """One page of the register and the total."""
    statement = register(actor, query).order_by(*_ORDER[query.sort]).limit(query.size).offset(query.offset)
    rows = read_rows(session, statement)
    if len(rows) < query.size and (rows or query.page == 1):
        return rows, query.offset + len(rows)
    return rows, total_of(session, actor, query)


def total_of(session: Session, actor: Actor, query: RiskPointQuery) -> int:
    """Exact from the tally when it knows every filter, otherwise counted up to a limit."""
    used = {name for name in query.model_fields_set - _PAGING if getattr(query, name)}
    scope = actor.reach(Permission.risks_read)
    if not used <= TALLIED or (scope.own and not scope.school):
        return count(session, register(actor, query))
    statement = sa.select(sa.func.coalesce(sa.func.sum(TALLY.c.points), 0)).where(
        within(scope, TALLY.c.department_id)
    )
    for name in ("year", "likelihood", "consequence"):
        if getattr(query, name) is not None:
            statement = statement.where(TALLY.c[name] == getattr(query, name))
    if query.level:
        statement = statement.where(TALLY.c.level == ("" if query.level == "none" else query.level.value))
    if query.department_id:
        statement = statement.where(TALLY.c.department_id.in_(subtree([query.department_id])))
    return int(session.execute(statement).scalar_one())


def pull_points(
    session: Session, actor: Actor, query: RiskPointQuery, after: int, total: int | None
) -> tuple[list[Row], int]:
    """The next page for machines: ids above `after`, at the same cost at any depth. `total` is counted once."""
    statement = register(actor, query).where(POINTS.c.id > after).order_by(POINTS.c.id).limit(query.size)
    rows = read_rows(session, statement)
    return rows, total_of(session, actor, query) if total is None else total


def stream_points(database: Database, actor: Actor, query: RiskPointQuery) -> Iterator[bytes]:
    """Everything the query asks for as NDJSON, chunk by chunk: bounded memory, no transaction held open."""
    statement = register(actor, query).order_by(POINTS.c.id).limit(STREAM_CHUNK)
    after, full = 0, True
    while full:
        with database.session(read_only=True) as session:
            rows = read_rows(session, statement.where(POINTS.c.id > after))
        full = len(rows) == STREAM_CHUNK
        if rows:
            after = rows[-1]["id"]
            yield b"\n".join(map(orjson.dumps, rows)) + b"\n"


def get_point(session: Session, actor: Actor, point_id: int) -> Row:
    """One point with everything its page needs (`RiskPointDetail`), or 404; one statement."""
    row = _find(session, actor, point_id)
    path, is_own = row.pop("_path"), row.pop("_own")
    scope = actor.reach(Permission.risks_write)
    writable = covers(scope, path) or (scope.own and bool(is_own))
    editable = writable and row["retired_at"] is None and row["review_state"] in EDITABLE
    row["allowed_actions"] = list(RiskPointAction) if editable else []
    return row


def _find(session: Session, actor: Actor, point_id: int) -> Row:
    joined = _REGISTER.outerjoin(POWERS, POWERS.c.id == POINTS.c.power_id).outerjoin(
        STEPS, STEPS.c.id == POINTS.c.step_id
    )
    own = fills_now(actor) if actor.reach(Permission.risks_write).own else sa.false()
    statement = (
        sa.select(*_COLUMNS.values(), DEPARTMENTS.c.path.label("_path"), own.label("_own"))
        .select_from(joined)
        .where(POINTS.c.id == point_id, visible_points(actor))
    )
    rows = read_rows(session, statement)
    if not rows:
        raise not_found("这个风险点")
    return rows[0]
