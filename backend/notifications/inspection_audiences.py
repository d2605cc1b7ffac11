"""Who is told of findings and of the yearly inspection."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlmodel import Session

from backend.access.policy import Permission
from backend.inspections.findings.rules import FindingState
from backend.inspections.queries import FINDINGS, INSPECTIONS
from backend.notifications.recipients import (
    Audience,
    Event,
    Message,
    holders_of_post,
    holders_over,
    name_of,
    officers,
    row_of,
)
from backend.notifications.rules import NotificationKind
from backend.organization.queries import POSITIONS


def _officers(session: Session, finding: Event) -> frozenset[int]:
    return frozenset(officers(session, [finding["department_id"]]))


def _raised(session: Session, event: Event) -> Message | None:
    """The department's officers and whoever holds the post it is about; also when it came back to them."""
    row = row_of(session, FINDINGS, event["subject_id"])
    if row is None or row["state"] != FindingState.open:
        return None
    day = row["due_on"]
    word = "整改被退回" if event["action"] == "finding.returned" else "监督检查发现问题"
    body = f"请在{day.month}月{day.day}日前整改并答复。"
    if row["position_id"]:
        body = f"涉及岗位：{name_of(session, POSITIONS, row['position_id'])}。{body}"
    users = _officers(session, row) | holders_of_post(session, row["position_id"])
    return Message(NotificationKind.inspection, f"{word}：{row['title']}", body, users)


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
    """The department and the post's holder learn that it is over, and whoever raised it, when another settled it."""
    row = row_of(session, FINDINGS, event["subject_id"])
    if row is None:
        return None
    word = "问题已销号" if row["state"] == FindingState.closed else "问题已撤回"
    users = _officers(session, row) | holders_of_post(session, row["position_id"]) | {row["raised_by_id"]}
    return Message(NotificationKind.inspection, f"{word}：{row['title']}", f"编号 {row['number']}。", users)


def _inspection(session: Session, event: Event, word: str, body: str) -> Message | None:
    """The department's officers."""
    row = row_of(session, INSPECTIONS, event["subject_id"])
    if row is None:
        return None
    title = f"{word}：{row['department_name']} {row['year']} 年检查考核"
    day = row["self_due_on"]
    text = body.format(due=f"{day.month}月{day.day}日", reason=row["return_reason"])
    return Message(NotificationKind.inspection, title, text, _officers(session, row))


def _opened(session: Session, event: Event) -> Message | None:
    return _inspection(session, event, "请自查自评", "请对照检查评估标准逐项自评，{due}前提交。")


def _self_returned(session: Session, event: Event) -> Message | None:
    return _inspection(session, event, "自评被退回", "{reason} 请在{due}前重新提交。")


def _scored(session: Session, event: Event) -> Message | None:
    body = "考核得分已经公布，请查看；如有异议，请在结果确认前提出。"
    return _inspection(session, event, "得分已公布", body)


def _objection_answered(session: Session, event: Event) -> Message | None:
    return _inspection(session, event, "异议已答复", "请打开查看答复。")


def _confirmed(session: Session, event: Event) -> Message | None:
    return _inspection(session, event, "结果已确认", "考核结果已经确认，并用于其他考核。")


def _objected(session: Session, event: Event) -> Message | None:
    """Who inspects; not whoever answers for the department."""
    row = row_of(session, INSPECTIONS, event["subject_id"])
    if row is None:
        return None
    users = frozenset(holders_over(session, Permission.inspections_write, row["department_id"]))
    title = f"提出异议：{row['department_name']} {row['year']} 年检查考核"
    return Message(NotificationKind.inspection, title, "请复核后答复或重新打分。", users)


INSPECTION_AUDIENCES: Mapping[str, Audience] = MappingProxyType(
    {
        "finding.raised": _raised,
        "finding.returned": _raised,
        "finding.answered": _answered,
        "finding.closed": _settled,
        "finding.withdrawn": _settled,
        "inspection.opened": _opened,
        "inspection.self_returned": _self_returned,
        "inspection.scored": _scored,
        "inspection.objected": _objected,
        "inspection.objection_answered": _objection_answered,
        "inspection.confirmed": _confirmed,
    }
)
"""Event → whom to tell."""
