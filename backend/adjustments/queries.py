"""What depends on what, read from the links of the rooms upstream: rule → power, step, measure; power → risk point →
measure. Only what is in force is looked at again: live powers; of open years the points of approved sheets and
the live measures.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.adjustments.models import Adjustment, Recheck
from backend.adjustments.rules import Node, RecheckKind, reachable
from backend.kit.table import table_of
from backend.measures.queries import BASES, MEASURES
from backend.measures.queries import RISKS as MEASURE_RISKS
from backend.powers.models import FlowStep, Power, PowerBasis
from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS, is_year_closed

ADJUSTMENTS, RECHECKS, POWERS, STEPS, POWER_BASES = (
    table_of(model) for model in (Adjustment, Recheck, Power, FlowStep, PowerBasis)
)
K = RecheckKind
Found = dict[str, Any]


def live_points() -> sa.Select[Any]:
    """Ids of the risk points in force."""
    return (
        sa.select(POINTS.c.id)
        .join(INVENTORIES, INVENTORIES.c.id == POINTS.c.inventory_id)
        .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(
            POINTS.c.retired_at.is_(None),
            INVENTORIES.c.retired_on.is_(None),
            REVIEWS.c.state == ReviewState.approved,
            sa.not_(is_year_closed(POINTS.c.year)),
        )
    )


def resting_on_rule(session: Session, regulation_id: int) -> set[Node]:
    """What names a rule as its basis, and what depends on that."""
    measures = sa.select(BASES.c.measure_id).where(BASES.c.regulation_id == regulation_id)
    made = sa.select(MEASURES.c.id).where(MEASURES.c.regulation_id == regulation_id)
    direct = {(K.measure, one) for one in session.execute(measures.union(made)).scalars()}
    named = sa.select(POWER_BASES.c.power_id, POWER_BASES.c.step_id).where(
        POWER_BASES.c.regulation_id == regulation_id
    )
    for power_id, step_id in session.execute(named):
        direct.add((K.power, power_id) if step_id is None else (K.flow_step, step_id))
    return in_force(session, direct | _beyond(session, direct))


def depending_on_powers(session: Session, power_ids: Iterable[int]) -> set[Node]:
    """The points found at these powers, and the measures against them."""
    return in_force(session, _beyond(session, {(K.power, one) for one in power_ids}))


def rests_on_others(session: Session, power_id: int, regulation_ids: Iterable[int]) -> bool:
    """Whether a power or a step of it rests on other rules than these."""
    others = sa.select(POWER_BASES.c.id).where(
        POWER_BASES.c.power_id == power_id, POWER_BASES.c.regulation_id.not_in(sorted(regulation_ids))
    )
    return session.execute(others.limit(1)).first() is not None


def answered_by_measure(session: Session, measure_id: int) -> set[Node]:
    """The points a measure was to answer; when it failed they stand open again."""
    statement = sa.select(MEASURE_RISKS.c.risk_point_id).where(MEASURE_RISKS.c.measure_id == measure_id)
    found = {(K.risk_point, one) for one in session.execute(statement).scalars()}
    return in_force(session, found)


def at_positions(session: Session, position_ids: Iterable[int]) -> set[Node]:
    """The points of posts, and the measures against them."""
    statement = sa.select(POINTS.c.id).where(POINTS.c.position_id.in_(sorted(position_ids)))
    points = {(K.risk_point, one) for one in session.execute(statement).scalars()}
    return in_force(session, points | _beyond(session, points))


def of_department(session: Session, department_id: int) -> set[Node]:
    """The points of a department's own sheet and of its powers, and the measures against them."""
    own = sa.select(POINTS.c.id).where(
        POINTS.c.department_id == department_id, POINTS.c.position_id.is_(None)
    )
    points = {(K.risk_point, one) for one in session.execute(own).scalars()}
    powers = sa.select(POWERS.c.id).where(POWERS.c.department_id == department_id)
    at_powers = depending_on_powers(session, session.execute(powers).scalars())
    return in_force(session, points | _beyond(session, points)) | at_powers


def _beyond(session: Session, seeds: set[Node]) -> set[Node]:
    """Everything reachable from the seeds over the stored links."""
    return reachable(seeds, _dependents(session, seeds))


def _dependents(session: Session, seeds: set[Node]) -> Mapping[Node, list[Node]]:
    """The part of the graph that can be reached: power → step and point, step → point, point → measure."""
    graph: dict[Node, list[Node]] = {}
    powers = sorted(one for kind, one in seeds if kind is K.power)
    steps = sorted(one for kind, one in seeds if kind is K.flow_step)
    points = sorted(one for kind, one in seeds if kind is K.risk_point)
    touched = sa.select(POINTS.c.id, POINTS.c.power_id, POINTS.c.step_id).where(
        sa.or_(POINTS.c.power_id.in_(powers), POINTS.c.step_id.in_(steps), POINTS.c.id.in_(points))
    )
    for point_id, power_id, step_id in session.execute(touched):
        for source in ((K.power, power_id), (K.flow_step, step_id)):
            if source[1] is not None:
                graph.setdefault(source, []).append((K.risk_point, point_id))
        points.append(point_id)
    answers = sa.select(MEASURE_RISKS.c.risk_point_id, MEASURE_RISKS.c.measure_id).where(
        MEASURE_RISKS.c.risk_point_id.in_(sorted(set(points)))
    )
    for point_id, measure_id in session.execute(answers):
        graph.setdefault((K.risk_point, point_id), []).append((K.measure, measure_id))
    return graph


def in_force(session: Session, nodes: set[Node]) -> set[Node]:
    """Those that are live; history is not looked at again."""
    live = {
        K.power: sa.select(POWERS.c.id).where(POWERS.c.retired_on.is_(None)),
        K.flow_step: sa.select(STEPS.c.id).where(STEPS.c.is_retired.is_(False)),
        K.risk_point: live_points(),
        K.measure: sa.select(MEASURES.c.id).where(
            MEASURES.c.retired_at.is_(None), sa.not_(is_year_closed(MEASURES.c.year))
        ),
    }
    found: set[Node] = set()
    for kind, statement in live.items():
        ids = sorted(one for node_kind, one in nodes if node_kind is kind)
        column = statement.selected_columns[0]
        if ids:
            found |= {(kind, one) for one in session.execute(statement.where(column.in_(ids))).scalars()}
    return found


def described(session: Session, nodes: set[Node]) -> list[Found]:
    """`{kind, object_id, title, department_id, position_id}` of each node, in a fixed order."""
    sources = {
        K.power: sa.select(POWERS.c.id, POWERS.c.name, POWERS.c.department_id, POWERS.c.position_id),
        K.flow_step: sa.select(STEPS.c.id, STEPS.c.name, POWERS.c.department_id, POWERS.c.position_id).join(
            POWERS, POWERS.c.id == STEPS.c.power_id
        ),
        K.risk_point: sa.select(POINTS.c.id, POINTS.c.name, POINTS.c.department_id, POINTS.c.position_id),
        K.measure: sa.select(
            MEASURES.c.id, MEASURES.c.title, MEASURES.c.department_id, MEASURES.c.position_id
        ),
    }
    found: list[Found] = []
    for kind, statement in sources.items():
        ids = sorted(one for node_kind, one in nodes if node_kind is kind)
        column = statement.selected_columns[0]
        for row in session.execute(statement.where(column.in_(ids)).order_by(column)) if ids else ():
            object_id, title, department_id, position_id = row
            place = {"department_id": department_id, "position_id": position_id}
            found.append({"kind": kind, "object_id": object_id, "title": title[:200], **place})
    return found
