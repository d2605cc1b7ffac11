"""Writes of adjustments by the office."""

from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.adjustments import queries as graph
from backend.adjustments.actions import open_adjustment
from backend.adjustments.queries import ADJUSTMENTS
from backend.adjustments.records import queries
from backend.adjustments.records.schemas import AdjustmentCreate, FilingCreate
from backend.adjustments.rules import RecheckKind
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid
from backend.kit.rows import claim_version
from backend.kit.table import today

Found = dict[str, Any]
LINKS = frozenset({"power_ids", "position_ids", "regulation_id", "due_on"})


def create_adjustment(session: Session, actor: Actor, body: AdjustmentCreate) -> Found:
    """Has everything that depends on the named powers, posts or rule looked at again; 422 when nothing does."""
    actor.need(Permission.rechecks_open)
    if body.due_on and body.due_on < today():
        raise invalid("/due_on", "past", "复核期限不能早于今天。")
    nodes = {(RecheckKind.power, power_id) for power_id in body.power_ids}
    nodes = graph.in_force(session, nodes) | graph.depending_on_powers(session, body.power_ids)
    nodes |= graph.at_positions(session, body.position_ids)
    if body.regulation_id:
        nodes |= graph.resting_on_rule(session, body.regulation_id)
    values = body.model_dump(exclude=set(LINKS)) | {"source_kind": "", "source_id": None, "filing_note": ""}
    adjustment_id = open_adjustment(session, values, nodes, body.due_on)
    if adjustment_id is None:
        raise invalid("", "nothing-depends", "所选的职权、岗位和制度下没有需要复核的内容。")
    return queries.get_adjustment(session, actor, adjustment_id)


def file_adjustment(
    session: Session, actor: Actor, adjustment_id: int, body: FilingCreate, expected: Expected
) -> Found:
    """Puts an adjustment on file once nothing of it is open; 409 before, or when it is on file."""
    actor.need(Permission.rechecks_open)
    before = queries.get_adjustment(session, actor, adjustment_id)
    if before["filed_on"]:
        raise conflict("这项调整已经备案。", "already-filed")
    if before["open_count"]:
        raise conflict(f"还有 {before['open_count']} 项没有复核完，暂不能备案。", "still-open")
    if body.filed_on > today():
        raise invalid("/filed_on", "future", "备案日期不能晚于今天。")
    expected.check(before["version"])
    claim_version(session, ADJUSTMENTS, before, {"filed_on": body.filed_on, "filing_note": body.note})
    row = queries.get_adjustment(session, actor, adjustment_id)
    journal.record(session, "adjustment.filed", journal.Subject("adjustment", row["id"], row["version"]))
    return row
