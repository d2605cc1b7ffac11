"""Reads of the checks of a plan."""

from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.measures.queries import find_plan, live_measures
from backend.quality.plans.rules import MeasureFacts, inspect_plan


def plan_report(session: Session, actor: Actor, plan_id: int) -> dict[str, Any]:
    """`PlanQualityReport` of a plan the actor may see, or 404."""
    actor.need(Permission.quality_read)
    find_plan(session, actor, plan_id)
    measures = live_measures(session, plan_id)
    facts = [
        MeasureFacts(
            row["id"], row["title"], row["content"], row["position_id"] is not None, row["due_on"] is not None
        )
        for row in measures
    ]
    return {
        "plan_id": plan_id,
        "findings": [
            {
                "check": found.check,
                "reason": found.reason,
                "message": found.message,
                "row_id": facts[found.number].id,
                "row_number": found.number + 1,
                "cell": found.cell,
            }
            for found in inspect_plan(facts)
        ],
    }
