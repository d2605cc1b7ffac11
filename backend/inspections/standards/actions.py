"""Writes of standards. An adopted one never changes; a new edition copies it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.years.queries import refuse_closed
from backend.inspections.queries import INSPECTIONS, ITEMS, STANDARDS
from backend.inspections.standards import queries
from backend.inspections.standards.rules import (
    FULL,
    MACHINE,
    StandardAction,
    StandardStart,
    StandardState,
)
from backend.inspections.standards.schemas import (
    AdoptionCreate,
    CheckItem,
    CheckStandardCreate,
    CheckStandardUpdate,
    StandardRetirementCreate,
)
from backend.inspections.starters.rules import ITEMS as STARTERS
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, conflict, invalid, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today

Found = dict[str, Any]
THRESHOLDS = {"excellent_from": 90.0, "good_from": 80.0, "pass_from": 60.0}
CONTENT = tuple(CheckItem.model_fields)


def _record(session: Session, action: str, row: Found, details: Found | None = None) -> None:
    subject = journal.Subject("check_standard", row["id"], row["version"])
    journal.record(session, f"check_standard.{action}", subject, details)


def _store(session: Session, standard_id: int, items: Sequence[Found]) -> None:
    session.execute(sa.delete(ITEMS).where(ITEMS.c.standard_id == standard_id))
    rows = [{"standard_id": standard_id, "ordinal": at, **item} for at, item in enumerate(items, 1)]
    if rows:
        session.execute(sa.insert(ITEMS), rows)


def create_standard(session: Session, actor: Actor, body: CheckStandardCreate) -> Found:
    """A draft from the starter, another standard or nothing. 409 for a closed year."""
    actor.need(Permission.inspections_write)
    refuse_closed(session, body.year)
    items: list[Found] = []
    thresholds: Found = dict(THRESHOLDS)
    if body.start is StandardStart.starter:
        items = [one._asdict() for one in STARTERS]
    elif body.start is StandardStart.copy:
        if body.copy_of_id is None:
            raise invalid("/copy_of_id", "missing", "请选择要沿用的标准。")
        source = queries.get_standard(session, actor, body.copy_of_id)
        items = [{name: item[name] for name in CONTENT} for item in source["items"]]
        thresholds = {name: source[name] for name in THRESHOLDS}
    newest = sa.select(sa.func.max(STANDARDS.c.edition)).where(STANDARDS.c.year == body.year)
    values = thresholds | {
        "year": body.year,
        "edition": (session.execute(newest).scalar_one() or 0) + 1,
        "title": body.title,
        "note": "",
        "state": StandardState.draft,
        "copied_from_id": body.copy_of_id if body.start is StandardStart.copy else None,
        "adopted_by_name": "",
        "adoption_note": "",
        "retire_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    standard_id = insert_row(session, STANDARDS, values)
    _store(session, standard_id, items)
    row = queries.get_standard(session, actor, standard_id)
    _record(session, "created", row, {"start": body.start})
    return row


def _begin(
    session: Session, actor: Actor, standard_id: int, action: StandardAction, expected: Expected
) -> tuple[Found, StandardState]:
    before = queries.get_standard(session, actor, standard_id)
    actor.need(Permission.inspections_write)
    target = MACHINE.find(StandardState(before["state"]), action).target
    expected.check(before["version"])
    refuse_closed(session, before["year"])
    return before, target


def _end(
    session: Session, actor: Actor, before: Found, changes: Found, event: str, details: Found | None = None
) -> Found:
    claim_version(session, STANDARDS, before, changes)
    row = queries.get_standard(session, actor, before["id"])
    _record(session, event, row, details)
    return row


def update_standard(
    session: Session, actor: Actor, standard_id: int, body: CheckStandardUpdate, expected: Expected
) -> Found:
    """Edits a draft; the items are given as a whole."""
    before, _ = _begin(session, actor, standard_id, StandardAction.edit, expected)
    changes = body.model_dump(exclude_unset=True, exclude={"items"})
    after = before | changes
    if not after["excellent_from"] > after["good_from"]:
        raise invalid("/good_from", "order", "良好的分数线要低于优秀。")
    if not after["good_from"] > after["pass_from"]:
        raise invalid("/pass_from", "order", "合格的分数线要低于良好。")
    if "items" in body.model_fields_set:
        _refuse_repeated([item.name for item in body.items])
        _store(session, standard_id, [item.model_dump() for item in body.items])
    fields = sorted(body.model_fields_set)
    return _end(session, actor, before, changes, "updated", {"fields": fields})


def _refuse_repeated(names: Sequence[str]) -> None:
    errors = [
        FieldError(f"/items/{at}/name", "duplicate", f"第 {at + 1} 项“{name}”与前面的项目重复。")
        for at, name in enumerate(names)
        if name in names[:at]
    ]
    if errors:
        raise invalid_fields(errors)


def adopt_standard(
    session: Session, actor: Actor, standard_id: int, body: AdoptionCreate, expected: Expected
) -> Found:
    """Publishes a draft; the year's former standard is retired. 409 once departments are inspected by that one."""
    before, target = _begin(session, actor, standard_id, StandardAction.adopt, expected)
    if not before["items"]:
        raise conflict("标准里还没有检查项目，请先填写。", "empty")
    if before["total"] != FULL and not body.is_total_confirmed:
        total = f"{before['total']:g}"
        raise conflict(f"各项分值合计 {total} 分，不是 {FULL} 分；请调整，或确认照此发布。", "total-not-100")
    former = queries.adopted_standard(session, before["year"])
    if former is not None:
        _refuse_used(session, former, "已有部门按本年度现行标准考核，不能再换标准，否则得分无法比较。")
        values = {"state": StandardState.retired, "retired_on": today(), "retire_reason": "由新版替代"}
        claim_version(session, STANDARDS, queries.get_standard(session, actor, former), values)
    changes = {
        "state": target,
        "adopted_at": now(),
        "adopted_by_name": actor.principal.label,
        "adoption_note": body.note,
    }
    return _end(session, actor, before, changes, "adopted", {"total": before["total"]})


def _refuse_used(session: Session, standard_id: int, sentence: str) -> None:
    used = sa.select(INSPECTIONS.c.id).where(INSPECTIONS.c.standard_id == standard_id).limit(1)
    if session.execute(used).first() is not None:
        raise conflict(sentence, "in-use")


def retire_standard(
    session: Session, actor: Actor, standard_id: int, body: StandardRetirementCreate, expected: Expected
) -> Found:
    """Discards a draft, or takes an adopted standard back that nobody was inspected by."""
    before, target = _begin(session, actor, standard_id, StandardAction.retire, expected)
    _refuse_used(session, standard_id, "已有部门按这份标准考核，不能停用。")
    changes = {"state": target, "retired_on": today(), "retire_reason": body.reason}
    return _end(session, actor, before, changes, "retired")
