"""How the tables of inspections are walked."""

from typing import Any

from sqlmodel import Session

from backend.inspections.findings.rules import MACHINE as FINDING_TABLE
from backend.inspections.findings.rules import FindingState
from backend.inspections.queries import FINDINGS, INSPECTIONS, STANDARDS
from backend.inspections.scores.rules import MACHINE as INSPECTION_TABLE
from backend.inspections.scores.rules import InspectionState
from backend.inspections.standards.rules import MACHINE as STANDARD_TABLE
from backend.inspections.standards.rules import StandardState
from backend.kit.table import now
from tests.inspections.finding_operations import add_answered, add_finding
from tests.inspections.score_operations import put_inspection
from tests.inspections.standard_operations import add_standard
from tests.machines.walks import Arranged, Stand, Step, Walk, change


def _standard(session: Session, scene: Stand, state: str) -> Arranged:
    return add_standard(session, scene, StandardState(state))


def _inspection(session: Session, scene: Stand, state: str) -> Arranged:
    return put_inspection(session, scene, InspectionState(state))


def _finding(session: Session, scene: Stand, state: str) -> Arranged:
    """One that was ever answered has an answer."""
    is_new = state in (FindingState.open, FindingState.withdrawn)
    finding_id = (add_finding if is_new else add_answered)(session, scene)
    ended = now() if state in (FindingState.closed, FindingState.withdrawn) else None
    values: dict[str, Any] = {"state": state, "closed_at": ended}
    change(session, FINDINGS, finding_id, values)
    return finding_id


INSPECTION_WALKS = {
    "inspections.standards.MACHINE": Walk(
        STANDARD_TABLE,
        STANDARDS,
        _standard,
        {
            "edit": Step("update_check_standard", "office"),
            "adopt": Step("adopt_check_standard", "office"),
            "retire": Step("retire_check_standard", "office"),
        },
        frozenset({"draft"}),
        frozenset({"retired"}),
    ),
    "inspections.scores.MACHINE": Walk(
        INSPECTION_TABLE,
        INSPECTIONS,
        _inspection,
        {
            "save_self": Step("save_self_scores", "chen"),
            "submit_self": Step("submit_self_scores", "chen"),
            "waive": Step("waive_self_scores", "office"),
            "appraise": Step("record_public_appraisal", "office"),
            "send_back": Step("return_self_scores", "office"),
            "score": Step("save_scores", "office"),
            "publish": Step("publish_scores", "office"),
            "object": Step("object_to_inspection", "chen"),
            "reply": Step("reply_to_objection", "office"),
            "reopen": Step("reopen_scores", "office"),
            "confirm": Step("confirm_inspection", "office"),
            "revoke": Step("revoke_confirmation", "office"),
        },
        frozenset({"open"}),
        frozenset(),
    ),
    "inspections.findings.MACHINE": Walk(
        FINDING_TABLE,
        FINDINGS,
        _finding,
        {
            "edit": Step("update_finding", "office"),
            "answer": Step("answer_finding", "chen"),
            "accept": Step("accept_finding", "office"),
            "send_back": Step("return_finding", "office"),
            "withdraw": Step("withdraw_finding", "office"),
        },
        frozenset({"open"}),
        frozenset({"closed", "withdrawn"}),
    ),
}
