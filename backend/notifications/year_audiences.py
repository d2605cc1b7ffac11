"""Who is told of what happens in the rooms of the year: notices, meetings, questions, nudges, submissions, measures,
hand-overs."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.policy import Permission
from backend.campaigns.obligations.queries import obligations
from backend.campaigns.queries import DELIVERABLES, EXTENSIONS, SUBMISSIONS
from backend.communications.meetings.queries import ATTENDEES, MEETINGS
from backend.communications.meetings.rules import MeetingState
from backend.communications.notices.queries import NOTICES, UNITS
from backend.communications.notices.rules import NoticeState
from backend.communications.nudges.queries import NUDGES
from backend.communications.nudges.rules import NudgeAudience
from backend.communications.questions.queries import MESSAGES, QUESTIONS
from backend.handovers.queries import HANDOVERS
from backend.kit.table import CAMPUS_ZONE, now
from backend.measures.queries import MEASURES
from backend.notifications.recipients import (
    Audience,
    Event,
    Message,
    holders_of_post,
    holders_over,
    members,
    name_of,
    officers,
    row_of,
    users_of,
)
from backend.notifications.rules import NotificationKind
from backend.organization.queries import DEPARTMENTS, POSITIONS
from backend.organization.rules import OfficerKind

_OFFICERS = {
    NudgeAudience.officers: tuple(OfficerKind),
    NudgeAudience.head: (OfficerKind.head,),
    NudgeAudience.liaison: (OfficerKind.liaison,),
}


def clock(instant: datetime) -> str:
    """An instant as people on campus say it: 9月7日 17:30."""
    there = instant.astimezone(CAMPUS_ZONE)
    return f"{there.month}月{there.day}日 {there:%H:%M}"


def _notice_published(session: Session, event: Event) -> Message | None:
    notice = row_of(session, NOTICES, event["subject_id"])
    if notice is None or notice["state"] != NoticeState.published:
        return None
    body = "请打开阅读。"
    if notice["needs_receipt"]:
        due = f"{clock(notice['receipt_due_at'])} 前" if notice["receipt_due_at"] else "及时"
        body = f"请打开阅读；部门由负责人或联络员{due}签收。"
    return Message(NotificationKind.notice, f"新通知：{notice['title']}", body, _reached(session, notice))


def _notice_withdrawn(session: Session, event: Event) -> Message | None:
    notice = row_of(session, NOTICES, event["subject_id"])
    if notice is None or notice["published_at"] is None:
        return None
    body = f"撤回原因：{notice['withdraw_reason']}"
    return Message(NotificationKind.notice, f"通知已撤回：{notice['title']}", body, _reached(session, notice))


def _reached(session: Session, notice: Event) -> frozenset[int]:
    """The people of the departments it went to, as they are now."""
    units = sa.select(UNITS.c.department_id).where(UNITS.c.notice_id == notice["id"])
    return frozenset(members(session, session.execute(units).scalars()))


def _nudge_sent(session: Session, event: Event) -> Message | None:
    nudge = row_of(session, NUDGES, event["subject_id"])
    if nudge is None:
        return None
    department = name_of(session, DEPARTMENTS, nudge["department_id"])
    if nudge["audience"] == NudgeAudience.person:
        users = users_of(session, nudge["person_id"])
    else:
        users = officers(session, [nudge["department_id"]], *_OFFICERS[nudge["audience"]])
    title = f"催办（{department}）：{nudge['target_kind'].label}"
    body = f"{nudge['sent_by_name']}：{nudge['message']}"
    return Message(NotificationKind.nudge, title, body[:1000], frozenset(users))


def _question_asked(session: Session, event: Event) -> Message | None:
    question = row_of(session, QUESTIONS, event["subject_id"])
    if question is None:
        return None
    users = frozenset(holders_over(session, Permission.questions_answer, question["department_id"]))
    department = name_of(session, DEPARTMENTS, question["department_id"])
    body = f"{department}提出，请答复。"
    return Message(NotificationKind.question, f"{question['kind'].label}：{question['title']}", body, users)


def _question_answered(session: Session, event: Event) -> Message | None:
    """Whoever asked, also later in the thread."""
    question = row_of(session, QUESTIONS, event["subject_id"])
    if question is None:
        return None
    askers = sa.select(MESSAGES.c.author_id).where(
        MESSAGES.c.question_id == question["id"], MESSAGES.c.is_answer.is_(False)
    )
    users = frozenset(session.execute(askers).scalars()) | {question["asked_by_id"]}
    return Message(NotificationKind.question, f"已答复：{question['title']}", "请打开查看答复。", users)


def _submission(session: Session, event: Event) -> tuple[Event, str, frozenset[int]] | None:
    """The submission, what it is, and its department's officers with whoever handed it in."""
    row = row_of(session, SUBMISSIONS, event["subject_id"])
    if row is None:
        return None
    users = officers(session, [row["department_id"]]) | ({row["submitted_by_id"]} - {None})
    return row, name_of(session, DELIVERABLES, row["deliverable_id"]), frozenset(users)


def _submission_returned(session: Session, event: Event) -> Message | None:
    found = _submission(session, event)
    if found is None:
        return None
    _, name, users = found
    return Message(NotificationKind.submission, f"材料被退回：{name}", "请按退回意见补正后重新报送。", users)


def _submission_received(session: Session, event: Event) -> Message | None:
    found = _submission(session, event)
    if found is None:
        return None
    row, name, users = found
    body = f"防控办公室已接收第 {row['round']} 次报送的材料。"
    return Message(NotificationKind.submission, f"材料已接收：{name}", body, users)


def _extension_granted(session: Session, event: Event) -> Message | None:
    """The department it is for, or every department that still owes the material."""
    row = row_of(session, EXTENSIONS, event["subject_id"])
    if row is None or row["revoked_at"] is not None:
        return None
    departments = [row["department_id"]]
    if row["department_id"] is None:
        owed = obligations(DEPARTMENTS.c.id).where(DELIVERABLES.c.id == row["deliverable_id"])
        departments = list(session.execute(owed).scalars())
    title = f"报送延期：{name_of(session, DELIVERABLES, row['deliverable_id'])}"
    body = f"新的截止时间：{clock(row['due_at'])}。"
    users = frozenset(officers(session, departments))
    return Message(NotificationKind.deadline, title, body, users, ("deliverable", row["deliverable_id"]))


def _measure(session: Session, event: Event) -> Event | None:
    measure = row_of(session, MEASURES, event["subject_id"])
    return None if measure is None or measure["retired_at"] is not None else measure


def _responsible(session: Session, measure: Event) -> set[int]:
    """Who carries it out: the holders of the post, else the department's officers."""
    holders = holders_of_post(session, measure["position_id"])
    return holders or officers(session, [measure["department_id"]])


def _measure_approved(session: Session, event: Event) -> Message | None:
    measure = _measure(session, event)
    if measure is None:
        return None
    day = measure["due_on"]
    body = f"请在{day.month}月{day.day}日前落实并登记进展。" if day else "请落实并登记进展。"
    users = frozenset(_responsible(session, measure))
    return Message(NotificationKind.measure, f"防控措施已认定：{measure['title']}", body, users)


def _measure_finished(session: Session, event: Event) -> Message | None:
    """The department's head and leader, who check the effect; the office looks at its list."""
    measure = _measure(session, event)
    if measure is None:
        return None
    checkers = holders_over(session, Permission.measures_check, measure["department_id"], is_near=True)
    users = set(checkers) - _responsible(session, measure)
    body = "已报告完成，请检查成效。"
    return Message(NotificationKind.measure, f"待检查：{measure['title']}", body, frozenset(users))


def _measure_sent_back(session: Session, event: Event) -> Message | None:
    measure = _measure(session, event)
    if measure is None:
        return None
    users = frozenset(_responsible(session, measure) | ({measure["finished_by_id"]} - {None}))
    return Message(
        NotificationKind.measure, f"退回继续落实：{measure['title']}", "请按检查意见继续落实。", users
    )


def _measure_failed(session: Session, event: Event) -> Message | None:
    measure = _measure(session, event)
    if measure is None:
        return None
    users = frozenset(_responsible(session, measure) | officers(session, [measure["department_id"]]))
    body = "检查认定未见成效，请调整措施并继续落实。"
    return Message(NotificationKind.measure, f"未见成效：{measure['title']}", body, users)


def _handover_opened(session: Session, event: Event) -> Message | None:
    row = row_of(session, HANDOVERS, event["subject_id"])
    if row is None:
        return None
    post = name_of(session, POSITIONS, row["position_id"])
    body = "请阅读岗位的职责、职权、风险点和防控措施，确认接任并作出廉政承诺。"
    users = frozenset(users_of(session, row["person_id"]))
    return Message(NotificationKind.handover, f"岗位交接待确认：{post}", body, users)


def _meeting_news(session: Session, event: Event) -> Message | None:
    """Those invited to a meeting to come, when it is called, moved or called off."""
    meeting = row_of(session, MEETINGS, event["subject_id"])
    if meeting is None or meeting["held_at"] < now():
        return None
    is_off = meeting["state"] == MeetingState.cancelled
    if event["action"] == "meeting.updated" and not {"held_at", "place", "attendee_ids"} & set(
        event["details"].get("fields", ())
    ):
        return None
    invited = sa.select(ATTENDEES.c.person_id).where(ATTENDEES.c.meeting_id == meeting["id"])
    people = [*session.execute(invited).scalars(), meeting["chair_id"]]
    word = "会议取消" if is_off else "会议变更" if event["action"] == "meeting.updated" else "会议通知"
    body = "，".join(part for part in (clock(meeting["held_at"]), meeting["place"]) if part) + "。"
    body += f"原因：{meeting['cancel_reason']}" if is_off else ""
    users = frozenset(users_of(session, *people))
    return Message(NotificationKind.meeting, f"{word}：{meeting['title']}", body, users)


YEAR_AUDIENCES: Mapping[str, Audience] = MappingProxyType(
    {
        "notice.published": _notice_published,
        "notice.withdrawn": _notice_withdrawn,
        "nudge.sent": _nudge_sent,
        "question.created": _question_asked,
        "question.asked": _question_asked,
        "question.answered": _question_answered,
        "submission.returned": _submission_returned,
        "submission.received": _submission_received,
        "extension.granted": _extension_granted,
        "measure.approved": _measure_approved,
        "measure.finished": _measure_finished,
        "measure.sent_back": _measure_sent_back,
        "measure.failed": _measure_failed,
        "handover.opened": _handover_opened,
        "meeting.created": _meeting_news,
        "meeting.updated": _meeting_news,
        "meeting.cancelled": _meeting_news,
    }
)
"""Event → whom to tell."""
