"""Taking an import back, once, through the same actions as everybody's changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.imports.queries import IMPORTS, find_import, legal
from backend.imports.records.actions import take_back_records
from backend.imports.reversals import queries
from backend.imports.reversals.queries import plan_reversal, shown
from backend.imports.reversals.rules import EFFECTS, REASON, EffectKind, Entry, ReversalOutcome, bare
from backend.imports.reversals.schemas import ImportReversal
from backend.imports.rules import MACHINE, ImportAction
from backend.kit import journal
from backend.kit.etag import UNSEEN, Expected, tag
from backend.kit.problems import FieldError, Problem, conflict
from backend.kit.rows import claim_version
from backend.kit.table import now
from backend.organization.departments import actions as departments
from backend.organization.departments.schemas import DepartmentUpdate
from backend.organization.positions import actions as positions
from backend.organization.positions.schemas import PositionUpdate
from backend.organization.queries import DEPARTMENTS, POSITIONS
from backend.organization.schemas import Retirement
from backend.powers import actions as powers
from backend.powers.confirmations.actions import restore_confirmation
from backend.powers.schemas import PowerUpdate
from backend.risks.inventories import actions as inventories
from backend.risks.inventories.schemas import InventoryRetirement
from backend.risks.queries import POINTS
from backend.risks.rows.actions import Plan, apply, open_sheet

K = EffectKind
MENTIONED = 20
"""Reasons named in a refusal; the preview has them all."""


def reverse_import(
    session: Session, actor: Actor, import_id: int, body: ImportReversal, expected: Expected
) -> dict[str, Any]:
    """Takes back what the import did, or with `is_partial` what still can be.

    409 before the application, the second time, when nothing can be taken back, and when something has to stay that
    the caller did not agree to leave; 412 when stale.
    """
    row = find_import(session, actor, import_id, Permission.imports_write)
    legal(row, ImportAction.reverse)
    expected.check(row["version"])
    if row["effects"] is None:
        raise conflict("这次导入办理时还没有记录写入的内容，不能整体撤销，请逐条修改。", "not-noted")
    entries = plan_reversal(session, actor, row)
    left = [entry for entry in entries if entry.outcome is ReversalOutcome.left]
    if not any(entry.is_taken_back for entry in entries):
        raise conflict("这次导入写入的内容都已经改过、用到或不在了，没有可以撤销的。", "nothing-to-reverse")
    if left and not body.is_partial:
        raise _partial(left)
    action = ImportAction.reverse_partly if left else ImportAction.reverse
    done = [orjson.loads(orjson.dumps(shown(entry), default=str)) for entry in entries]
    changes = {
        "state": MACHINE.find(row["state"], action).target,
        "reversal": done,
        "reversed_at": now(),
        "reversed_by_id": actor.require_user(),
    }
    if row["is_restricted"]:
        # Its former words are back in the warning, or will never be.
        changes["effects"] = EFFECTS.dump_python(tuple(bare(entry.effect) for entry in entries), mode="json")
    claim_version(session, IMPORTS, row, changes)
    _take_back(session, actor, [entry for entry in entries if entry.is_taken_back], row["file_name"])
    after = row | changes | {"version": row["version"] + 1}
    detail = queries.detail(session, actor, after, done)
    subject = journal.Subject("import", import_id, after["version"], row["department_id"])
    journal.record(session, "import.reversed", subject, {"counts": detail["counts"]})
    return detail


def _partial(left: Sequence[Entry]) -> Problem:
    """What would stay, and why."""
    errors = [FieldError("/is_partial", "left", f"{entry.effect.name}：{entry.reason}") for entry in left]
    return Problem(
        "reversal-partial",
        "有些内容不能撤销",
        409,
        f"有 {len(left)} 项在导入以后又改过、审核过或被用到，会保留不动；确认后可以只撤销其余的内容。",
        errors[:MENTIONED],
    )


def _take_back(session: Session, actor: Actor, entries: Sequence[Entry], file_name: str) -> None:
    """From what is held to what holds it."""
    by_kind: dict[EffectKind, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.effect.kind].append(entry)
    reason = f"{REASON}：{file_name}"
    take_back_records(session, actor, [entry.effect for entry in by_kind[K.warning]])
    _restore_points(session, actor, by_kind[K.risk], reason)
    for entry in by_kind[K.inventory]:
        body = InventoryRetirement(reason=reason)
        inventories.retire_inventory(session, actor, entry.effect.id, body, UNSEEN)
    retirement = Retirement(reason=reason)
    for entry in by_kind[K.power]:
        effect = entry.effect
        as_left = Expected(frozenset({tag(effect.version)}))
        if effect.former is None:
            powers.retire_power(session, actor, effect.id, retirement, as_left)
        else:
            former = PowerUpdate.model_validate(effect.former)
            powers.update_power(session, actor, effect.id, former, as_left)
            if effect.confirmation is not None:
                restore_confirmation(session, actor, effect.id, effect.confirmation)
    _remove_duties(session, actor, by_kind[K.duty])
    for entry in reversed(by_kind[K.position]):
        positions.retire_position(session, actor, entry.effect.id, retirement, UNSEEN)
    # Those made last may hang below those made first.
    for entry in reversed(by_kind[K.department]):
        departments.retire_department(session, actor, entry.effect.id, retirement, UNSEEN)


def _restore_points(session: Session, actor: Actor, entries: Iterable[Entry], reason: str) -> None:
    """One save for each sheet."""
    effects = {entry.effect.id: entry.effect for entry in entries}
    sheets: dict[int, Plan] = defaultdict(lambda: Plan(reason=reason))
    for part in queries.some(effects):
        for found in session.execute(sa.select(POINTS).where(POINTS.c.id.in_(part))).mappings():
            row, effect = dict(found), effects[found["id"]]
            if row["version"] != effect.version:
                raise conflict("刚刚有人改了其中的风险点，请再看一次能撤销哪些。", "raced")
            plan = sheets[row["inventory_id"]]
            if effect.former is None:
                plan.retired.append(row)
            else:
                plan.updated.append((row, row | effect.former))
    for inventory_id, plan in sorted(sheets.items()):
        apply(session, open_sheet(session, actor, inventory_id), plan)


def _remove_duties(session: Session, actor: Actor, entries: Iterable[Entry]) -> None:
    """Takes out the duties the import added; those that others wrote stay."""
    added: dict[tuple[EffectKind, int], list[str]] = defaultdict(list)
    for entry in entries:
        added[entry.effect.place].append(entry.effect.name)
    for (kind, row_id), names in added.items():
        table = POSITIONS if kind is K.position else DEPARTMENTS
        duties = list(session.execute(sa.select(table.c.duties).where(table.c.id == row_id)).scalar_one())
        for name in names:
            duties.remove(name)
        if kind is K.position:
            positions.update_position(session, actor, row_id, PositionUpdate(duties=duties), UNSEEN)
        else:
            departments.update_department(session, actor, row_id, DepartmentUpdate(duties=duties), UNSEEN)
