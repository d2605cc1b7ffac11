"""How the register is asked. A statement is built once for each shape of question and reused with other values:
building it costs more than running it. Columns leave the database as they are sent: no objects, no parsed JSON.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from backend.access.authorize import Scope
from backend.kit.rows import contains
from backend.kit.table import UtcDateTime, table_of
from backend.organization.history.queries import post_name_in, unit_name_in
from backend.organization.queries import DEPARTMENTS, POSITIONS
from backend.organization.rules import LEVEL_RANK
from backend.powers.models import FlowStep, Power
from backend.reviews.rules import ReviewState
from backend.risks.points.schemas import LevelFilter, RiskPointDetail, RiskPointSort
from backend.risks.queries import (
    INVENTORIES,
    POINTS,
    REVIEWS,
    TALLY,
    fills_now,
    is_year_closed,
    readable_points,
    sheet_state,
)
from backend.risks.rules import InventoryKind
from backend.risks.schemas import RiskPointOut

POWERS, STEPS = table_of(Power), table_of(FlowStep)
DOCUMENTS = ("cause_kinds", "categories", "subcategories", "found_by")
SHAPES = 512


class _Instant(FunctionElement[Any]):
    """An instant as the driver gives it; SQLite gives text, which only lacks the T and the Z."""

    inherit_cache = True


@compiles(_Instant)
def _as_it_is(element: _Instant, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(_Instant, "sqlite")
def _as_rfc_3339(element: _Instant, compiler: SQLCompiler, **options: Any) -> str:
    return f"replace({compiler.process(element.clauses, **options)}, ' ', 'T') || 'Z'"


class _Holds(FunctionElement[bool]):
    """Whether a JSON column holds a document: in the words of PostgreSQL's index, otherwise by reading every row."""

    type = sa.Boolean()
    inherit_cache = True

    def __init__(self, column: sa.Column[Any], wanted: Any, by_reading: sa.ColumnElement[bool]) -> None:
        # Inside the statement's text, because the planner should know how rare it is; it is made of keys of lists only.
        document = sa.literal_column(f"'{orjson.dumps(wanted).decode()}'", sa.String)
        super().__init__(column, document, by_reading)


@compiles(_Holds)
def _by_reading(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:
    _, _, by_reading = element.clauses
    return compiler.process(by_reading, **options)


@compiles(_Holds, "postgresql")
def _by_index(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:
    column, wanted, _ = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({column}::jsonb @> {wanted})"


def _plain(column: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[Any]:
    """The column without anything done to it in Python."""
    if isinstance(column.type, sa.Enum):
        return sa.type_coerce(column, sa.String).label(name)
    if isinstance(column.type, sa.JSON):
        return sa.cast(column, sa.Text).label(name)
    if isinstance(column.type, UtcDateTime):
        return _Instant(column).label(name)
    return column.label(name)


_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "inventory_kind": sa.case(
        (POINTS.c.position_id.is_(None), InventoryKind.department.value), else_=InventoryKind.position.value
    ),
    "department_name": unit_name_in(POINTS.c.year),
    "position_name": post_name_in(POINTS.c.year),
    "review_state": sheet_state,
    "power_name": POWERS.c.name,
    "step_name": STEPS.c.name,
    "review_id": INVENTORIES.c.review_id,
    "is_stale": sa.func.coalesce(REVIEWS.c.is_stale, sa.false()),
}
_COLUMNS = {
    name: _plain(_JOINED[name] if name in _JOINED else POINTS.c[name], name)
    for name in RiskPointDetail.model_fields
    if name != "allowed_actions"
}
REGISTER = (
    sa.join(POINTS, DEPARTMENTS, DEPARTMENTS.c.id == POINTS.c.department_id)
    .outerjoin(POSITIONS, POSITIONS.c.id == POINTS.c.position_id)
    .join(INVENTORIES, INVENTORIES.c.id == POINTS.c.inventory_id)
    .outerjoin(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
)
_LISTED = sa.select(*(_COLUMNS[name] for name in RiskPointOut.model_fields)).select_from(REGISTER)
_ORDER = {
    RiskPointSort.newest: (POINTS.c.id.desc(),),
    RiskPointSort.oldest: (POINTS.c.id,),
    RiskPointSort.updated: (POINTS.c.updated_at.desc(), POINTS.c.id.desc()),
    RiskPointSort.level: (POINTS.c.level_rank.desc(), POINTS.c.id.desc()),
}
LEVELS = {LevelFilter(level or "none"): rank for level, rank in LEVEL_RANK.items()}


def _sent(name: str, column: sa.ColumnElement[Any]) -> sa.BindParameter[Any]:
    """A value written into the statement's text when it is sent: the planner should know how rare it is."""
    return sa.bindparam(name, type_=column.type, literal_execute=True)


BOUND: dict[str, sa.ColumnElement[bool]] = {
    name: POINTS.c[name] == _sent(name, POINTS.c[name])
    for name in ("inventory_id", "position_id", "power_id", "year", "likelihood", "consequence")
} | {
    "level": POINTS.c.level_rank == _sent("level", POINTS.c.level_rank),
    "key_area": POINTS.c.position_id.in_(
        sa.select(POSITIONS.c.id).where(POSITIONS.c.key_area == _sent("key_area", POSITIONS.c.key_area))
    ),
}


class Reach(NamedTuple):
    """A reach with its departments and sheets named one by one, which an index can serve; None is no limit."""

    departments: frozenset[int] | None = None
    sheets: frozenset[int] = frozenset()


class Shape(NamedTuple):
    """Everything about a question that makes it another statement."""

    reach: Reach
    bound: tuple[str, ...]
    """Filters whose value is sent beside the statement."""
    departments: frozenset[int] | None
    among: frozenset[int] | None
    """Only these sheets' points: one's own, or those of one's colleagues."""
    kind: InventoryKind | None
    state: ReviewState | None
    found_by: str | None
    category: str | None
    schemes: tuple[str, ...]
    """Those of the schemes asked about that have the category."""
    q: str | None
    include_retired: bool


def _one_of(column: sa.ColumnElement[Any], ids: Iterable[int]) -> sa.ColumnElement[bool]:
    return column.in_(sa.bindparam(None, sorted(ids), expanding=True, literal_execute=True))


@lru_cache(maxsize=SHAPES)
def matching(shape: Shape) -> sa.Select[Any]:
    """The points of a question, in no order yet."""
    return _LISTED.where(*_clauses(shape))


@lru_cache(maxsize=SHAPES)
def countable(shape: Shape) -> sa.Select[Any]:
    """The same points without what is only shown: the joins do not change their number."""
    return sa.select(POINTS.c.id).where(*_clauses(shape))


def _clauses(shape: Shape) -> Iterator[sa.ColumnElement[bool]]:
    yield from _places(shape)
    for name in shape.bound:
        yield BOUND[name]
    if shape.kind:
        is_department = shape.kind is InventoryKind.department
        yield POINTS.c.position_id.is_(None) if is_department else POINTS.c.position_id.is_not(None)
    if shape.state:
        yield _in_state(shape.state)
    if shape.found_by:
        mentioned = sa.cast(POINTS.c.found_by, sa.Text).contains(f'"{shape.found_by}"')
        yield _Holds(POINTS.c.found_by, [shape.found_by], mentioned)
    if shape.category:
        yield sa.or_(*_in_category(shape.category, shape.schemes))
    if shape.q:
        yield contains(shape.q, POINTS.c.name, POINTS.c.manifestation)
    if not shape.include_retired:
        yield POINTS.c.retired_at.is_(None)


def _places(shape: Shape) -> Iterator[sa.ColumnElement[bool]]:
    """Reach first, then the department and the sheets asked for."""
    departments, sheets = shape.reach
    if departments is not None:
        inside = _one_of(POINTS.c.department_id, departments)
        own = _one_of(POINTS.c.inventory_id, sheets)
        yield sa.or_(inside, own) if departments and sheets else inside if departments else own
    if shape.departments is not None:
        yield _one_of(POINTS.c.department_id, shape.departments)
    if shape.among is not None:
        yield _one_of(POINTS.c.inventory_id, shape.among)


def _in_state(state: ReviewState) -> sa.ColumnElement[bool]:
    """EXISTS rather than IN: SQLite would gather all sheets of the state and sort their points."""
    reached = REVIEWS.c.state == state
    if state is ReviewState.draft:
        reached = sa.or_(reached, INVENTORIES.c.review_id.is_(None))
    return (
        sa.select(INVENTORIES.c.id)
        .outerjoin(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(INVENTORIES.c.id == POINTS.c.inventory_id, reached)
        .correlate(POINTS)
        .exists()
    )


def _in_category(category: str, schemes: Iterable[str]) -> list[sa.ColumnElement[bool]]:
    return [
        _Holds(POINTS.c.categories, {one: category}, POINTS.c.categories[one].as_string() == category)
        for one in schemes
    ]


def _inline(number: int) -> sa.ColumnElement[int]:
    """A number inside the statement's text: PostgreSQL plans a statement anew each time its LIMIT is a parameter."""
    return sa.literal_column(str(number), sa.Integer)


@lru_cache(maxsize=SHAPES)
def page_of(shape: Shape, sort: RiskPointSort, size: int, offset: int) -> sa.Select[Any]:
    """One page for people."""
    statement = matching(shape).order_by(*_ORDER[sort]).limit(_inline(size))
    return statement.offset(_inline(offset)) if offset else statement


@lru_cache(maxsize=SHAPES)
def rows_after(shape: Shape, size: int) -> sa.Select[Any]:
    """The next rows for machines, above the bound `after`."""
    after = sa.bindparam("after", type_=sa.BigInteger)
    return matching(shape).where(POINTS.c.id > after).order_by(POINTS.c.id).limit(_inline(size))


@lru_cache(maxsize=SHAPES)
def tally_of(shape: Shape) -> sa.Select[Any]:
    """How many points stand in the cells of a question the tally knows; `level` is bound to its stored text."""
    clauses = [TALLY.c[name] == sa.bindparam(name, type_=TALLY.c[name].type) for name in shape.bound]
    for departments in (shape.reach.departments, shape.departments):
        if departments is not None:
            clauses.append(_one_of(TALLY.c.department_id, departments))
    return sa.select(sa.func.coalesce(sa.func.sum(TALLY.c.points), 0)).where(*clauses)


@lru_cache(maxsize=SHAPES)
def one_point(scope: Scope, user_id: int | None, day: date) -> sa.Select[Any]:
    """The page of the point bound as `point_id`; `_path`, `_own` and `_closed` tell whether it may be changed."""
    joined = REGISTER.outerjoin(POWERS, POWERS.c.id == POINTS.c.power_id).outerjoin(
        STEPS, STEPS.c.id == POINTS.c.step_id
    )
    own = fills_now(user_id) if user_id else sa.false()
    closed = is_year_closed(POINTS.c.year)
    flags = (DEPARTMENTS.c.path.label("_path"), own.label("_own"), closed.label("_closed"))
    return (
        sa.select(*_COLUMNS.values(), *flags)
        .select_from(joined)
        .where(POINTS.c.id == sa.bindparam("point_id", type_=sa.BigInteger), readable_points(scope, user_id))
    )
