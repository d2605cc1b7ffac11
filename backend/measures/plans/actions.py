"""Writes of plans: open, hand in, take back."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.years.queries import refuse_closed
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, conflict, forbidden, invalid, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.measures.comparisons.queries import copied_measures
from backend.measures.plans import queries
from backend.measures.plans.schemas import MeasurePlanCreate
from backend.measures.queries import PLANS, WRITE, find_plan, live_measures
from backend.measures.rules import content_hash, missing_parts
from backend.organization.queries import live_department, reaches
from backend.reviews import actions as reviews
from backend.reviews.comparisons.actions import keep_copy
from backend.reviews.rules import ReviewChain, ReviewSubject


def _record(session: Session, action: str, plan: dict[str, Any]) -> None:
    subject = journal.Subject("measure_plan", plan["id"], plan["version"], plan["department_id"])
    details = {"year": plan["year"], "state": plan["state"], "round": plan["round"]}
    journal.record(session, f"measure_plan.{action}", subject, details)


def create_plan(session: Session, actor: Actor, body: MeasurePlanCreate) -> dict[str, Any]:
    """Opens a plan and its review. 403 beyond one's reach, 409 when there is one already, 422 for wrong names."""
    department = live_department(session, actor, WRITE, body.department_id)
    refuse_closed(session, body.year)
    taken = sa.select(PLANS.c.id).where(
        PLANS.c.department_id == body.department_id, PLANS.c.year == body.year
    )
    if session.execute(taken).first():
        raise conflict(f"{department['name']} {body.year} 年的防控措施方案已经有了。", "already-exists")
    values = body.model_dump() | {"version": 1, "created_at": now(), "updated_at": now()}
    plan_id = insert_row(session, PLANS, values)
    review = reviews.open_review(
        session,
        actor,
        subject_kind=ReviewSubject.measure_plan,
        subject_id=plan_id,
        title=f"{department['name']}廉政风险防控措施（{body.year} 年）",
        department_id=body.department_id,
        chain=ReviewChain.measures,
        owner_id=None,
        year=body.year,
    )
    session.execute(sa.update(PLANS).where(PLANS.c.id == plan_id).values(review_id=review["id"]))
    plan = queries.get_plan(session, actor, plan_id)
    _record(session, "created", plan)
    return plan


def _writable(session: Session, actor: Actor, plan_id: int, expected: Expected) -> dict[str, Any]:
    """The plan, locked, if the actor keeps it as a whole."""
    plan = find_plan(session, actor, plan_id, to_write=True)
    if not reaches(session, actor, WRITE, plan["department_id"]):
        raise forbidden("防控措施方案由本部门联络员提交，您只能查看。")
    expected.check(plan["version"])
    refuse_closed(session, plan["year"])
    if plan["is_ended"]:
        raise conflict("这份方案已随部门合并并入新部门的方案，只能查看。", "ended")
    return plan


def _moved(session: Session, actor: Actor, plan: dict[str, Any], action: str) -> dict[str, Any]:
    claim_version(session, PLANS, plan, {})
    row = queries.get_plan(session, actor, plan["id"])
    _record(session, action, row)
    return row


def submit_plan(session: Session, actor: Actor, plan_id: int, expected: Expected) -> dict[str, Any]:
    """Hands the plan in, or hands a stale one in anew. 422 names every measure that is still a slogan."""
    plan = _writable(session, actor, plan_id, expected)
    if queries.signs_first(session, actor, plan):
        raise forbidden("您是这份方案的初审人，请由联络员提交，再由您初审。")
    measures, day = live_measures(session, plan_id), today()
    if not measures:
        raise invalid("/measures", "empty", "方案里还没有防控措施，请至少制定一项再提交。")
    errors = [
        FieldError(f"/measures/{number}/{field}", "required", sentence)
        for number, measure in enumerate(measures)
        for field, sentence in missing_parts(measure, day)
    ]
    if errors:
        raise invalid_fields(errors)
    review = reviews.submit(session, actor, plan["review_id"], content_hash(plan, measures))
    keep_copy(session, actor, review, copied_measures(session, measures), plan["note"])
    return _moved(session, actor, plan, "submitted")


def withdraw_plan(session: Session, actor: Actor, plan_id: int, expected: Expected) -> dict[str, Any]:
    """Takes the plan back before anybody has signed."""
    plan = _writable(session, actor, plan_id, expected)
    reviews.withdraw(session, actor, plan["review_id"])
    return _moved(session, actor, plan, "withdrawn")
