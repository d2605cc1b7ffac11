"""Builds the plan: each form with where it goes and what would be new, changed or refused there."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from backend.access.policy import Permission
from backend.imports.plans.rules import (
    POSITION_KINDS,
    POWER_FIELDS,
    RISK_FIELDS,
    Item,
    PlannedItem,
    PlannedSheet,
    Sheet,
    Target,
    Values,
    cause_kinds,
    compare_duties,
    compare_rows,
    faulty_rows,
    same,
    tier_of,
)
from backend.imports.records.queries import plan_record
from backend.imports.rules import FormKind, ItemKind, ItemStatus, TargetAction
from backend.imports.schemas import FormChoice
from backend.imports.targets.queries import Finder, Row, state_label
from backend.kit.messages import explain
from backend.kit.table import today
from backend.organization.rules import RiskLevel
from backend.organization.schemas import Duty
from backend.powers.schemas import PowerCreate
from backend.reviews.rules import EDITABLE
from backend.risks.queries import INVENTORIES
from backend.risks.rules import InventoryKind
from backend.risks.schemas import MAX_ROWS, RiskPointFields

NEW, CHANGED, REFUSED = ItemStatus.new, ItemStatus.changed, ItemStatus.refused
PENDING = (NEW, CHANGED)
DUTY: TypeAdapter[str] = TypeAdapter(Duty)
MAX_DUTIES = 100
"""As organization.schemas.Duties."""
YEARS = range(2000, 2101)


def plan_sheets(
    finder: Finder, sheets: Sequence[Sheet], choices: Mapping[str, Mapping[str, Any]]
) -> list[PlannedSheet]:
    """The plan of a whole file."""
    return [plan_sheet(finder, index, sheet, choice_of(choices, index)) for index, sheet in enumerate(sheets)]


def choice_of(choices: Mapping[str, Mapping[str, Any]], index: int) -> FormChoice:
    return FormChoice.model_validate({"index": index, **choices.get(str(index), {})})


def plan_sheet(finder: Finder, index: int, sheet: Sheet, choice: FormChoice) -> PlannedSheet:
    """One form: its targets first, then every entry against what is stored there."""
    if sheet.kind is FormKind.warning_record:
        return plan_record(finder, index, sheet, choice)
    planned = _aim(finder, index, sheet, choice)
    _compare(finder, planned)
    for item in planned.items:
        item.would_be = item.status
        if planned.is_skipped or item.item.key in choice.excluded:
            item.status = ItemStatus.excluded
    planned.blockers = list(_blockers(planned))
    return planned


def _aim(finder: Finder, index: int, sheet: Sheet, choice: FormChoice) -> PlannedSheet:
    """Where the form goes. A sheet of our own that comes back goes where it came from."""
    year = choice.year or (sheet.filled_on.year if sheet.filled_on else 0)
    if year not in YEARS:
        year = today().year
    ours = _own_sheet(finder, sheet, choice)
    if ours:
        department, position, filler = _targets_of(finder, ours)
        year = ours["year"]
    else:
        department = finder.department(sheet, choice)
        position = finder.position(sheet, choice, department)
        if position and position.parent_id:
            department = finder.matched(position.parent_id) or department
        filler = finder.filler(sheet, choice, position) if _has(sheet, ItemKind.risk) else None
    tier = choice.position_tier or tier_of(sheet.subject or sheet.job_title)
    planned = PlannedSheet(
        index, sheet, choice.is_skipped, year, department, position, filler, None, [], [], tier
    )
    if _has(sheet, ItemKind.risk):
        planned.inventory = _inventory(finder, planned, ours)
    return planned


def _has(sheet: Sheet, kind: ItemKind) -> bool:
    return any(item.kind is kind for item in sheet.items)


def _own_sheet(finder: Finder, sheet: Sheet, choice: FormChoice) -> Row | None:
    """The stored sheet whose identity the file carries, if the names on it still agree."""
    form_id = sheet.form_id or ""
    is_inventory = sheet.kind in (FormKind.department_inventory, FormKind.position_inventory)
    if not is_inventory or not form_id.isdecimal() or choice.department_id or choice.position_id:
        return None
    row = finder.sheet(INVENTORIES.c.id == int(form_id), INVENTORIES.c.retired_on.is_(None))
    if row is None:
        return None
    if sheet.kind is FormKind.position_inventory:
        agrees = row["kind"] == InventoryKind.position and same(row["filler_name"], sheet.person_name)
        return row if agrees else None
    department = finder.by_id(row["department_id"])
    agrees = row["kind"] == InventoryKind.department and department is not None
    return row if agrees and department and same(department["name"], sheet.department) else None


def _targets_of(finder: Finder, row: Row) -> tuple[Target, Target | None, Target | None]:
    department = finder.matched(row["department_id"]) or Target(TargetAction.missing)
    if row["position_id"] is None:
        return department, None, None
    name = finder.position_name(row["position_id"])
    position = Target(TargetAction.match, row["position_id"], name, parent_id=row["department_id"])
    filler = Target(TargetAction.match, row["filler_id"], row["filler_name"]) if row["filler_id"] else None
    return department, position, filler


def _inventory(finder: Finder, planned: PlannedSheet, ours: Row | None) -> Target:
    """The sheet the risk points go to; `reason` says why it cannot take them now."""
    name = f"{planned.year} 年"
    is_there = planned.department.id and (planned.position is None or planned.position.id)
    row = ours
    if row is None and is_there and not (planned.filler and planned.filler.action is TargetAction.missing):
        row = finder.inventory(planned.department, planned.position, planned.filler, planned.year)
    closed = f"{name}度已经封存，不能再写入；请改选年度。" if planned.year in finder.closed else ""
    if row is None:
        return Target(TargetAction.create, name=name, reason=closed)
    label = state_label(row["state"])
    reason = "" if row["state"] in EDITABLE else f"{name}的排查表现在是“{label}”，不能修改；请先撤回或退回。"
    return Target(TargetAction.match, row["id"], name, closed or reason)


def _compare(finder: Finder, planned: PlannedSheet) -> None:
    """Fills `items`, in the order of the file."""
    sheet, department, position = planned.sheet, planned.department, planned.position
    by_kind = {kind: [item for item in sheet.items if item.kind is kind] for kind in ItemKind}
    where = position if position else department
    duties = _stored_duties(finder, department, position)
    found = compare_duties(by_kind[ItemKind.duty], duties)
    powers = (
        finder.powers(department.id, position.id if position else None) if department.id and where.id else []
    )
    is_ours = sheet.form_id is not None and sheet.form_id == str(department.id)
    found += compare_rows(by_kind[ItemKind.power], powers, POWER_FIELDS, is_ours=is_ours)
    sheet_id = planned.inventory.id if planned.inventory else None
    is_ours = sheet.form_id is not None and sheet.form_id == str(sheet_id)
    risks = finder.risks(sheet_id) if sheet_id else []
    found += compare_rows(by_kind[ItemKind.risk], risks, RISK_FIELDS, is_ours=is_ours)
    _refuse_overflow(
        found, ItemKind.duty, MAX_DUTIES - len(duties), f"一个岗位或部门最多 {MAX_DUTIES} 条职责。"
    )
    _refuse_overflow(found, ItemKind.risk, MAX_ROWS - len(risks), f"一张排查表最多 {MAX_ROWS} 行。")
    order = {item.key: at for at, item in enumerate(sheet.items)}
    planned.items = sorted(found, key=lambda item: order[item.item.key])
    reasons = _refusals(finder, planned)
    faults = faulty_rows(sheet.findings)
    for item in planned.items:
        reason = (
            faults.get((item.item.table, item.item.row)) or reasons.get(item.item.kind) or fault_of(item.item)
        )
        if item.status in PENDING and reason:
            item.status, item.reason = REFUSED, reason
    _note_levels(planned, risks)


def _note_levels(planned: PlannedSheet, stored: Sequence[Row]) -> None:
    """A level that differs from the one found here is shown, not taken over: assessments give the levels."""
    by_id = {row["id"]: row["level"] or row["declared_level"] for row in stored}
    for item in planned.wanted(ItemKind.risk, CHANGED, ItemStatus.unchanged):
        written, known = item.item.values.get("declared_level"), by_id.get(item.stored_id or 0)
        if written and known and written != known:
            labels = RiskLevel(written).label, RiskLevel(known).label
            item.reason = "表上的等级是“{}”，系统里是“{}”；等级由风险评估确定，导入不改。".format(*labels)


def _refuse_overflow(found: list[PlannedItem], kind: ItemKind, room: int, reason: str) -> None:
    """The new entries beyond what one sheet or one list of duties holds."""
    fresh = [item for item in found if item.item.kind is kind and item.status is NEW]
    for item in fresh[max(room, 0) :]:
        item.status, item.reason = REFUSED, reason


def _stored_duties(finder: Finder, department: Target, position: Target | None) -> Sequence[str]:
    if position is not None:
        return finder.position_duties(position.id)
    row = finder.by_id(department.id)
    return row["duties"] if row else []


def _refusals(finder: Finder, planned: PlannedSheet) -> dict[ItemKind, str]:
    """Why a kind of entry as a whole cannot be applied here."""
    department, reasons = planned.department, dict[ItemKind, str]()
    if department.action is TargetAction.missing:
        return reasons
    is_post = planned.sheet.kind in POSITION_KINDS
    duty_permission = Permission.positions_write if is_post else Permission.organization_write
    if not finder.may(duty_permission, department):
        reasons[ItemKind.duty] = "部门职责由防控办公室维护，没有导入。"
    if not finder.may(Permission.powers_write, department):
        reasons[ItemKind.power] = "您不能维护该部门的职权。"
    if not finder.may(Permission.risks_write, department):
        reasons[ItemKind.risk] = "您不能填写该部门的排查表。"
    elif planned.inventory and planned.inventory.reason:
        reasons[ItemKind.risk] = planned.inventory.reason
    return reasons


def fault_of(item: Item) -> str:
    """What the API would refuse about the entry's text; the same rules, asked beforehand."""
    try:
        if item.kind is ItemKind.duty:
            DUTY.validate_python(item.values["name"])
        elif item.kind is ItemKind.power:
            PowerCreate.model_validate({"department_id": 1, **item.values})
        else:
            risk_body(item.values)
    except ValidationError as error:
        return explain(error.errors()[0])
    return ""


def risk_body(values: Values) -> RiskPointFields:
    """A risk entry as the API takes it, with the causes its text names."""
    texts = {name: values[name] for name in RISK_FIELDS if name in values}
    return RiskPointFields.model_validate(texts | {"cause_kinds": cause_kinds(values.get("causes", ""))})


def _blockers(planned: PlannedSheet) -> Sequence[str]:
    """What has to be chosen before anything can be applied."""
    todo = {item.item.kind for item in planned.items if item.status in PENDING}
    targets: list[Target | None] = [planned.department, planned.position] if todo else []
    if ItemKind.risk in todo:
        targets.append(planned.filler)
    missing = (target.reason for target in targets if target and target.action is TargetAction.missing)
    return list(dict.fromkeys(missing))
