"""Writes of measures: each is a change of its plan, under the plan's lock."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.years.queries import refuse_closed
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, conflict, forbidden, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now
from backend.measures.actions import note_change, record
from backend.measures.controls import queries
from backend.measures.controls.schemas import MeasureCreate, MeasureRetirement, MeasureUpdate
from backend.measures.queries import BASES, MEASURES, RISKS, find_measure, keeps_plan, writable_plan
from backend.measures.rules import SETTLED, MeasureState
from backend.organization.queries import POSITIONS, own_positions, subtree
from backend.powers.queries import POWERS
from backend.regulations.queries import uncitable
from backend.risks.queries import POINTS

_LINKS = ("risk_point_ids", "basis")


def create_measure(session: Session, actor: Actor, body: MeasureCreate) -> dict[str, Any]:
    """Adds a measure at the end of a plan: 404, 403 or 409 as the plan says, 422 for foreign posts, powers, risks.

    Whoever holds a post proposes measures for it (opinion.txt line 61); the rest is for those who keep the plan.
    """
    holds = _holds(session, actor, body.position_id)
    plan = writable_plan(session, actor, body.plan_id, is_carrier=holds)
    refuse_closed(session, plan["year"])
    values = body.model_dump()
    links = {name: values.pop(name) for name in _LINKS}
    _check(session, plan, values | links)
    last = sa.select(sa.func.coalesce(sa.func.max(MEASURES.c.ordinal), 0)).where(
        MEASURES.c.plan_id == plan["id"]
    )
    values |= {
        "department_id": plan["department_id"],
        "year": plan["year"],
        "ordinal": session.execute(last).scalar_one() + 1,
        "state": MeasureState.planned,
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    measure_id = insert_row(session, MEASURES, values)
    _link(session, measure_id, links)
    note_change(session, plan)
    row = queries.get_measure(session, actor, measure_id)
    record(session, "created", row, {"kind": row["kind"]})
    return row


def _holds(session: Session, actor: Actor, position_id: int | None) -> bool:
    if position_id is None:
        return False
    held = sa.select(POSITIONS.c.id).where(
        POSITIONS.c.id == position_id, POSITIONS.c.id.in_(own_positions(actor.user_id))
    )
    return session.execute(held).first() is not None


def _link(session: Session, measure_id: int, links: Mapping[str, Any]) -> None:
    """Makes the measure's links those given; what is not given stays."""
    if "risk_point_ids" in links:
        session.execute(sa.delete(RISKS).where(RISKS.c.measure_id == measure_id))
        for point_id in links["risk_point_ids"]:
            insert_row(session, RISKS, {"measure_id": measure_id, "risk_point_id": point_id})
    if "basis" in links:
        session.execute(sa.delete(BASES).where(BASES.c.measure_id == measure_id))
        for one in links["basis"]:
            insert_row(session, BASES, {"measure_id": measure_id, **one})


def _check(
    session: Session, plan: Mapping[str, Any], values: Mapping[str, Any], stood: Collection[int] = ()
) -> None:
    """422 unless the post, the power and the risk points named are live and of the plan's department.

    Only what `values` holds is judged, and no rule of those that `stood` there before.
    """
    department = plan["department_id"]
    errors: list[FieldError] = []
    post = values.get("position_id")
    at_or_below = POSITIONS.c.department_id.in_(subtree([department]))
    if post and not _exists(session, POSITIONS, post, POSITIONS.c.retired_on.is_(None), at_or_below):
        errors.append(FieldError("/position_id", "unknown", "请选择本部门现有的岗位作为责任岗位。"))
    power = values.get("power_id")
    ours = POWERS.c.department_id == department
    if power and not _exists(session, POWERS, power, POWERS.c.retired_on.is_(None), ours):
        errors.append(FieldError("/power_id", "unknown", "请选择本部门现行职权目录中的职权。"))
    live = (
        POINTS.c.retired_at.is_(None),
        POINTS.c.year == plan["year"],
        POINTS.c.department_id.in_(subtree([department])),
    )
    for number, point_id in enumerate(values.get("risk_point_ids") or ()):
        if not _exists(session, POINTS, point_id, *live):
            sentence = "请选择本部门当年排查表里的风险点。"
            errors.append(FieldError(f"/risk_point_ids/{number}", "unknown", sentence))
    errors += _uncitable(session, values, stood)
    if errors:
        raise invalid_fields(errors)


def _uncitable(session: Session, values: Mapping[str, Any], stood: Collection[int]) -> list[FieldError]:
    """Rules newly named that are unknown, still drafted, or repealed."""
    named = [
        (one["regulation_id"], f"/basis/{at}/regulation_id")
        for at, one in enumerate(values.get("basis") or ())
    ]
    named.append((values.get("regulation_id"), "/regulation_id"))
    return [
        error
        for regulation_id, pointer in named
        if regulation_id and regulation_id not in stood
        for error in uncitable(session, [regulation_id], pointer)
    ]


def _exists(session: Session, table: sa.Table, row_id: int, *clauses: sa.ColumnElement[bool]) -> bool:
    found = session.execute(sa.select(table.c.id).where(table.c.id == row_id, *clauses))
    return found.first() is not None


def _writable(
    session: Session, actor: Actor, measure_id: int, expected: Expected
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A live measure whose content the actor may change now, and its plan, locked."""
    measure = find_measure(session, actor, measure_id)
    plan = writable_plan(session, actor, measure["plan_id"], is_carrier=measure["is_carrier"])
    measure = find_measure(session, actor, measure_id)
    if measure["retired_at"]:
        raise conflict("这项防控措施已经取消。", "retired")
    if measure["state"] in SETTLED:
        raise conflict("这项防控措施已经完成，不能再改；需要新的做法，请另外制定一项。", "not-editable")
    expected.check(measure["version"])
    refuse_closed(session, plan["year"])
    return measure, plan


def update_measure(
    session: Session, actor: Actor, measure_id: int, body: MeasureUpdate, expected: Expected
) -> dict[str, Any]:
    """Changes the given fields. 412 when stale, 409 while the plan is under review; an approval turns stale."""
    before, plan = _writable(session, actor, measure_id, expected)
    given = body.model_dump(exclude_unset=True)
    changed = {name: value for name, value in given.items() if _in_order(value) != _in_order(before[name])}
    if not changed:
        return queries.get_measure(session, actor, measure_id)
    moves = "position_id" in changed and not _holds(session, actor, changed["position_id"])
    if moves and not keeps_plan(session, actor, plan):
        raise forbidden("您只能把措施留在自己的岗位；改派别的岗位，请联络员办理。")
    stood = {one["regulation_id"] for one in before["basis"]} | {before["regulation_id"]}
    _check(session, plan, changed, stood)
    links = {name: changed.pop(name) for name in _LINKS if name in changed}
    claim_version(session, MEASURES, before, changed)
    _link(session, measure_id, links)
    note_change(session, plan)
    row = queries.get_measure(session, actor, measure_id)
    record(session, "updated", row, {"fields": sorted({*changed, *links})})
    return row


def _in_order(value: Any) -> Any:
    """Links are sets: the order in which they were given says nothing."""
    return sorted(value, key=str) if isinstance(value, list) else value


def retire_measure(
    session: Session, actor: Actor, measure_id: int, body: MeasureRetirement, expected: Expected
) -> dict[str, Any]:
    """Takes the measure out of its plan with a reason; it stays readable."""
    before, plan = _writable(session, actor, measure_id, expected)
    changes = {"retired_at": now(), "retire_reason": body.reason}
    claim_version(session, MEASURES, before, changes)
    note_change(session, plan)
    row = queries.get_measure(session, actor, measure_id)
    record(session, "retired", row)
    return row
