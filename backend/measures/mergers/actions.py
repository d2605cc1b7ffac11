"""After a merger the open plan goes on in the new department; an approved one stays as it was approved.

The plan goes over as it is, or its measures join the new department's own; while that one is under review nobody may
add to it, so they join when the signing is over.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.campaigns.years.queries import closed_years
from backend.kit import journal
from backend.kit.rows import claim_version
from backend.measures.actions import note_change
from backend.measures.queries import MEASURES, PLANS, live_measures
from backend.measures.rules import content_hash
from backend.organization.queries import absorbed
from backend.reviews.actions import close, follow_unit
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import EDITABLE, SIGNING_ENDS, ReviewState, ReviewSubject

Row = dict[str, Any]


def follow(session: Session, happenings: Sequence[journal.Happening]) -> None:
    """Open plans of a merged department go along; measures that had to wait join after the signing."""
    for item in happenings:
        is_plan = item.details.get("subject_kind") == ReviewSubject.measure_plan
        if item.action == "department.merged":
            _join_plans(session, item.details["into_id"])
        elif is_plan and item.action in SIGNING_ENDS and item.subject.department_id:
            _join_plans(session, item.subject.department_id)


def _join_plans(session: Session, department_id: int) -> None:
    """Every open plan still waiting in a department that became part of this one."""
    merged = absorbed(session, department_id)
    if not merged:
        return
    waiting = _plans().where(
        PLANS.c.department_id.in_(merged),
        PLANS.c.year.not_in(closed_years(session)),
        REVIEWS.c.state != ReviewState.approved,
        REVIEWS.c.retired_on.is_(None),
    )
    for plan in [dict(row) for row in session.execute(waiting.order_by(PLANS.c.id)).mappings()]:
        same = _plans().where(PLANS.c.department_id == department_id, PLANS.c.year == plan["year"])
        own = session.execute(same).mappings().one_or_none()
        if own is None:
            _move(session, plan, department_id)
        elif own["state"] in (*EDITABLE, ReviewState.approved):
            _join(session, plan, dict(own))


def _plans() -> sa.Select[Any]:
    return sa.select(PLANS, REVIEWS.c.state).join_from(PLANS, REVIEWS, REVIEWS.c.id == PLANS.c.review_id)


def _move(session: Session, plan: Row, into_id: int) -> None:
    """The whole plan; what is under review is signed on as it reads now."""
    claim_version(session, PLANS, plan, {"department_id": into_id})
    subject = journal.Subject("measure_plan", plan["id"], plan["version"] + 1, into_id, plan["department_id"])
    details = {"fields": ["department_id"], "by": "merger"}
    journal.record(session, "measure_plan.updated", subject, details)
    everything = sa.select(MEASURES).where(MEASURES.c.plan_id == plan["id"]).order_by(MEASURES.c.id)
    rows = [dict(row) for row in session.execute(everything).mappings()]
    for row in rows:
        _place(session, row, {"department_id": into_id})
    signed = content_hash(plan | {"department_id": into_id}, live_measures(session, plan["id"]))
    follow_unit(session, plan["review_id"], into_id, signed)


def _place(session: Session, measure: Row, place: Mapping[str, Any]) -> None:
    claim_version(session, MEASURES, measure, place)
    subject = journal.Subject(
        "measure", measure["id"], measure["version"] + 1, place["department_id"], measure["department_id"]
    )
    details = {"plan_id": place.get("plan_id", measure["plan_id"]), "state": measure["state"]}
    journal.record(session, "measure.updated", subject, details | {"fields": sorted(place), "by": "merger"})


def _join(session: Session, plan: Row, own: Row) -> None:
    """Measures go to the end of the other plan and the old one ends; an approval without them goes stale."""
    last = max((row["ordinal"] for row in live_measures(session, own["id"])), default=0)
    place = {"plan_id": own["id"], "department_id": own["department_id"]}
    for number, row in enumerate(live_measures(session, plan["id"]), 1):
        _place(session, row, place | {"ordinal": last + number})
    claim_version(session, PLANS, own, {})
    subject = journal.Subject("measure_plan", own["id"], own["version"] + 1, own["department_id"])
    details = {"from_id": plan["id"], "from_department_id": plan["department_id"]}
    journal.record(session, "measure_plan.joined", subject, details)
    close(session, plan["review_id"])
    note_change(session, own)
