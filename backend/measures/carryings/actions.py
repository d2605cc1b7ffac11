"""Carries measures that were not finished into the next year's plan (opinion.txt lines 61 and 77)."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.years.queries import refuse_closed
from backend.kit import journal
from backend.kit.problems import FieldError, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.measures.actions import note_change, record
from backend.measures.carryings import queries
from backend.measures.carryings.schemas import MeasureCarryingCreate
from backend.measures.plans.queries import get_plan
from backend.measures.queries import BASES, MEASURES, PLANS, RISKS, find_plan, writable_plan
from backend.measures.rules import CONTENT, MeasureState
from backend.organization.queries import POSITIONS, subtree
from backend.powers.queries import POWERS
from backend.regulations.queries import uncitable

Found = dict[str, Any]


def carry_measures(session: Session, actor: Actor, plan_id: int, body: MeasureCarryingCreate) -> Found:
    """Adds the measures at the end of the plan, to be approved anew; the year they come from stays as it is.

    404, 403, 409 as the plan says; 422 for what is finished, carried already, or of another department.
    """
    plan = writable_plan(session, actor, plan_id, is_carrier=False)
    refuse_closed(session, plan["year"])
    found = queries.carried_measures(session, actor, plan, body.measure_ids)
    _refuse_others([row["id"] for row in found], body.measure_ids)
    last = sa.select(sa.func.coalesce(sa.func.max(MEASURES.c.ordinal), 0)).where(
        MEASURES.c.plan_id == plan_id
    )
    ordinal = session.execute(last).scalar_one()
    points = queries.points_now(
        session, plan["year"], (point for row in found for point in row["risk_point_ids"])
    )
    for number, row in enumerate(found, ordinal + 1):
        _add(session, plan, row, number, [points[one] for one in row["risk_point_ids"] if one in points])
    source = plan["carried_from_id"] or queries.earlier_plan(session, plan)
    claim_version(session, PLANS, plan, {"carried_from_id": source})
    subject = journal.Subject("measure_plan", plan_id, plan["version"] + 1, plan["department_id"])
    details = {"from_id": source, "measure_ids": [row["id"] for row in found]}
    journal.record(session, "measure_plan.carried", subject, details)
    note_change(session, find_plan(session, actor, plan_id))
    return get_plan(session, actor, plan_id)


def _refuse_others(known: Collection[int], given: list[int]) -> None:
    errors = [
        FieldError(
            f"/measure_ids/{index}",
            "unknown",
            "只能转入本部门上一份方案里没有完成、也还没有转入过的措施，每项一次。",
        )
        for index, measure_id in enumerate(given)
        if measure_id not in known or measure_id in given[:index]
    ]
    if errors:
        raise invalid_fields(errors)


def _add(session: Session, plan: Mapping[str, Any], row: Found, ordinal: int, point_ids: list[int]) -> None:
    """What people wrote goes on; posts, powers, rules and days that are over do not, and are asked for anew."""
    values = {name: row[name] for name in CONTENT} | _living(session, plan, row)
    values |= {
        "plan_id": plan["id"],
        "department_id": plan["department_id"],
        "year": plan["year"],
        "ordinal": ordinal,
        "state": MeasureState.planned,
        "carried_from_id": row["id"],
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    measure_id = insert_row(session, MEASURES, values)
    for point_id in point_ids:
        insert_row(session, RISKS, {"measure_id": measure_id, "risk_point_id": point_id})
    for one in row["basis"]:
        if not uncitable(session, [one["regulation_id"]], ""):
            insert_row(session, BASES, {"measure_id": measure_id, **one})
    record(
        session, "created", values | {"id": measure_id}, {"kind": row["kind"], "carried_from_id": row["id"]}
    )


def _living(session: Session, plan: Mapping[str, Any], row: Found) -> Found:
    """The links and the day that can still be meant, None for the others."""
    ours = subtree([plan["department_id"]])
    live = {
        "position_id": sa.select(POSITIONS.c.id).where(
            POSITIONS.c.id == row["position_id"],
            POSITIONS.c.retired_on.is_(None),
            POSITIONS.c.department_id.in_(ours),
        ),
        "power_id": sa.select(POWERS.c.id).where(
            POWERS.c.id == row["power_id"],
            POWERS.c.retired_on.is_(None),
            POWERS.c.department_id == plan["department_id"],
        ),
    }
    found: Found = {name: session.execute(one).scalar_one_or_none() for name, one in live.items()}
    rule = row["regulation_id"]
    found["regulation_id"] = None if rule is None or uncitable(session, [rule], "") else rule
    is_ahead = row["due_on"] is not None and row["due_on"] >= today()
    return found | {"due_on": row["due_on"] if is_ahead else None}
