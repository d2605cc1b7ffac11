"""Writes of sheets: open, hand in, take back, drop."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.years.queries import refuse_closed
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, Problem, conflict, forbidden, invalid, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.queries import (
    DEPARTMENTS,
    POSITIONS,
    person_of,
)
from backend.reviews import actions as reviews
from backend.reviews.comparisons.actions import keep_copy
from backend.reviews.rules import ReviewSubject
from backend.risks.actions import retire_points
from backend.risks.comparisons.queries import copied_rows
from backend.risks.guide.queries import holds_power
from backend.risks.inventories import queries
from backend.risks.inventories.schemas import InventoryRetirement, InventorySubmission, RiskInventoryCreate
from backend.risks.queries import (
    INVENTORIES,
    covers,
    find_writable_sheet,
    live_rows,
    may_retire,
)
from backend.risks.rows.actions import open_sheet
from backend.risks.rules import FOUND_BY, InventoryKind, content_hash, is_of_substance, missing_cells

HEADER = ("department_id", "position_id", "filler_id", "filler_name", "filler_job_title")


def _record(
    session: Session, action: str, sheet: dict[str, Any], details: dict[str, Any] | None = None
) -> None:
    subject = journal.Subject("risk_inventory", sheet["id"], sheet["version"], sheet["department_id"])
    journal.record(session, f"risk_inventory.{action}", subject, details)


def create_inventory(
    session: Session, actor: Actor, body: RiskInventoryCreate, carried_from_id: int | None = None
) -> dict[str, Any]:
    """Opens a sheet and its review. 403 beyond one's reach, 409 when there is one already or the year is closed, 422
    for wrong names. `carried_from_id` is the sheet of an earlier year whose rows will go on in this one."""
    refuse_closed(session, body.year)
    make = _department_sheet if body.kind is InventoryKind.department else _position_sheet
    place = make(session, actor, body)
    _refuse_second(session, body, place)
    instant = now()
    values = {
        "kind": body.kind,
        "year": body.year,
        "filled_on": body.filled_on,
        "carried_from_id": carried_from_id,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    inventory_id = insert_row(session, INVENTORIES, values | {name: place[name] for name in HEADER})
    review = reviews.open_review(
        session,
        actor,
        subject_kind=ReviewSubject.risk_inventory,
        subject_id=inventory_id,
        title=f"{place['title']}（{body.year} 年）",
        department_id=place["department_id"],
        chain=queries.chain_of(session, body.kind, place),
        owner_id=place["filler_id"],
        year=body.year,
    )
    session.execute(
        sa.update(INVENTORIES).where(INVENTORIES.c.id == inventory_id).values(review_id=review["id"])
    )
    row = queries.get_inventory(session, actor, inventory_id)
    _record(session, "created", row, {"kind": body.kind, "year": body.year})
    return row


def _department_sheet(session: Session, actor: Actor, body: RiskInventoryCreate) -> dict[str, Any]:
    """附件二: filled in for the department by those whose reach covers it; its head answers for it."""
    if body.department_id is None:
        raise invalid("/department_id", "missing", "请选择要填表的部门。")
    department = _department(session, actor, body.department_id, "/department_id")
    if not covers(actor.need(Permission.risks_write), department["path"]):
        raise forbidden("部门的排查表由本部门联络员或负责人填写。")
    head = queries.head_of(session, body.department_id)
    return {
        "department_id": body.department_id,
        "position_id": None,
        "filler_id": head["id"] if head else None,
        "filler_name": head["name"] if head else "",
        "filler_job_title": head["job_title"] if head else "",
        "title": f"{department['name']}{body.kind.label}",
    }


def _position_sheet(session: Session, actor: Actor, body: RiskInventoryCreate) -> dict[str, Any]:
    """附件三: filled in by who holds the post now, or for him, or for a vacant post, by those whose reach covers it."""
    if body.position_id is None:
        raise invalid("/position_id", "missing", "请选择要填表的岗位。")
    position = (
        session.execute(
            sa.select(POSITIONS.c.department_id, POSITIONS.c.name).where(
                POSITIONS.c.id == body.position_id, POSITIONS.c.retired_on.is_(None)
            )
        )
        .mappings()
        .one_or_none()
    )
    if position is None:
        raise invalid("/position_id", "unknown", "没有这个岗位，或它已经撤销。")
    department = _department(session, actor, position["department_id"], "/position_id")
    scope = actor.need(Permission.risks_write)
    me = person_of(session, actor.user_id)
    filler_id = body.filler_id or me
    is_covered = covers(scope, department["path"])
    if not is_covered and not (scope.own and filler_id == me):
        raise forbidden("您只能填写本人岗位的排查表。")
    filler = queries.holder_of(session, body.position_id, filler_id)
    is_for_vacancy = is_covered and body.filler_id is None and queries.is_vacant(session, body.position_id)
    if filler is None and not is_for_vacancy:
        raise invalid("/filler_id", "not-holder", "填表人现在不担任这个岗位，请核对任职情况。")
    return {
        "department_id": position["department_id"],
        "position_id": body.position_id,
        "filler_id": filler["id"] if filler else None,
        "filler_name": filler["name"] if filler else "",
        "filler_job_title": (filler["job_title"] if filler else "") or position["name"],
        "title": f"{filler['name'] if filler else '空缺'}（{position['name']}）{body.kind.label}",
    }


def _department(session: Session, actor: Actor, department_id: int, pointer: str) -> sa.RowMapping:
    """A live department the actor may know of, or 422 at `pointer`."""
    found = session.execute(
        sa.select(DEPARTMENTS.c.path, DEPARTMENTS.c.name).where(
            DEPARTMENTS.c.id == department_id, DEPARTMENTS.c.retired_on.is_(None)
        )
    )
    row = found.mappings().one_or_none()
    reach = actor.reach(Permission.organization_read) | actor.reach(Permission.risks_write)
    if row is None or not covers(reach, row["path"]):
        raise invalid(pointer, "unknown", "没有这个部门或岗位，或它已经撤销。")
    return row


def _refuse_second(session: Session, body: RiskInventoryCreate, place: dict[str, Any]) -> None:
    same = [
        INVENTORIES.c.kind == body.kind,
        INVENTORIES.c.year == body.year,
        INVENTORIES.c.retired_on.is_(None),
    ]
    if body.kind is InventoryKind.department:
        same.append(INVENTORIES.c.department_id == place["department_id"])
    else:
        same += [INVENTORIES.c.position_id == body.position_id, INVENTORIES.c.filler_id == place["filler_id"]]
    if session.execute(sa.select(INVENTORIES.c.id).where(*same)).first():
        raise conflict(f"{body.year} 年的这张排查表已经有了，请打开原来的表继续填写。", "already-exists")


def submit_inventory(
    session: Session,
    actor: Actor,
    inventory_id: int,
    expected: Expected,
    body: InventorySubmission | None = None,
) -> dict[str, Any]:
    """Hands the sheet in, or a signed one that was changed afterwards anew, and keeps a copy of what it says.

    422 with every empty cell or without the reason an empty sheet needs, 409 when there is nothing to hand in, 412
    when stale.
    """
    sheet = _sheet_to_submit(session, actor, inventory_id)
    expected.check(sheet["version"])
    rows = live_rows(session, inventory_id)
    errors = [
        FieldError(f"/rows/{index}/{field}", "required", f"第 {index + 1} 行的“{heading}”还没有填写。")
        for index, field, heading in missing_cells(rows)
    ]
    errors += [
        FieldError(
            f"/rows/{index}/found_by", "required", f"第 {index + 1} 行还没有选择“{FOUND_BY}”，可以多选。"
        )
        for index, row in enumerate(rows)
        if not row["found_by"]
    ]
    if errors:
        raise invalid_fields(errors)
    note = "" if rows else _reason(session, sheet, body.no_risk_reason if body else None)
    changes = {"filled_on": sheet["filled_on"] or today(), "no_risk_reason": note}
    claim_version(session, INVENTORIES, {"id": inventory_id, "version": sheet["version"]}, changes)
    chain = queries.chain_of(session, sheet["kind"], sheet)
    signed = content_hash(sheet | changes, rows)
    review = reviews.submit(session, actor, sheet["review_id"], signed, chain)
    keep_copy(session, actor, review, copied_rows(session, rows), note)
    return _moved(session, actor, inventory_id, "submitted")


def _sheet_to_submit(session: Session, actor: Actor, inventory_id: int) -> dict[str, Any]:
    """A sheet that is being filled in, or one whose approval went stale."""
    sheet = find_writable_sheet(session, actor, inventory_id)
    if sheet["is_stale"] and not sheet["retired_on"]:
        refuse_closed(session, sheet["year"])
        return sheet
    return open_sheet(session, actor, inventory_id)


def _reason(session: Session, sheet: dict[str, Any], given: str | None) -> str:
    """Why there is no risk point: an explained confirmation for whoever has powers (requirements S37, D19)."""
    reason = str(sheet["no_risk_reason"] if given is None else given)
    if not holds_power(session, sheet) or is_of_substance(reason):
        return reason
    if reason:
        detail = "请写明对照了哪些职责、职权和流程环节，为什么没有风险点；不能只写“无”或套话。"
        raise invalid("/no_risk_reason", "hollow", detail)
    raise Problem(
        "validation",
        "提交的内容有误",
        422,
        "表里还没有风险点。请至少填一行再提交；确实没有的，请写明理由。找不到风险，往往是还没有逐条对照职责。",
        [
            FieldError("/rows", "empty", "请至少填写一个廉政风险点。"),
            FieldError("/no_risk_reason", "required", "确实没有风险点的，请写明理由。"),
        ],
    )


def withdraw_inventory(
    session: Session, actor: Actor, inventory_id: int, expected: Expected
) -> dict[str, Any]:
    """Takes the sheet back before anybody has signed."""
    sheet = find_writable_sheet(session, actor, inventory_id)
    expected.check(sheet["version"])
    refuse_closed(session, sheet["year"])
    reviews.withdraw(session, actor, sheet["review_id"])
    return _moved(session, actor, inventory_id, "withdrawn")


def _moved(session: Session, actor: Actor, inventory_id: int, action: str) -> dict[str, Any]:
    row = queries.get_inventory(session, actor, inventory_id)
    _record(session, action, row, {"state": row["state"], "round": row["round"]})
    return row


def retire_inventory(
    session: Session, actor: Actor, inventory_id: int, body: InventoryRetirement, expected: Expected
) -> dict[str, Any]:
    """Drops a sheet with its rows; both stay readable (requirements D23)."""
    sheet = find_writable_sheet(session, actor, inventory_id)
    expected.check(sheet["version"])
    refuse_closed(session, sheet["year"])
    if sheet["retired_on"]:
        raise conflict("这张排查表已经作废。", "retired")
    if not may_retire(actor, sheet):
        raise conflict("审核中的表请先撤回；已认定的表只有防控办公室可以作废。", "not-editable")
    before = {"id": inventory_id, "version": sheet["version"]}
    claim_version(session, INVENTORIES, before, {"retired_on": today()})
    retire_points(session, live_rows(session, inventory_id), body.reason)
    if sheet["review_id"] is not None:
        reviews.retire(session, actor, sheet["review_id"])
    row = queries.get_inventory(session, actor, inventory_id)
    _record(session, "retired", row, {"reason": body.reason})
    return row
