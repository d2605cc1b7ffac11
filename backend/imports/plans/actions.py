"""Carries a plan out through the same actions as the API: its checks, its journal, its conflicts."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.imports.plans.queries import PENDING, risk_body
from backend.imports.plans.rules import PlannedItem, PlannedSheet, department_kind
from backend.imports.rules import ItemKind, ItemStatus, TargetAction
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


def apply_sheet(session: Session, actor: Actor, finder: Finder, planned: PlannedSheet) -> None:
    """Writes one form. Problems of the actions pass through, so that nothing of the file is half applied."""
    if not any(item.status in PENDING for item in planned.items):
        return
    _ensure_department(session, actor, finder, planned)
    _ensure_position(session, actor, planned)
    _add_duties(session, actor, finder, planned)
    _write_powers(session, actor, planned)
    _write_risks(session, actor, planned)


def _ensure_department(session: Session, actor: Actor, finder: Finder, planned: PlannedSheet) -> None:
    target = planned.department
    if target.action is not TargetAction.create or target.id is not None:
        return
    code = _next_code(session, DEPARTMENTS, target.parent_id)
    kind = department_kind(target.name)
    body = DepartmentCreate(code=code, name=target.name, kind=kind, parent_id=target.parent_id)
    target.id = departments.create_department(session, actor, body)["id"]
    finder.refresh()


def _ensure_position(session: Session, actor: Actor, planned: PlannedSheet) -> None:
    target = planned.position
    if target is None or target.action is not TargetAction.create or target.id is not None:
        return
    assert planned.department.id is not None
    code = _next_code(session, POSITIONS, planned.department.id)
    body = PositionCreate(code=code, name=target.name, department_id=planned.department.id, tier=planned.tier)
    target.id = positions.create_position(session, actor, body)["id"]


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


def _add_duties(session: Session, actor: Actor, finder: Finder, planned: PlannedSheet) -> None:
    """Adds the duties that are new; those that stand there stay."""
    fresh = [item.item.values["name"] for item in planned.wanted(ItemKind.duty, ItemStatus.new)]
    if not fresh:
        return
    if planned.position is not None and planned.position.id is not None:
        duties = [*finder.position_duties(planned.position.id), *fresh]
        positions.update_position(session, actor, planned.position.id, PositionUpdate(duties=duties), UNSEEN)
    elif planned.department.id is not None:
        row = finder.by_id(planned.department.id)
        duties = [*(row["duties"] if row else []), *fresh]
        departments.update_department(
            session, actor, planned.department.id, DepartmentUpdate(duties=duties), UNSEEN
        )
        finder.refresh()


def _write_powers(session: Session, actor: Actor, planned: PlannedSheet) -> None:
    position_id = planned.position.id if planned.position else None
    for item in planned.wanted(ItemKind.power, ItemStatus.new):
        content = {"department_id": planned.department.id, "position_id": position_id, **item.item.values}
        item.stored_id = powers.create_power(session, actor, PowerCreate.model_validate(content))["id"]
    for item in planned.wanted(ItemKind.power, ItemStatus.changed):
        assert item.stored_id is not None
        powers.update_power(session, actor, item.stored_id, PowerUpdate.model_validate(_after(item)), UNSEEN)


def _write_risks(session: Session, actor: Actor, planned: PlannedSheet) -> None:
    fresh = planned.wanted(ItemKind.risk, ItemStatus.new)
    if fresh:
        sheet = open_sheet(session, actor, _ensure_inventory(session, actor, planned))
        # These are forms of one's own search (自查表), which has no column for how a risk was found.
        own_way = {"found_by": way_of(session, FindingOrigin.own)}
        ids = append_rows(session, sheet, [_stored_risk(item) | own_way for item in fresh])
        for item, point_id in zip(fresh, ids, strict=True):
            item.stored_id = point_id
    for item in planned.wanted(ItemKind.risk, ItemStatus.changed):
        assert item.stored_id is not None
        points.update_point(
            session, actor, item.stored_id, RiskPointUpdate.model_validate(_after(item)), UNSEEN
        )


def _ensure_inventory(session: Session, actor: Actor, planned: PlannedSheet) -> int:
    target = planned.inventory
    assert target is not None
    if target.id is None:
        post = planned.position
        body = RiskInventoryCreate(
            kind=InventoryKind.position if post else InventoryKind.department,
            year=planned.year,
            department_id=planned.department.id,
            position_id=post.id if post else None,
            filler_id=planned.filler.id if planned.filler else None,
            filled_on=planned.sheet.filled_on,
        )
        target.id = int(inventories.create_inventory(session, actor, body)["id"])
    return target.id


def _stored_risk(item: PlannedItem) -> dict[str, Any]:
    return typed_values(risk_body(item.item.values)) | {
        "declared_level": item.item.values.get("declared_level")
    }


def _after(item: PlannedItem) -> dict[str, Any]:
    return {name: after for name, (_, after) in item.changes.items()}
