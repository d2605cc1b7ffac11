"""Carries a plan out through the same actions as the API: its checks, its journal, its conflicts."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.imports.plans.queries import PENDING, risk_body
from backend.imports.plans.rules import PlannedItem, PlannedSheet, department_kind
from backend.imports.records.actions import apply_record
from backend.imports.reversals.rules import Effect, EffectKind
from backend.imports.rules import FormKind, ItemKind, ItemStatus, TargetAction
from backend.imports.targets.queries import Finder
from backend.kit.etag import UNSEEN
from backend.organization.departments import actions as departments
from backend.organization.departments.schemas import DepartmentCreate, DepartmentUpdate
from backend.organization.positions import actions as positions
from backend.organization.positions.schemas import PositionCreate, PositionUpdate
from backend.organization.queries import DEPARTMENTS, POSITIONS
from backend.powers import actions as powers
from backend.powers.schemas import PowerCreate, PowerUpdate
from backend.risks.inventories import actions as inventories
from backend.risks.inventories.schemas import RiskInventoryCreate
from backend.risks.lists.queries import way_of
from backend.risks.points import actions as points
from backend.risks.points.schemas import RiskPointUpdate
from backend.risks.rows.actions import append_rows, open_sheet, typed_values
from backend.risks.rules import FindingOrigin, InventoryKind


def apply_sheet(session: Session, actor: Actor, finder: Finder, planned: PlannedSheet) -> list[Effect]:
    """Writes one form; returns what was done, so that it can be taken back.

    Problems of the actions pass through, so that nothing of the file is half applied.
    """
    if not any(item.status in PENDING for item in planned.items):
        return []
    if planned.sheet.kind is FormKind.warning_record:
        return apply_record(session, actor, planned)
    effects = [
        *_ensure_department(session, actor, finder, planned),
        *_ensure_position(session, actor, planned),
        *_add_duties(session, actor, finder, planned),
        *_write_powers(session, actor, planned),
        *_write_risks(session, actor, planned),
    ]
    return [replace(effect, form=planned.index) for effect in effects]


def _effect(kind: EffectKind, item: PlannedItem, *, is_new: bool) -> Effect:
    """What writing one entry did."""
    assert item.stored_id is not None
    former = None if is_new else {name: before for name, (before, _) in item.changes.items()}
    return Effect(0, kind, item.stored_id, item.item.values["name"], former)


def _ensure_department(
    session: Session, actor: Actor, finder: Finder, planned: PlannedSheet
) -> list[Effect]:
    target = planned.department
    if target.action is not TargetAction.create or target.id is not None:
        return []
    code = _next_code(session, DEPARTMENTS, target.parent_id)
    kind = department_kind(target.name)
    body = DepartmentCreate(code=code, name=target.name, kind=kind, parent_id=target.parent_id)
    department_id = int(departments.create_department(session, actor, body)["id"])
    target.id = department_id
    finder.refresh()
    return [Effect(0, EffectKind.department, department_id, target.name)]


def _ensure_position(session: Session, actor: Actor, planned: PlannedSheet) -> list[Effect]:
    target = planned.position
    if target is None or target.action is not TargetAction.create or target.id is not None:
        return []
    assert planned.department.id is not None
    code = _next_code(session, POSITIONS, planned.department.id)
    body = PositionCreate(code=code, name=target.name, department_id=planned.department.id, tier=planned.tier)
    position_id = int(positions.create_position(session, actor, body)["id"])
    target.id = position_id
    return [Effect(0, EffectKind.position, position_id, target.name)]


def _next_code(session: Session, table: sa.Table, department_id: int | None) -> str:
    """`JWC-04`: the department's own code and the next free number among those that begin with it."""
    found = sa.select(DEPARTMENTS.c.code).where(DEPARTMENTS.c.id == department_id).with_for_update()
    stem = session.execute(found).scalar_one()
    taken = sa.select(table.c.code).where(table.c.code.startswith(f"{stem}-", autoescape=True))
    codes = set(session.execute(taken).scalars())
    number = 1
    while f"{stem}-{number:02d}" in codes:
        number += 1
    return f"{stem}-{number:02d}"


def _add_duties(
    session: Session, actor: Actor, finder: Finder, planned: PlannedSheet
) -> Iterator[Effect]:
    """Adds the duties that are new; those that stand there stay."""
    fresh = [item.item.values["name"].strip() for item in planned.wanted(ItemKind.duty, ItemStatus.new)]
    if not fresh:
        return
    post, unit = planned.position.id if planned.position else None, planned.department.id
    if post is not None:
        duties = [*finder.position_duties(post), *fresh]
        positions.update_position(session, actor, post, PositionUpdate(duties=duties), UNSEEN)
        yield from (Effect(0, EffectKind.duty, post, name, holder=EffectKind.position) for name in fresh)
    elif unit is not None:
        row = finder.by_id(unit)
        duties = [*(row["duties"] if row else []), *fresh]
        departments.update_department(session, actor, unit, DepartmentUpdate(duties=duties), UNSEEN)
        finder.refresh()
        yield from (Effect(0, EffectKind.duty, unit, name, holder=EffectKind.department) for name in fresh)


def _write_powers(session: Session, actor: Actor, planned: PlannedSheet) -> Iterator[Effect]:
    position_id = planned.position.id if planned.position else None
    for item in planned.wanted(ItemKind.power, ItemStatus.new):
        content = {"department_id": planned.department.id, "position_id": position_id, **item.item.values}
        item.stored_id = powers.create_power(session, actor, PowerCreate.model_validate(content))["id"]
        yield _effect(EffectKind.power, item, is_new=True)
    for item in planned.wanted(ItemKind.power, ItemStatus.changed):
        assert item.stored_id is not None
        powers.update_power(session, actor, item.stored_id, PowerUpdate.model_validate(_after(item)), UNSEEN)
        yield _effect(EffectKind.power, item, is_new=False)


def _write_risks(session: Session, actor: Actor, planned: PlannedSheet) -> Iterator[Effect]:
    fresh = planned.wanted(ItemKind.risk, ItemStatus.new)
    if fresh:
        yield from _ensure_inventory(session, actor, planned)
        assert planned.inventory is not None
        assert planned.inventory.id is not None
        sheet = open_sheet(session, actor, planned.inventory.id)
        # These are forms of one's own search (自查表), which has no column for how a risk was found.
        own_way = {"found_by": way_of(session, FindingOrigin.own)}
        ids = append_rows(session, sheet, [_stored_risk(item) | own_way for item in fresh])
        for item, point_id in zip(fresh, ids, strict=True):
            item.stored_id = point_id
            yield _effect(EffectKind.risk, item, is_new=True)
    for item in planned.wanted(ItemKind.risk, ItemStatus.changed):
        assert item.stored_id is not None
        points.update_point(
            session, actor, item.stored_id, RiskPointUpdate.model_validate(_after(item)), UNSEEN
        )
        yield _effect(EffectKind.risk, item, is_new=False)


def _ensure_inventory(session: Session, actor: Actor, planned: PlannedSheet) -> list[Effect]:
    target = planned.inventory
    assert target is not None
    if target.id is not None:
        return []
    post = planned.position
    body = RiskInventoryCreate(
        kind=InventoryKind.position if post else InventoryKind.department,
        year=planned.year,
        department_id=planned.department.id,
        position_id=post.id if post else None,
        filler_id=planned.filler.id if planned.filler else None,
        filled_on=planned.sheet.filled_on,
    )
    inventory_id = int(inventories.create_inventory(session, actor, body)["id"])
    target.id = inventory_id
    name = f"{(post or planned.department).name} {planned.year} 年"
    return [Effect(0, EffectKind.inventory, inventory_id, name)]


def _stored_risk(item: PlannedItem) -> dict[str, Any]:
    return typed_values(risk_body(item.item.values)) | {
        "declared_level": item.item.values.get("declared_level")
    }


def _after(item: PlannedItem) -> dict[str, Any]:
    return {name: after for name, (_, after) in item.changes.items()}
