"""The consolidated register (handout.txt line 250, 登记汇总): the rows of all sheets of a year in the order of paper.

Through the same clauses as the register's list, so that it holds what its reader may see and nothing else.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.batches import among
from backend.kit.table import today
from backend.organization.departments.queries import department_order
from backend.organization.history.queries import post_name_in, unit_name_in
from backend.organization.queries import POSITIONS
from backend.organization.rules import RiskLevel
from backend.reviews.rules import ReviewState
from backend.risks.points.queries import shape_of
from backend.risks.points.schemas import RiskPointQuery
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS, sheet_state, visible_sheets
from backend.risks.register.queries import REGISTER, matching

CHUNK = 500
Found = dict[str, Any]


class Summary(NamedTuple):
    """Which points a register holds, and what its last line says of them."""

    ids: tuple[int, ...]
    """In the order of paper: departments as the tree has them, 附件二 before 附件三, rows as on their sheets."""
    levels: dict[RiskLevel | None, int]
    pending: int
    """Points of sheets nobody has approved yet, whether they are among `ids` or not."""


def summary_of(
    session: Session, actor: Actor, year: int, department_id: int | None, *, with_pending: bool
) -> Summary:
    """The live points of a year the actor may see; without `with_pending` those of approved sheets only."""
    query = RiskPointQuery(year=year, department_id=department_id)
    shape, values = shape_of(session, actor, query)
    columns = (
        POINTS.c.id,
        POINTS.c.department_id,
        POINTS.c.position_id,
        POINTS.c.inventory_id,
        POINTS.c.ordinal,
        POINTS.c.level,
        POSITIONS.c.code,
        sheet_state.label("state"),
    )
    found = session.execute(matching(shape).with_only_columns(*columns), values).all()
    order = department_order(session)
    pending = sum(row.state != ReviewState.approved for row in found)
    kept = [row for row in found if with_pending or row.state == ReviewState.approved]
    kept.sort(
        key=lambda row: (
            order[row.department_id],
            row.position_id is not None,
            row.code or "",
            row.inventory_id,
            row.ordinal,
            row.id,
        )
    )
    levels: dict[RiskLevel | None, int] = dict.fromkeys([*RiskLevel, None], 0)
    for row in kept:
        levels[row.level] += 1
    return Summary(tuple(row.id for row in kept), levels, pending)


def summary_batches(session: Session, actor: Actor, ids: Sequence[int]) -> Iterator[list[Found]]:
    """The rows of these points in this order, some hundreds at a time: a college has 12,000 of them.

    `holder_name` is who filled the sheet in, as frozen on it, and empty where the actor may not see the sheet itself
    (a colleague reads the point, not the sheet: opinion.txt line 55).
    """
    statement = _rows(actor)
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        chosen = statement.where(among(session, POINTS.c.id, some))
        found = session.execute(chosen, {"this_year": today().year}).mappings()
        rows = {row["id"]: dict(row) for row in found}
        yield [rows[point_id] for point_id in some if point_id in rows]


def _rows(actor: Actor) -> sa.Select[Any]:
    names = ("id", "department_id", "position_id", "name", "manifestation", "level", "measures", "remark")
    return sa.select(
        *(POINTS.c[name] for name in names),
        POINTS.c.year,
        unit_name_in(POINTS.c.year).label("department_name"),
        post_name_in(POINTS.c.year).label("position_name"),
        sa.case((visible_sheets(actor), INVENTORIES.c.filler_name), else_="").label("holder_name"),
        sheet_state.label("state"),
        sa.func.coalesce(REVIEWS.c.is_stale, sa.false()).label("is_stale"),
    ).select_from(REGISTER)
