"""How the tables of inspections are walked."""

from typing import Any

from sqlmodel import Session

from backend.inspections.findings.rules import MACHINE as FINDING_TABLE
from backend.inspections.findings.rules import FindingState
from backend.inspections.queries import FINDINGS
from backend.kit.table import now
from tests.inspections.finding_operations import add_answered, add_finding
from tests.machines.walks import Arranged, Stand, Step, Walk, change


def _finding(session: Session, scene: Stand, state: str) -> Arranged:
    """One that was ever answered has an answer."""
    is_new = state in (FindingState.open, FindingState.withdrawn)
    finding_id = (add_finding if is_new else add_answered)(session, scene)
    ended = now() if state in (FindingState.closed, FindingState.withdrawn) else None
    values: dict[str, Any] = {"state": state, "closed_at": ended}
    change(session, FINDINGS, finding_id, values)
    return finding_id


INSPECTION_WALKS = {
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
