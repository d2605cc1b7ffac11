"""权力运行流程图 of a year: each power's flow as it was saved last before the year ended (opinion.txt line 44)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from functools import partial

import sqlalchemy as sa

from backend.access.policy import Permission
from backend.kit.batches import among
from backend.kit.table import CAMPUS_ZONE, table_of
from backend.kit.typesetting import rasterize
from backend.packages.contents.commission import Commission, Found, by_unit, day_of
from backend.packages.paper.archive import Item
from backend.powers.diagram import Badges, render
from backend.powers.models import FlowRevision
from backend.powers.queries import POWERS, drawable
from backend.powers.queries import reach as reachable
from backend.risks.pictures.queries import badges_within

REVISIONS = table_of(FlowRevision)
SCALE = 2.0


def flowcharts(order: Commission, volume: int) -> Iterator[Item]:
    """Each as SVG, which stays sharp, and as PNG, which every word processor takes; with the marks of the year's risk
    points, as far as the actor sees them."""
    if not order.holds(Permission.powers_read):
        return
    rows = _flows(order)
    marks = badges_within(order.session, order.actor, [row["id"] for row in rows], order.year)
    found = by_unit(rows)
    for unit in order.units:
        for row in found.get(unit.id, ()):
            draw = partial(_drawn, row, marks.get(row["id"]))
            item = Item(
                volume,
                unit.name,
                f"权力运行流程图（{row['name']}）",
                "svg",
                partial(_as_svg, draw),
                unit.name,
                day_of(row["saved_at"]),
            )
            yield item
            yield item._replace(extension="png", pieces=partial(_as_png, draw), counts=False)


def _drawn(row: Found, marks: Badges | None) -> str:
    return render(drawable(row["name"], row["steps"]), marks)


def _as_svg(draw: partial[str]) -> Iterable[bytes]:
    return (draw().encode(),)


def _as_png(draw: partial[str]) -> Iterable[bytes]:
    return (rasterize(draw(), SCALE),)


def _flows(order: Commission) -> list[Found]:
    """The last revision of the year of every power that was in use in it."""
    after = datetime.combine(date(order.year + 1, 1, 1), time(), CAMPUS_ZONE)
    newest = (
        sa.select(sa.func.max(REVISIONS.c.number))
        .where(REVISIONS.c.power_id == POWERS.c.id, REVISIONS.c.saved_at < after)
        .correlate(POWERS)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            POWERS.c.id,
            POWERS.c.name,
            POWERS.c.department_id,
            REVISIONS.c.saved_at,
            REVISIONS.c.steps,
        )
        .join_from(POWERS, REVISIONS, REVISIONS.c.power_id == POWERS.c.id)
        .where(
            REVISIONS.c.number == newest,
            reachable(order.actor),
            among(order.session, POWERS.c.department_id, order.unit_ids),
            sa.or_(POWERS.c.retired_on.is_(None), POWERS.c.retired_on >= date(order.year, 1, 1)),
        )
        .order_by(POWERS.c.sort, POWERS.c.id)
    )
    rows = (dict(row) for row in order.session.execute(statement).mappings())
    return [row for row in rows if row["steps"]]
