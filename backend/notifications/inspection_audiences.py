"""Who is told of findings."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlmodel import Session

from backend.access.policy import Permission
from backend.inspections.findings.rules import FindingState
from backend.inspections.queries import FINDINGS
from backend.notifications.recipients import Audience, Event, Message, holders_over, officers, row_of
from backend.notifications.rules import NotificationKind


def _officers(session: Session, finding: Event) -> frozenset[int]:
    return frozenset(officers(session, [finding["department_id"]]))


def _raised(session: Session, event: Event) -> Message | None:
    """The department's officers; also when it came back to them."""
    row = row_of(session, FINDINGS, event["subject_id"])
    if row is None or row["state"] != FindingState.open:
        return None
    day = row["due_on"]
    word = "整改被退回" if event["action"] == "finding.returned" else "监督检查发现问题"
    body = f"请在{day.month}月{day.day}日前整改并答复。"
    return Message(NotificationKind.inspection, f"{word}：{row['title']}", body, _officers(session, row))


def _answered(session: Session, event: Event) -> Message | None:
    """Whoever raised it while he may still judge it, else the office."""
    row = row_of(session, FINDINGS, event["subject_id"])
    if row is None or row["state"] != FindingState.answered:
        return None
    department = row["department_id"]
    raisers = frozenset(holders_over(session, Permission.findings_raise, department))
    users = raisers & {row["raised_by_id"]}
    users = users or frozenset(holders_over(session, Permission.inspections_write, department))
    body = f"编号 {row['number']}，请核实后认可或退回。"
    return Message(NotificationKind.inspection, f"整改已答复：{row['title']}", body, users)


def _settled(session: Session, event: Event) -> Message | None:
    """The department learns that it is over, and whoever raised it, when another settled it."""
    row = row_of(session, FINDINGS, event["subject_id"])
    if row is None:
        return None
    word = "问题已销号" if row["state"] == FindingState.closed else "问题已撤回"
    users = _officers(session, row) | {row["raised_by_id"]}
    return Message(NotificationKind.inspection, f"{word}：{row['title']}", f"编号 {row['number']}。", users)


INSPECTION_AUDIENCES: Mapping[str, Audience] = MappingProxyType(
    {
        "finding.raised": _raised,
        "finding.returned": _raised,
        "finding.answered": _answered,
        "finding.closed": _settled,
        "finding.withdrawn": _settled,
    }
)
"""Event → whom to tell."""
