"""Writes of tasks."""

from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.adjustments.queries import RECHECKS
from backend.adjustments.rechecks import queries
from backend.adjustments.rechecks.schemas import ResolutionCreate
from backend.adjustments.rules import MACHINE, RecheckState
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import forbidden
from backend.kit.rows import claim_version
from backend.kit.table import now


def resolve_recheck(
    session: Session, actor: Actor, recheck_id: int, body: ResolutionCreate, expected: Expected
) -> dict[str, Any]:
    """Says what a look again came to. 403 for those who only read it, 409 when it was settled, 412 when stale."""
    before = queries.get_recheck(session, actor, recheck_id)
    step = MACHINE.find(RecheckState(before["state"]), body.outcome)
    if body.outcome not in before["allowed_actions"]:
        raise forbidden("复核由本岗位人员、联络员或部门负责人办理，您只能查看。")
    expected.check(before["version"])
    who = {"resolved_by_name": actor.principal.label, "resolved_at": now()}
    claim_version(session, RECHECKS, before, who | {"state": step.target, "note": body.note})
    row = queries.get_recheck(session, actor, recheck_id)
    subject = journal.Subject("recheck", row["id"], row["version"], row["department_id"])
    journal.record(session, "recheck.resolved", subject, {"outcome": body.outcome})
    return row
