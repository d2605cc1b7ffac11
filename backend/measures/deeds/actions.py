"""Writes of what is done about a measure: progress with evidence, completion, checks of the effect."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.years.queries import refuse_closed
from backend.kit.etag import Expected
from backend.kit.files import FileKind, Store, accept
from backend.kit.problems import conflict, forbidden, invalid, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import CAMPUS_ZONE, now, today
from backend.measures.actions import record
from backend.measures.controls.queries import get_measure, may_check, may_report
from backend.measures.deeds import queries
from backend.measures.deeds.schemas import CheckCreate, CompletionCreate, ProgressCreate, ReturnCreate
from backend.measures.queries import CHECKS, EVIDENCE, MEASURES, PROGRESS, find_measure
from backend.measures.rules import (
    ACTION_OF,
    MACHINE,
    CheckResult,
    MeasureAction,
    MeasureKind,
    MeasureState,
    RuleAction,
)
from backend.powers.queries import REVISIONS
from backend.regulations.queries import REVISIONS as EDITIONS
from backend.regulations.queries import uncitable

PROOFS = frozenset(
    {FileKind.pdf, FileKind.png, FileKind.jpeg, FileKind.docx, FileKind.xlsx, FileKind.csv, FileKind.txt}
)
FILES_OF_ENTRY = 20


def _reported(
    session: Session, actor: Actor, measure_id: int, action: MeasureAction, expected: Expected
) -> tuple[dict[str, Any], MeasureState]:
    """A live measure the actor carries out or keeps, and where `action` leads: 404, 403, 412, 409."""
    measure = find_measure(session, actor, measure_id)
    if not may_report(session, actor, measure):
        raise forbidden("进展由责任岗位的人员、联络员或部门负责人登记，您只能查看。")
    return measure, _target(session, measure, action, expected)


def _judged(
    session: Session, actor: Actor, measure_id: int, action: MeasureAction, expected: Expected
) -> tuple[dict[str, Any], MeasureState]:
    """A live measure whose effect the actor may check, and where `action` leads."""
    measure = find_measure(session, actor, measure_id)
    if measure["is_carrier"] or measure["finished_by_id"] == actor.require_user():
        raise forbidden("措施的成效不能由责任人本人或报告完成的人检查，请由其他检查人办理。")
    if not may_check(session, actor, measure):
        raise forbidden("措施的成效由部门负责人、分管领导或防控办公室检查，您只能查看。")
    return measure, _target(session, measure, action, expected)


def _target(
    session: Session, measure: dict[str, Any], action: MeasureAction, expected: Expected
) -> MeasureState:
    if measure["retired_at"]:
        raise conflict("这项防控措施已经取消。", "retired")
    expected.check(measure["version"])
    target = MACHINE.find(MeasureState(measure["state"]), action).target
    refuse_closed(session, measure["year"])
    return target


def _moved(
    session: Session, actor: Actor, before: dict[str, Any], changes: dict[str, Any], event: str
) -> dict[str, Any]:
    claim_version(session, MEASURES, before, changes)
    row = get_measure(session, actor, before["id"])
    record(session, event, row)
    return row


def report_progress(
    session: Session, actor: Actor, measure_id: int, body: ProgressCreate, expected: Expected
) -> dict[str, Any]:
    """Adds an entry; the first one puts the measure in progress. 409 before the plan is approved."""
    measure, target = _reported(session, actor, measure_id, MeasureAction.report, expected)
    _refuse_future(body.happened_on, "/happened_on")
    values = body.model_dump() | {
        "measure_id": measure_id,
        "reported_by_id": actor.require_user(),
        "reported_by_name": actor.principal.label,
        "reported_at": now(),
    }
    insert_row(session, PROGRESS, values)
    return _moved(session, actor, measure, {"state": target, "percent": body.percent}, "reported")


def _refuse_future(day: Any, pointer: str) -> None:
    if day > today():
        raise invalid(pointer, "future", "日期不能晚于今天。")


def add_evidence(
    session: Session, actor: Actor, store: Store, progress_id: int, filename: str, data: bytes
) -> dict[str, Any]:
    """Files a proof under an entry while the measure is in progress. 422 for files that are not accepted."""
    entry = queries.find_entry(session, actor, progress_id)
    measure = find_measure(session, actor, entry["measure_id"])
    if not may_report(session, actor, measure):
        raise forbidden("凭据由责任岗位的人员、联络员或部门负责人上传，您只能查看。")
    if measure["retired_at"] or measure["state"] != MeasureState.in_progress:
        raise conflict("只有正在落实的措施才能补充凭据，请先登记进展。", "not-in-progress")
    refuse_closed(session, measure["year"])
    if queries.count_files(session, EVIDENCE.c.progress_id == progress_id) >= FILES_OF_ENTRY:
        raise conflict(f"一条进展最多 {FILES_OF_ENTRY} 份凭据，请另外登记一条进展。", "too-many")
    accepted = accept(filename, data, PROOFS)
    store.put(data)
    values = {
        "measure_id": measure["id"],
        "progress_id": progress_id,
        "file_name": accepted.name,
        "media_type": accepted.media_type,
        "size": accepted.size,
        "digest": accepted.digest,
        "uploaded_by_id": actor.require_user(),
        "uploaded_by_name": actor.principal.label,
        "uploaded_at": now(),
    }
    evidence_id = insert_row(session, EVIDENCE, values)
    record(session, "evidenced", measure, {"progress_id": progress_id, "digest": accepted.digest})
    return queries.find_file(session, actor, evidence_id)


def finish_measure(
    session: Session, actor: Actor, measure_id: int, body: CompletionCreate, expected: Expected
) -> dict[str, Any]:
    """Reports the measure as done. 409 without any proof or revision, 422 without what its kind leaves behind."""
    measure, target = _reported(session, actor, measure_id, MeasureAction.finish, expected)
    if not queries.count_files(session, EVIDENCE.c.measure_id == measure_id):
        raise conflict("还没有上传完成的凭据，请先在进展里上传，再报告完成。", "no-evidence")
    changes: dict[str, Any] = {
        "state": target,
        "percent": 100,
        "finished_at": now(),
        "finished_by_id": actor.require_user(),
    }
    changes |= _left_behind(session, measure, body)
    return _moved(session, actor, measure, changes, "finished")


def _left_behind(session: Session, measure: dict[str, Any], body: CompletionCreate) -> dict[str, Any]:
    """The new version of the flow, or the new rule; a rule to be amended has a new edition by then."""
    is_rule = measure["kind"] == MeasureKind.rule
    if measure["kind"] == MeasureKind.flow_redesign:
        if body.flow_revision is None:
            raise invalid("/flow_revision", "missing", "请选择重新设计后保存的流程版本。")
        _check_revision(session, measure, body.flow_revision)
        return {"flow_revision": body.flow_revision}
    if body.flow_revision is not None:
        raise invalid("/flow_revision", "needless", "只有流程再造的措施才填新流程的版本。")
    if is_rule and measure["rule_action"] == RuleAction.new:
        if body.regulation_id is None:
            raise invalid("/regulation_id", "missing", "请选择已经订立并收入制度库的制度。")
        _check_enacted(session, measure, body.regulation_id)
        return {"regulation_id": body.regulation_id}
    if body.regulation_id is not None:
        raise invalid("/regulation_id", "needless", "只有新订制度的措施才填订立的制度。")
    if is_rule and measure["rule_action"] == RuleAction.amend:
        _check_amended(session, measure)
    return {}


def _approved_first(session: Session, measure: dict[str, Any]) -> datetime:
    """When the measure was first approved: what was carried on may have been done in the year it came from."""
    approved: datetime = measure["approved_at"]
    before = measure["carried_from_id"]
    while before is not None:
        found = sa.select(MEASURES.c.approved_at, MEASURES.c.carried_from_id).where(MEASURES.c.id == before)
        row = session.execute(found).one()
        approved, before = row.approved_at or approved, row.carried_from_id
    return approved


def _check_revision(session: Session, measure: dict[str, Any], number: int) -> None:
    """The flow as it was saved after the measure was approved; an older one is not its result."""
    found = sa.select(REVISIONS.c.saved_at).where(
        REVISIONS.c.power_id == measure["power_id"], REVISIONS.c.number == number
    )
    saved_at = session.execute(found).scalar_one_or_none()
    if saved_at is None:
        raise invalid("/flow_revision", "unknown", "这项职权没有这个流程版本。")
    if saved_at < _approved_first(session, measure):
        raise invalid("/flow_revision", "older", "这个流程版本在措施认定之前就有了，请先保存新的流程。")


def _published_since(
    session: Session, measure: dict[str, Any], regulation_id: int, edition: sa.ColumnElement[bool]
) -> bool:
    """Whether such an edition of a rule was recorded, and issued or put in force, after the measure was approved."""
    since = _approved_first(session, measure)
    day = since.astimezone(CAMPUS_ZONE).date()
    found = sa.select(EDITIONS.c.id).where(
        EDITIONS.c.regulation_id == regulation_id,
        edition,
        EDITIONS.c.recorded_at >= since,
        sa.func.coalesce(EDITIONS.c.issued_on, EDITIONS.c.effective_on) >= day,
    )
    return session.execute(found.limit(1)).first() is not None


def _check_enacted(session: Session, measure: dict[str, Any], regulation_id: int) -> None:
    """A rule made after the measure was approved; one that was there before is not its result."""
    if errors := uncitable(session, [regulation_id], "/regulation_id"):
        raise invalid_fields(errors)
    if not _published_since(session, measure, regulation_id, EDITIONS.c.edition == 1):
        sentence = "这项制度在措施认定之前就有了，请选择认定之后新订立的制度。"
        raise invalid("/regulation_id", "older", sentence)


def _check_amended(session: Session, measure: dict[str, Any]) -> None:
    """A new edition published after the measure was approved (opinion.txt line 65)."""
    if not _published_since(session, measure, measure["regulation_id"], EDITIONS.c.edition > 1):
        raise conflict(
            "要修订的制度在措施认定之后还没有发布新的修订，请先在制度库发布修订，再报告完成。", "not-revised"
        )


def send_back_measure(
    session: Session, actor: Actor, measure_id: int, body: ReturnCreate, expected: Expected
) -> dict[str, Any]:
    """What was reported as done is not; the reason stands among the progress."""
    measure, target = _judged(session, actor, measure_id, MeasureAction.send_back, expected)
    entry = {
        "measure_id": measure_id,
        "happened_on": today(),
        "percent": 99,
        "text": f"退回继续落实：{body.reason}",
        "reported_by_id": actor.require_user(),
        "reported_by_name": actor.principal.label,
        "reported_at": now(),
    }
    insert_row(session, PROGRESS, entry)
    changes = {"state": target, "percent": 99, "finished_at": None, "finished_by_id": None}
    return _moved(session, actor, measure, changes, "sent_back")


def check_measure(
    session: Session, actor: Actor, measure_id: int, body: CheckCreate, expected: Expected
) -> dict[str, Any]:
    """Says whether a finished measure works. Without effect it is to be mended, and `measure.failed` tells so."""
    measure, target = _judged(session, actor, measure_id, ACTION_OF[body.result], expected)
    _refuse_future(body.checked_on, "/checked_on")
    values = body.model_dump() | {
        "measure_id": measure_id,
        "checked_by_id": actor.require_user(),
        "checked_by_name": actor.principal.label,
        "checked_at": now(),
    }
    insert_row(session, CHECKS, values)
    event = "proved" if body.result is CheckResult.effective else "failed"
    return _moved(session, actor, measure, {"state": target, "checked_at": now()}, event)
