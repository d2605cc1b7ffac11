"""What every read of measures starts from: the tables, who may see and write what, and a measure as it is signed."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.problems import conflict, forbidden, not_found
from backend.kit.table import table_of
from backend.measures.models import (
    ControlMeasure,
    MeasureBasis,
    MeasureCheck,
    MeasureEvidence,
    MeasurePlan,
    MeasureProgress,
    MeasureRisk,
)
from backend.organization.queries import DEPARTMENTS, POSITIONS, Who, own_positions, reaches, within
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import EDITABLE, ReviewState
from backend.risks.queries import POINTS, is_year_closed

PLANS, MEASURES, RISKS, BASES, PROGRESS, EVIDENCE, CHECKS = (
    table_of(model)
    for model in (
        MeasurePlan,
        ControlMeasure,
        MeasureRisk,
        MeasureBasis,
        MeasureProgress,
        MeasureEvidence,
        MeasureCheck,
    )
)
WRITE = Permission.measures_write


def visible_plans(actor: Actor) -> sa.ColumnElement[bool]:
    """Plans of the departments the actor reads, and those of the departments he holds a post in."""
    posts = sa.select(POSITIONS.c.department_id).where(POSITIONS.c.id.in_(own_positions(actor.user_id)))
    return within(
        actor.need(Permission.measures_read), PLANS.c.department_id, PLANS.c.department_id.in_(posts)
    )


def carried_by(user_id: Who) -> sa.ColumnElement[bool]:
    """Measures whose responsible post the user holds today."""
    held = MEASURES.c.position_id.in_(own_positions(user_id))
    return sa.func.coalesce(held, sa.false())


def visible_measures(actor: Actor) -> sa.ColumnElement[bool]:
    """Measures within reach; one's own are those one carries out, and those against risks of one's post."""
    posts = sa.select(POINTS.c.id).where(POINTS.c.position_id.in_(own_positions(actor.user_id)))
    against = sa.select(RISKS.c.measure_id).where(RISKS.c.risk_point_id.in_(posts))
    own = sa.or_(carried_by(actor.user_id), MEASURES.c.id.in_(against))
    return within(actor.need(Permission.measures_read), MEASURES.c.department_id, own)


PLAN_STATE = (
    REVIEWS.c.state.label("state"),
    REVIEWS.c.chain,
    REVIEWS.c.is_stale,
    REVIEWS.c.round,
    REVIEWS.c.submitted_at,
    REVIEWS.c.decided_at,
    REVIEWS.c.redo_due_on,
)


_IS_ENDED = REVIEWS.c.retired_on.is_not(None).label("is_ended")
"""Its measures went up in the plan of the department this one became part of."""
_IS_CLOSED = is_year_closed(PLANS.c.year).label("is_closed")
"""Nothing of a closed year is offered to be changed."""


def find_plan(session: Session, actor: Actor, plan_id: int, *, to_write: bool = False) -> dict[str, Any]:
    """One plan with where its review stands, or 404. `to_write` locks both: its content is signed as a whole."""
    statement = (
        sa.select(*PLANS.c, DEPARTMENTS.c.name.label("department_name"), *PLAN_STATE, _IS_ENDED, _IS_CLOSED)
        .join_from(PLANS, DEPARTMENTS, DEPARTMENTS.c.id == PLANS.c.department_id)
        .join(REVIEWS, REVIEWS.c.id == PLANS.c.review_id)
        .where(PLANS.c.id == plan_id, visible_plans(actor))
    )
    if to_write:
        statement = statement.with_for_update(of=[PLANS, REVIEWS])
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这份防控措施方案")
    return dict(row)


def find_measure(session: Session, actor: Actor, measure_id: int) -> dict[str, Any]:
    """One measure the actor may see, live or not, with its links, `is_carrier` and `is_closed`; 404 otherwise."""
    marks = (carried_by(actor.user_id).label("is_carrier"), is_year_closed(MEASURES.c.year).label("is_closed"))
    statement = sa.select(*MEASURES.c, *marks)
    found = session.execute(statement.where(MEASURES.c.id == measure_id, visible_measures(actor)))
    row = found.mappings().one_or_none()
    if row is None:
        raise not_found("这项防控措施")
    return linked(session, [dict(row)])[0] | {"is_carrier": bool(row["is_carrier"])}


def live_measures(session: Session, plan_id: int) -> list[dict[str, Any]]:
    """All columns of the plan's live measures with their links, in the order of the plan."""
    statement = (
        sa.select(MEASURES)
        .where(MEASURES.c.plan_id == plan_id, MEASURES.c.retired_at.is_(None))
        .order_by(MEASURES.c.ordinal, MEASURES.c.id)
    )
    return linked(session, [dict(row) for row in session.execute(statement).mappings()])


def linked(session: Session, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Adds `risk_point_ids` and `basis` to measures."""
    ids = [row["id"] for row in rows]
    points: dict[int, list[int]] = {row_id: [] for row_id in ids}
    bases: dict[int, list[dict[str, Any]]] = {row_id: [] for row_id in ids}
    if ids:
        risks = sa.select(RISKS.c.measure_id, RISKS.c.risk_point_id).where(RISKS.c.measure_id.in_(ids))
        for measure_id, point_id in session.execute(risks.order_by(RISKS.c.risk_point_id)):
            points[measure_id].append(point_id)
        basis = sa.select(BASES).where(BASES.c.measure_id.in_(ids)).order_by(BASES.c.regulation_id)
        for row in session.execute(basis).mappings():
            bases[row["measure_id"]].append({"regulation_id": row["regulation_id"], "clause": row["clause"]})
    return [row | {"risk_point_ids": points[row["id"]], "basis": bases[row["id"]]} for row in rows]


def keeps_plan(session: Session, actor: Actor, plan: Mapping[str, Any]) -> bool:
    """Whether the actor may write the plan as a whole in its present state.

    While it is being filled in: liaison, head and office. Once it is approved: only who keeps the whole school, and
    the approval turns stale. While it is under review: nobody.
    """
    if plan["is_ended"]:
        return False
    if plan["state"] in EDITABLE:
        return reaches(session, actor, WRITE, plan["department_id"])
    return plan["state"] == ReviewState.approved and actor.reach(WRITE).school


def writable_plan(session: Session, actor: Actor, plan_id: int, *, is_carrier: bool) -> dict[str, Any]:
    """The plan, locked, if the actor may change this content of it now: 404, 403, 409.

    `is_carrier`: the content belongs to a measure of a post the actor holds (opinion.txt line 61).
    """
    plan = find_plan(session, actor, plan_id, to_write=True)
    may_ever = reaches(session, actor, WRITE, plan["department_id"]) or (
        is_carrier and actor.reach(WRITE).own
    )
    if not may_ever:
        raise forbidden("防控措施由岗位所在人员、联络员或部门负责人制定，您只能查看。")
    if plan["is_ended"]:
        raise conflict("这份方案已随部门合并并入新部门的方案，只能查看。", "ended")
    if plan["state"] in EDITABLE or keeps_plan(session, actor, plan):
        return plan
    label = ReviewState(plan["state"]).label
    raise conflict(
        f"这份防控措施方案现在是“{label}”，不能修改；如需修改，请先撤回或请审核人退回。", "not-editable"
    )
