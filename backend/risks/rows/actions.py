"""Saving a sheet: what differs is written, what is equal keeps its version, and saving twice changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.years.queries import refuse_closed
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, conflict, invalid_fields
from backend.kit.rows import claim_version
from backend.kit.table import now, table_of
from backend.powers.models import FlowStep, Power
from backend.reviews.actions import note_content
from backend.reviews.rules import EDITABLE, ReviewState
from backend.risks.actions import insert_points, retire_points
from backend.risks.lists.queries import check_tags
from backend.risks.queries import INVENTORIES, POINTS, find_writable_sheet, live_rows, may_amend
from backend.risks.rows.schemas import SheetRow
from backend.risks.rules import (
    GAP,
    REQUIRED_CELLS,
    ROW_FIELDS,
    content_hash,
    missing_cells,
    place_rows,
)
from backend.risks.schemas import MAX_ROWS, RiskPointFields

POWERS, STEPS = table_of(Power), table_of(FlowStep)
TAKEN_OUT = "从表中删除"
WAYS_BACK = {
    ReviewState.approved: "确需调整，请由防控办公室修改相应的行（原来的认定随之需要复核），或退回重新查找。"
}
"""The department neither takes a signed sheet back nor sends it back; whoever wants to change it is told what to do."""
Row = dict[str, Any]


@dataclass
class Plan:
    """What one save does. `inserted` are values of new rows, `updated` (before, after), `retired` as stored."""

    inserted: list[Row] = field(default_factory=list)
    updated: list[tuple[Row, Row]] = field(default_factory=list)
    retired: list[Row] = field(default_factory=list)
    reason: str = TAKEN_OUT

    def __bool__(self) -> bool:
        return bool(self.inserted or self.updated or self.retired)


def open_sheet(session: Session, actor: Actor, inventory_id: int, *, amends: bool = False) -> Row:
    """The sheet, if the actor may fill it in now: 404, 403, or 409 while it is signed or under review, or its year
    closed.

    With `amends` a signed sheet is open to those who keep the whole school; its approval goes stale with the write.
    """
    sheet = find_writable_sheet(session, actor, inventory_id)
    refuse_closed(session, sheet["year"])
    if sheet["retired_on"]:
        raise conflict("这张排查表已经作废。", "retired")
    if sheet["state"] not in EDITABLE and not (amends and may_amend(actor, sheet["state"])):
        state = ReviewState(sheet["state"])
        way = WAYS_BACK.get(state, "如需修改，请先撤回或请审核人退回。")
        raise conflict(f"这张表现在是“{state.label}”，不能修改；{way}", "not-editable")
    return sheet


def save_rows(
    session: Session, actor: Actor, inventory_id: int, rows: Sequence[SheetRow], expected: Expected
) -> None:
    """Makes the sheet's live rows exactly these, in this order. 412 when stale, 422 with pointers like /rows/3/name."""
    sheet = open_sheet(session, actor, inventory_id)
    expected.check(sheet["version"])
    stored = {row["id"]: row for row in live_rows(session, inventory_id)}
    _refuse_strange_ids(rows, stored)
    given = {row.id for row in rows}
    before = [stored[row.id] if row.id else None for row in rows]
    ordinals = place_rows([row["ordinal"] if row else None for row in before])
    plan = Plan(retired=[row for row in stored.values() if row["id"] not in given])
    merged: list[tuple[Row | None, Row]] = []
    for row, old, ordinal in zip(rows, before, ordinals, strict=True):
        merged.append((old, (old or {}) | typed_values(row) | {"ordinal": ordinal}))
    check_row(session, sheet, [(f"/rows/{index}", old, new) for index, (old, new) in enumerate(merged)])
    for old, new in merged:
        if old is None:
            plan.inserted.append(new)
        elif old != new:
            plan.updated.append((old, new))
    apply(session, sheet, plan)


def _refuse_strange_ids(rows: Sequence[SheetRow], stored: Mapping[int, Row]) -> None:
    seen: set[int] = set()
    errors: list[FieldError] = []
    for index, row in enumerate(rows):
        if row.id is None:
            continue
        if row.id in seen:
            errors.append(FieldError(f"/rows/{index}/id", "duplicate", "同一行出现了两次，请去掉一次。"))
        elif row.id not in stored:
            errors.append(FieldError(f"/rows/{index}/id", "unknown", "这一行不在本表中，或已被删除。"))
        seen.add(row.id)
    if errors:
        raise invalid_fields(errors)


def typed_values(body: RiskPointFields) -> Row:
    """The given fields as they are stored; omitted ones are absent."""
    values = body.model_dump(mode="json", exclude_unset=True)
    return {name: values[name] for name in ROW_FIELDS if name in values}


def check_row(
    session: Session, sheet: Mapping[str, Any], changes: Sequence[tuple[str, Row | None, Row]]
) -> None:
    """422 unless the powers, steps, ways and categories newly chosen may be used in this sheet.

    `changes` are (pointer of the row, before, after). What stood before is not judged again.
    """
    check_links(session, sheet, changes)
    check_tags(session, changes)


def check_cells(sheet: Mapping[str, Any], changes: Sequence[tuple[str, Row | None, Row]]) -> None:
    """422 naming each cell of a signed sheet that would be left empty (requirement S87).

    Whoever amends it does not hand it in anew, so that nobody else would ask; while it is being filled in nobody does.
    """
    if sheet["state"] in EDITABLE:
        return
    blank = dict.fromkeys(REQUIRED_CELLS, "")
    errors = [
        FieldError(f"{changes[at][0]}/{field}", "required", f"这张表已经认定，“{heading}”不能空着。")
        for at, field, heading in missing_cells([blank | new for _, _, new in changes])
        if (old := changes[at][1]) is None or old[field].strip()
    ]
    if errors:
        raise invalid_fields(errors)


def check_links(
    session: Session, sheet: Mapping[str, Any], changes: Sequence[tuple[str, Row | None, Row]]
) -> None:
    """422 unless each newly set power is live and of the sheet's department and position, and each step its own."""
    touched = [
        (pointer, new)
        for pointer, old, new in changes
        if any(new.get(name) != (old or {}).get(name) for name in ("power_id", "step_id"))
    ]
    if not touched:
        return
    powers = _usable_powers(session, sheet, {new.get("power_id") for _, new in touched} - {None})
    steps = _live_steps(session, {new.get("step_id") for _, new in touched} - {None})
    errors: list[FieldError] = []
    for pointer, new in touched:
        power_id, step_id = new.get("power_id"), new.get("step_id")
        if power_id is not None and power_id not in powers:
            errors.append(
                FieldError(f"{pointer}/power_id", "unknown", "请选择本部门（本岗位）现行职权目录中的职权。")
            )
        if step_id is not None and (power_id is None or steps.get(step_id) != power_id):
            errors.append(FieldError(f"{pointer}/step_id", "unknown", "请选择所选职权流程中的环节。"))
    if errors:
        raise invalid_fields(errors)


def _usable_powers(session: Session, sheet: Mapping[str, Any], ids: set[Any]) -> set[int]:
    """A position's sheet may use its own powers and those of the department that name no position."""
    ours = POWERS.c.department_id == sheet["department_id"]
    if sheet["position_id"]:
        ours &= sa.or_(POWERS.c.position_id.is_(None), POWERS.c.position_id == sheet["position_id"])
    statement = sa.select(POWERS.c.id).where(
        POWERS.c.id.in_(sorted(ids)), POWERS.c.retired_on.is_(None), ours
    )
    return set(session.execute(statement).scalars()) if ids else set()


def _live_steps(session: Session, ids: set[Any]) -> dict[int, int]:
    """Step → power."""
    statement = sa.select(STEPS.c.id, STEPS.c.power_id).where(
        STEPS.c.id.in_(sorted(ids)), STEPS.c.is_retired.is_(False)
    )
    return dict(session.execute(statement).all()) if ids else {}


def apply(session: Session, sheet: Mapping[str, Any], plan: Plan) -> list[int]:
    """Writes a plan under the sheet's lock; returns the ids of the inserted rows. An empty plan writes nothing.

    The approval of a signed sheet goes stale when what was signed is no longer what it holds.
    """
    if not plan:
        return []
    claim_version(session, INVENTORIES, sheet, {})
    place = {name: sheet[name] for name in ("department_id", "position_id", "year")}
    place["inventory_id"] = sheet["id"]
    _update_rows(session, plan.updated)
    if plan.retired:
        retire_points(session, plan.retired, plan.reason)
    ids = insert_points(session, [values | place for values in plan.inserted])
    if sheet["state"] == ReviewState.approved:
        note_content(session, sheet["review_id"], content_hash(sheet, live_rows(session, sheet["id"])))
    return ids


def _update_rows(session: Session, updated: Sequence[tuple[Row, Row]]) -> None:
    if not updated:
        return
    names = (*ROW_FIELDS, "ordinal")
    instant = now()
    session.execute(
        sa.update(POINTS).where(POINTS.c.id == sa.bindparam("point")),
        [
            {"point": old["id"], "version": old["version"] + 1, "updated_at": instant}
            | {name: new[name] for name in names}
            for old, new in updated
        ],
    )
    for old, new in updated:
        changed = [name for name in names if old[name] != new[name]]
        subject = journal.Subject("risk_point", old["id"], old["version"] + 1, old["department_id"])
        journal.record(session, "risk_point.updated", subject, {"fields": changed})


def append_rows(
    session: Session, sheet: Mapping[str, Any], rows: Sequence[Row], pointers: Sequence[str] | None = None
) -> list[int]:
    """Adds rows at the end of a sheet that `open_sheet` gave; returns their ids.

    `rows` are values as stored (an imported form may bring `declared_level`, a row of last year `carried_from_id`);
    `pointers` name them in errors, by
    default /rows/0, /rows/1 and so on.
    """
    last, many = session.execute(
        sa.select(sa.func.coalesce(sa.func.max(POINTS.c.ordinal), 0), sa.func.count()).where(
            POINTS.c.inventory_id == sheet["id"], POINTS.c.retired_at.is_(None)
        )
    ).one()
    if many + len(rows) > MAX_ROWS:
        raise conflict(f"一张表最多 {MAX_ROWS} 行，请另做一张或合并相近的风险点。", "too-many-rows")
    names = pointers or [f"/rows/{index}" for index in range(len(rows))]
    changes: list[tuple[str, Row | None, Row]] = [
        (name, None, row) for name, row in zip(names, rows, strict=True)
    ]
    check_cells(sheet, changes)
    check_row(session, sheet, changes)
    placed = [row | {"ordinal": last + GAP * number} for number, row in enumerate(rows, 1)]
    return apply(session, sheet, Plan(inserted=placed))
