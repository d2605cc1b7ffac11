"""Writes of powers and flows: one function a verb; they flush, never commit, and journal."""

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.queries import DEPARTMENTS, POSITIONS, live_department, subtree
from backend.organization.schemas import Retirement
from backend.powers import queries
from backend.powers.models import Power
from backend.powers.queries import POWERS, REVISIONS, STEPS
from backend.powers.rules import SIGNED, flaws_of
from backend.powers.schemas import FlowBody, PowerCreate, PowerOrder, PowerUpdate, StepBody

WRITE = Permission.powers_write
SORT_STEP = 10
NUMBERED = re.compile(r"P(\d{1,9})")
UNCONFIRMED: dict[str, Any] = {"confirmed_at": None, "confirmed_by_name": "", "confirm_note": ""}
"""What a change of confirmed content leaves."""


def _subject(row: Mapping[str, Any], former_department_id: int | None = None) -> journal.Subject:
    return journal.Subject("power", row["id"], row["version"], row["department_id"], former_department_id)


def _check_position(session: Session, position_id: int | None, department_id: int) -> None:
    """The post of a power lies in the power's department or below it."""
    if position_id is None:
        return
    found = sa.select(POSITIONS.c.id).where(
        POSITIONS.c.id == position_id,
        POSITIONS.c.retired_on.is_(None),
        POSITIONS.c.department_id.in_(subtree([department_id])),
    )
    if session.execute(found).first() is None:
        raise invalid("/position_id", "unknown", "这个岗位不在该部门，或已撤销，请重新选择。")


def _refuse_taken(session: Session, department_id: int, code: str) -> None:
    taken = sa.select(POWERS.c.id).where(POWERS.c.department_id == department_id, POWERS.c.code == code)
    if session.execute(taken).first():
        raise conflict(f"编号 {code} 已被本部门的另一项职权使用。", "code-taken")


def _next_code(session: Session, department_id: int) -> str:
    """P001, P002, …; retired powers keep theirs. The lock makes two additions at once take different numbers."""
    session.execute(sa.select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.id == department_id).with_for_update())
    codes = session.execute(sa.select(POWERS.c.code).where(POWERS.c.department_id == department_id)).scalars()
    numbers = [int(found[1]) for code in codes if (found := NUMBERED.fullmatch(code))]
    return f"P{max(numbers, default=0) + 1:03d}"


def _next_sort(session: Session, department_id: int) -> int:
    last = sa.select(sa.func.coalesce(sa.func.max(POWERS.c.sort), 0)).where(
        POWERS.c.department_id == department_id
    )
    return int(session.execute(last).scalar_one()) + SORT_STEP


def create_power(session: Session, actor: Actor, body: PowerCreate) -> dict[str, Any]:
    """Adds a power. 403 for a department out of reach, 409 when the code is taken, 422 for an unknown post."""
    live_department(session, actor, WRITE, body.department_id)
    queries.refuse_in_review(session, body.department_id)
    _check_position(session, body.position_id, body.department_id)
    if body.code is not None:
        _refuse_taken(session, body.department_id, body.code)
    given = body.model_dump(exclude={"code", "sort"})
    power = Power(
        **given,
        code=body.code or _next_code(session, body.department_id),
        sort=_next_sort(session, body.department_id) if body.sort is None else body.sort,
    )
    session.add(power)
    session.flush()
    row = queries.get_power(session, actor, power.id)
    journal.record(session, "power.created", _subject(row))
    return row


def update_power(
    session: Session, actor: Actor, power_id: int, body: PowerUpdate, expected: Expected
) -> dict[str, Any]:
    """Changes what is given. 412 when stale, 409 when retired or the code is taken."""
    before = queries.writable_power(session, actor, power_id)
    expected.check(before["version"])
    queries.refuse_retired(before)
    given = body.model_dump(exclude_unset=True)
    changes = {name: value for name, value in given.items() if value != before[name]}
    if not changes:
        return before
    after = before | changes
    queries.refuse_in_review(session, before["department_id"])
    if "department_id" in changes:
        live_department(session, actor, WRITE, changes["department_id"])
        queries.refuse_in_review(session, changes["department_id"])
    if "department_id" in changes or "code" in changes:
        _refuse_taken(session, after["department_id"], after["code"])
    if "department_id" in changes or "position_id" in changes:
        _check_position(session, after["position_id"], after["department_id"])
    claim_version(session, POWERS, before, changes | (UNCONFIRMED if _is_signed(changes) else {}))
    row = queries.get_power(session, actor, power_id)
    former = before["department_id"] if "department_id" in changes else None
    details = {"fields": sorted(changes)}
    if "position_id" in changes:
        details["former_position_id"] = before["position_id"]
    journal.record(session, "power.updated", _subject(row, former), details)
    return row


def _is_signed(changes: Mapping[str, Any]) -> bool:
    """Whether what is confirmed and signed changes, and not only its place in the list."""
    return "department_id" in changes or any(name in changes for name in SIGNED)


def retire_power(
    session: Session, actor: Actor, power_id: int, body: Retirement, expected: Expected
) -> dict[str, Any]:
    """Takes a power out of the catalogue with a reason; old forms keep showing it (requirements D23)."""
    before = queries.writable_power(session, actor, power_id)
    expected.check(before["version"])
    queries.refuse_retired(before)
    queries.refuse_in_review(session, before["department_id"])
    claim_version(session, POWERS, before, {"retired_on": today(), "retire_reason": body.reason})
    row = queries.get_power(session, actor, power_id)
    journal.record(session, "power.retired", _subject(row), {"reason": body.reason})
    return row


def reorder_powers(session: Session, actor: Actor, body: PowerOrder) -> list[dict[str, Any]]:
    """Puts a department's catalogue in the given order; returns id, sort and version of each.

    All live powers must be named exactly once, so that one added meanwhile is noticed (409).
    """
    live_department(session, actor, WRITE, body.department_id)
    queries.refuse_in_review(session, body.department_id)
    columns = (POWERS.c.id, POWERS.c.sort, POWERS.c.version, POWERS.c.department_id)
    live = sa.select(*columns).where(
        POWERS.c.department_id == body.department_id, POWERS.c.retired_on.is_(None)
    )
    rows = {row["id"]: dict(row) for row in session.execute(live).mappings()}
    if len(set(body.power_ids)) < len(body.power_ids):
        raise invalid("/power_ids", "duplicate", "同一项职权只能出现一次。")
    if set(body.power_ids) != set(rows):
        raise conflict("目录刚刚有增减，请刷新后再排序。", "raced")
    for place, power_id in enumerate(body.power_ids, start=1):
        row, sort = rows[power_id], place * SORT_STEP
        if row["sort"] != sort:
            claim_version(session, POWERS, row, {"sort": sort})
            row |= {"sort": sort, "version": row["version"] + 1}
            journal.record(session, "power.updated", _subject(row), {"fields": ["sort"]})
    return [{name: rows[power_id][name] for name in ("id", "sort", "version")} for power_id in body.power_ids]


def save_flow(
    session: Session, actor: Actor, power_id: int, body: FlowBody, expected: Expected
) -> dict[str, Any]:
    """Replaces the whole flow; returns it (`FlowOut`). Saving the same flow again changes nothing.

    412 when the power was changed meanwhile, 422 with one error for each flaw of the flow.
    """
    power = queries.writable_power(session, actor, power_id)
    expected.check(power["version"])
    queries.refuse_retired(power)
    if flaws := flaws_of([queries.as_step(step.model_dump()) for step in body.steps]):
        raise invalid_fields(flaws)
    wanted = {step.key: _columns(step, ordinal) for ordinal, step in enumerate(body.steps)}
    known = _known_steps(session, power_id)
    live = {key for key, row in known.items() if not row["is_retired"]}
    changed = [key for key, values in wanted.items() if key in live and _differs(known[key], values)]
    details = {
        "added": sorted(wanted.keys() - live),
        "removed": sorted(live - wanted.keys()),
        "changed": changed,
    }
    if any(details.values()):
        number = power["flow_version"] + 1
        claim_version(session, POWERS, power, {"flow_version": number})
        _write_steps(session, power_id, wanted, known, details)
        _keep_revision(session, actor, power_id, number, body)
        saved = queries.get_power(session, actor, power_id)
        journal.record(session, "power.flow_saved", _subject(saved), {"flow_version": number} | details)
    return queries.get_flow(session, actor, power_id)


def _columns(step: StepBody, ordinal: int) -> dict[str, Any]:
    """A submitted step as stored; `kind` and `phase` stay members, JSON parts become plain."""
    plain = step.model_dump(mode="json", include={"branches", "materials"})
    return step.model_dump(exclude={"key"}) | plain | {"ordinal": ordinal}


def _known_steps(session: Session, power_id: int) -> dict[str, dict[str, Any]]:
    rows = session.execute(sa.select(STEPS).where(STEPS.c.power_id == power_id)).mappings()
    return {row["key"]: dict(row) for row in rows}


def _differs(row: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    return any(row[name] != value for name, value in values.items())


def _write_steps(
    session: Session,
    power_id: int,
    wanted: Mapping[str, dict[str, Any]],
    known: Mapping[str, dict[str, Any]],
    details: Mapping[str, list[str]],
) -> None:
    """A key that comes back gets its old row, and so its old id."""
    for key in details["removed"]:
        _remove_step(session, known[key]["id"])
    for key, values in wanted.items():
        if key not in known:
            insert_row(session, STEPS, {"power_id": power_id, "key": key, "is_retired": False} | values)
        elif known[key]["is_retired"] or key in details["changed"]:
            session.execute(
                sa.update(STEPS).where(STEPS.c.id == known[key]["id"]).values(**values, is_retired=False)
            )


def _remove_step(session: Session, step_id: int) -> None:
    """Deletes a step, or retires it when something hangs on it: only the database knows the rooms downstream."""
    try:
        with session.begin_nested():
            session.execute(sa.delete(STEPS).where(STEPS.c.id == step_id))
    except IntegrityError:
        session.execute(sa.update(STEPS).where(STEPS.c.id == step_id).values(is_retired=True))


def _keep_revision(session: Session, actor: Actor, power_id: int, number: int, body: FlowBody) -> None:
    values = {
        "power_id": power_id,
        "number": number,
        "steps": [step.model_dump(mode="json") for step in body.steps],
        "saved_by_id": actor.user_id,
        "saved_by_name": actor.principal.label,
        "saved_at": now(),
    }
    insert_row(session, REVISIONS, values)


def move_powers(session: Session, from_id: int, into_id: int) -> None:
    """Whoever takes a department's work over exercises its powers; a number that is taken there is given anew."""
    live = sa.select(POWERS).where(POWERS.c.department_id == from_id, POWERS.c.retired_on.is_(None))
    for row in [
        dict(found) for found in session.execute(live.order_by(POWERS.c.sort, POWERS.c.id)).mappings()
    ]:
        same = sa.select(POWERS.c.id).where(POWERS.c.department_id == into_id, POWERS.c.code == row["code"])
        changes: dict[str, Any] = {"department_id": into_id, "sort": _next_sort(session, into_id)}
        if session.execute(same).first():
            changes["code"] = _next_code(session, into_id)
        claim_version(session, POWERS, row, changes | UNCONFIRMED)
        after = row | changes | {"version": row["version"] + 1}
        journal.record(session, "power.updated", _subject(after, from_id), {"fields": sorted(changes)})
