"""Writes of standards. An adopted one never changes; a new edition copies it."""

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
from backend.kit.editions import Editions, refuse_repeated
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid
from backend.kit.rows import next_edition

Found = dict[str, Any]
THRESHOLDS = {"excellent_from": 90.0, "good_from": 80.0, "pass_from": 60.0}
CONTENT = tuple(CheckItem.model_fields)


STANDARD = Editions[Actor, StandardState](
    subject="check_standard",
    table=STANDARDS,
    machine=MACHINE,
    states=StandardState,
    read=queries.get_standard,
    parts=ITEMS,
    owner="standard_id",
)


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
    values = thresholds | {
        "year": body.year,
        "edition": next_edition(session, STANDARDS.c.edition, STANDARDS.c.year == body.year),
        "title": body.title,
        "state": StandardState.draft,
        "copied_from_id": body.copy_of_id if body.start is StandardStart.copy else None,
    }
    return STANDARD.draft(session, actor, values, items, body.start)


def _begin(
    session: Session, actor: Actor, standard_id: int, action: StandardAction, expected: Expected
) -> Found:
    before, _ = STANDARD.start(session, actor, standard_id, action, expected)
    refuse_closed(session, before["year"])
    return before


def update_standard(
    session: Session, actor: Actor, standard_id: int, body: CheckStandardUpdate, expected: Expected
) -> Found:
    """Edits a draft; the items are given as a whole."""
    before = _begin(session, actor, standard_id, StandardAction.edit, expected)
    changes = body.model_dump(exclude_unset=True, exclude={"items"})
    after = before | changes
    if not after["excellent_from"] > after["good_from"]:
        raise invalid("/good_from", "order", "良好的分数线要低于优秀。")
    if not after["good_from"] > after["pass_from"]:
        raise invalid("/pass_from", "order", "合格的分数线要低于良好。")
    if "items" in body.model_fields_set:
        refuse_repeated([item.name for item in body.items], "/items")
        STANDARD.fill(session, standard_id, [item.model_dump() for item in body.items])
    fields = sorted(body.model_fields_set)
    return STANDARD.finish(session, actor, before, changes, "updated", {"fields": fields})


def adopt_standard(
    session: Session, actor: Actor, standard_id: int, body: AdoptionCreate, expected: Expected
) -> Found:
    """Publishes a draft; the year's former standard is retired. 409 once departments are inspected by that one."""
    before = _begin(session, actor, standard_id, StandardAction.adopt, expected)
    if not before["items"]:
        raise conflict("标准里还没有检查项目，请先填写。", "empty")
    if before["total"] != FULL and not body.is_total_confirmed:
        total = f"{before['total']:g}"
        raise conflict(f"各项分值合计 {total} 分，不是 {FULL} 分；请调整，或确认照此发布。", "total-not-100")
    former = queries.adopted_standard(session, before["year"])
    adoption = {"adopted_by_name": actor.principal.label, "adoption_note": body.note}
    row = STANDARD.adopt(session, actor, before, former, adoption, {"total": before["total"]})
    if former is not None:
        _refuse_used(session, former, "已有部门按本年度现行标准考核，不能再换标准，否则得分无法比较。")
    return row


def _refuse_used(session: Session, standard_id: int, sentence: str) -> None:
    """Asked once the standard's row is ours: whoever opens an inspection by it holds the row until that is there."""
    used = sa.select(INSPECTIONS.c.id).where(INSPECTIONS.c.standard_id == standard_id).limit(1)
    if session.execute(used).first() is not None:
        raise conflict(sentence, "in-use")


def retire_standard(
    session: Session, actor: Actor, standard_id: int, body: StandardRetirementCreate, expected: Expected
) -> Found:
    """Discards a draft, or takes an adopted standard back that nobody was inspected by."""
    before = _begin(session, actor, standard_id, StandardAction.retire, expected)
    row = STANDARD.retire(session, actor, before, body.reason)
    _refuse_used(session, standard_id, "已有部门按这份标准考核，不能停用。")
    return row
