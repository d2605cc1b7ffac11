"""Reads of the guide."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.table import table_of
from backend.organization.queries import DEPARTMENTS, POSITIONS
from backend.organization.rules import Discretion
from backend.powers.queries import POWERS, STEPS, reach
from backend.risks.guide.rules import (
    STAGE_OF,
    Facts,
    GuideStage,
    Missing,
    find_missing,
    is_worth_a_look,
    rows_of_duty,
)
from backend.risks.guide.schemas import GuidePower, GuideStep
from backend.risks.models import RiskSuggestion
from backend.risks.queries import POINTS, find_sheet, live_rows
from backend.risks.rules import InventoryKind, SuggestionState, is_of_substance

SUGGESTIONS = table_of(RiskSuggestion)
Row = dict[str, Any]
_POWER = tuple(
    POWERS.c[name]
    for name in GuidePower.model_fields
    if name not in {"is_own", "row_ids", "elsewhere_count", "steps"}
)
_STEP = tuple(
    STEPS.c[name]
    for name in GuideStep.model_fields
    if name not in {"is_worth_a_look", "row_ids", "elsewhere_count"}
)


def holds_power(session: Session, sheet: Mapping[str, Any]) -> bool:
    """Whether a sheet without a risk point is an exception to be explained (requirements S37): every department's, and
    that of a post with a power in the catalogue or a say over people, money, assets."""
    if sheet["kind"] == InventoryKind.department:
        return True
    own = sa.select(POWERS.c.id).where(
        POWERS.c.position_id == sheet["position_id"], POWERS.c.retired_on.is_(None)
    )
    if session.execute(own.limit(1)).first():
        return True
    post = (
        session.execute(sa.select(POSITIONS).where(POSITIONS.c.id == sheet["position_id"])).mappings().one()
    )
    marks = ("controls_people", "controls_money", "controls_assets", "has_decisive_influence", "key_area")
    return (
        any(post[name] for name in marks)
        or bool(post["major_matters"])
        or post["discretion"] is not Discretion.none
    )


def duties_of(session: Session, sheet: Mapping[str, Any]) -> list[str]:
    """The duties of the post or the department the sheet is about."""
    if sheet["kind"] == InventoryKind.position:
        statement = sa.select(POSITIONS.c.duties).where(POSITIONS.c.id == sheet["position_id"])
    else:
        statement = sa.select(DEPARTMENTS.c.duties).where(DEPARTMENTS.c.id == sheet["department_id"])
    duties: list[str] = session.execute(statement).scalar_one()
    return duties


def get_guide(session: Session, actor: Actor, inventory_id: int) -> Row:
    """What a sheet is filled in from and what it still lacks (`RiskGuideOut`), or 404."""
    sheet = find_sheet(session, actor, inventory_id)
    rows = live_rows(session, inventory_id)
    duties = duties_of(session, sheet)
    powers = _powers(session, actor, sheet, rows)
    explains = is_of_substance(sheet["no_risk_reason"])
    needs_reason = not rows and not explains and holds_power(session, sheet)
    missing = list(find_missing(Facts(duties, powers, rows, needs_reason)))
    gaps = [_gap(one, duties, powers, rows) for one in missing]
    counts = Counter(gap["stage"] for gap in gaps)
    stages = [
        {"stage": stage, "is_done": not counts[stage], "gaps_count": counts[stage]} for stage in GuideStage
    ]
    kept = ("kind", "year", "department_id", "position_id")
    return {name: sheet[name] for name in kept} | {
        "inventory_id": inventory_id,
        "current_stage": next((one["stage"] for one in stages if not one["is_done"]), None),
        "stages": stages,
        "duties": [{"text": duty, "row_ids": rows_of_duty(duty, rows)} for duty in duties],
        "powers": powers,
        "gaps": gaps,
        "rows_count": len(rows),
        "open_suggestions": _open_suggestions(session, sheet),
        "needs_reason": needs_reason,
    }


def _powers(session: Session, actor: Actor, sheet: Mapping[str, Any], rows: Sequence[Row]) -> list[Row]:
    """The live powers a row of the sheet may name and the actor may see, the own ones first, with their flows."""
    if not actor.reach(Permission.powers_read):
        return []
    is_post = sheet["position_id"] is not None
    ours = POWERS.c.department_id == sheet["department_id"]
    if is_post:
        ours &= sa.or_(POWERS.c.position_id.is_(None), POWERS.c.position_id == sheet["position_id"])
    statement = sa.select(*_POWER, POWERS.c.position_id).where(
        ours, POWERS.c.retired_on.is_(None), reach(actor)
    )
    found = [dict(row) for row in session.execute(statement.order_by(POWERS.c.sort, POWERS.c.id)).mappings()]
    steps = _steps(session, [power["id"] for power in found])
    elsewhere = _elsewhere(session, sheet)
    for power in found:
        position_id = power.pop("position_id")
        power["is_own"] = not is_post or position_id == sheet["position_id"]
        power |= _marks(power["id"], "power_id", rows, elsewhere)
        power["steps"] = [
            step | _marks(step["id"], "step_id", rows, elsewhere) | {"is_worth_a_look": is_worth_a_look(step)}
            for step in steps.get(power["id"], ())
        ]
    return sorted(found, key=lambda power: not power["is_own"])


def _steps(session: Session, power_ids: Sequence[int]) -> dict[int, list[Row]]:
    statement = (
        sa.select(*_STEP, STEPS.c.power_id)
        .where(STEPS.c.power_id.in_(power_ids), STEPS.c.is_retired.is_(False))
        .order_by(STEPS.c.power_id, STEPS.c.ordinal, STEPS.c.id)
    )
    found: dict[int, list[Row]] = {}
    for row in session.execute(statement).mappings():
        step = dict(row)
        found.setdefault(step.pop("power_id"), []).append(step)
    return found


def _elsewhere(session: Session, sheet: Mapping[str, Any]) -> Counter[tuple[str, int]]:
    """How many points of the year on other sheets of the department stand at a power or a step."""
    found: Counter[tuple[str, int]] = Counter()
    for name in ("power_id", "step_id"):
        statement = (
            sa.select(POINTS.c[name], sa.func.count())
            .where(
                POINTS.c.department_id == sheet["department_id"],
                POINTS.c.year == sheet["year"],
                POINTS.c.inventory_id != sheet["id"],
                POINTS.c.retired_at.is_(None),
                POINTS.c[name].is_not(None),
            )
            .group_by(POINTS.c[name])
        )
        found.update({(name, one): many for one, many in session.execute(statement)})
    return found


def _marks(one: int, name: str, rows: Sequence[Row], elsewhere: Counter[tuple[str, int]]) -> Row:
    return {
        "row_ids": [row["id"] for row in rows if row[name] == one],
        "elsewhere_count": elsewhere[name, one],
    }


def _gap(missing: Missing, duties: Sequence[str], powers: Sequence[Row], rows: Sequence[Row]) -> Row:
    return {
        "stage": STAGE_OF[missing.gap],
        "gap": missing.gap,
        "detail": _sentence(missing, duties, powers, rows),
        "duty": missing.duty,
        "power_id": missing.power_id,
        "step_id": missing.step_id,
        "row_id": missing.row_id,
    }


def _sentence(missing: Missing, duties: Sequence[str], powers: Sequence[Row], rows: Sequence[Row]) -> str:
    names: list[str] = []
    if missing.duty is not None:
        names.append(duties[missing.duty])
    for power in powers:
        if power["id"] == missing.power_id:
            names.append(power["name"])
            names += [step["name"] for step in power["steps"] if step["id"] == missing.step_id]
    for number, row in enumerate(rows, 1):
        if row["id"] == missing.row_id:
            names.append(f"第 {number} 行" + (f" {row['name'][:60]}" if row["name"].strip() else ""))
    return f"{' · '.join(names)}：{missing.gap.label}" if names else missing.gap.label


def _open_suggestions(session: Session, sheet: Mapping[str, Any]) -> int:
    is_target = (
        SUGGESTIONS.c.position_id == sheet["position_id"]
        if sheet["position_id"] is not None
        else sa.and_(
            SUGGESTIONS.c.department_id == sheet["department_id"], SUGGESTIONS.c.position_id.is_(None)
        )
    )
    statement = sa.select(sa.func.count()).where(
        is_target, SUGGESTIONS.c.year == sheet["year"], SUGGESTIONS.c.state == SuggestionState.open
    )
    return int(session.execute(statement).scalar_one())
