"""What else a year leaves behind: powers, measures, the campaign with what was handed in, notices, messages."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor, actor_of
from backend.campaigns.models import Submission
from backend.campaigns.programmes.actions import create_campaign, start_campaign
from backend.campaigns.programmes.schemas import CampaignCreate
from backend.campaigns.rules import SubmissionState
from backend.communications.models import Notice, NoticeReading, NoticeUnit, Nudge, Question
from backend.communications.notices.rules import NoticeState
from backend.communications.nudges.rules import NudgeAudience, NudgeTarget
from backend.communications.questions.rules import QuestionKind, QuestionTopic
from backend.kit.etag import Expected, tag
from backend.kit.table import now, today
from backend.measures.models import ControlMeasure, MeasurePlan
from backend.measures.rules import MeasureKind, MeasureState
from backend.notifications.models import Notification
from backend.notifications.rules import NotificationKind
from backend.powers.models import Power
from tests.bench.yearly.college import College, Scale, fill

POWERS_EACH, MEASURES_EACH, NOTICES, MESSAGES_EACH, NUDGES_EACH = 10, 30, 24, 40, 4
MEASURE_STATES = (
    MeasureState.approved,
    MeasureState.in_progress,
    MeasureState.effective,
    MeasureState.done,
)
HANDED_IN = (SubmissionState.submitted, SubmissionState.received, SubmissionState.returned)


def build(session: Session, college: College, scale: Scale) -> None:
    """All of it; the campaign by its own actions, the rest row by row."""
    _powers(session, college)
    _measures(session, college, scale)
    _campaign(session, college, scale)
    _notices(session, college)
    _messages(session, college)
    _words(session, college)


def _powers(session: Session, college: College) -> None:
    rows = [
        {
            "code": f"Q{number:02}",
            "department_id": unit,
            "position_id": member.position_id if number < POWERS_EACH - 2 else None,
            "name": f"第{number}项审批权",
            "content": "审核申请材料，提出是否同意的意见",
            "flow_version": int(number % 5 != 0),
        }
        for unit, members in zip(college.departments, college.staff, strict=True)
        for number, member in zip(range(POWERS_EACH), members * POWERS_EACH, strict=False)
    ]
    fill(session, Power, rows)


def _measures(session: Session, college: College, scale: Scale) -> None:
    plans = fill(
        session, MeasurePlan, [{"department_id": unit, "year": scale.year} for unit in college.departments]
    )
    rows: list[dict[str, Any]] = [
        {
            "plan_id": plan,
            "department_id": unit,
            "year": scale.year,
            "ordinal": number,
            "kind": MeasureKind.post,
            "title": f"第{number}项岗位防控措施",
            "position_id": members[number % len(members)].position_id,
            "due_on": today() + timedelta(days=number * 7 - 100),
            "state": MEASURE_STATES[number % len(MEASURE_STATES)],
        }
        for plan, unit, members in zip(plans, college.departments, college.staff, strict=True)
        for number in range(MEASURES_EACH)
    ]
    fill(session, ControlMeasure, rows)


def office(session: Session, college: College) -> Actor:
    """The office as if signed in."""
    return actor_of(session, college.office_id)


def _campaign(session: Session, college: College, scale: Scale) -> None:
    """Nine departments of ten handed in what is due first, half of them the rest."""
    actor, instant = office(session, college), now()
    row = create_campaign(session, actor, CampaignCreate(year=scale.year))
    row = start_campaign(session, actor, row["id"], Expected(frozenset({tag(row["version"])})))
    rows: list[dict[str, Any]] = [
        {
            "deliverable_id": deliverable["id"],
            "department_id": unit,
            "state": HANDED_IN[at % len(HANDED_IN)],
            "round": 1,
            "submitted_at": instant,
            "counted_at": instant.replace(second=0, microsecond=0),
            "submitted_by_id": members[0].user_id,
        }
        for number, deliverable in enumerate(row["deliverables"])
        for at, (unit, members) in enumerate(zip(college.departments, college.staff, strict=True))
        if at % 10 < (9, 5)[number > 0]
    ]
    fill(session, Submission, rows)


def _notices(session: Session, college: College) -> None:
    instant = now()
    notice = {"department_id": college.root, "body": "请各部门按时完成。", "is_for_all": True}
    notice |= {"state": NoticeState.published, "published_by_name": "防控办公室"}
    rows: list[dict[str, Any]] = [
        notice | {"title": f"第{number}号通知", "published_at": instant - timedelta(days=number)}
        for number in range(NOTICES)
    ]
    notices = fill(session, Notice, rows)
    signed = {"signed_at": instant, "signed_by_name": "联络员"}
    open_ = {"signed_at": None, "signed_by_name": ""}
    units: list[dict[str, Any]] = [
        {"notice_id": key, "department_id": unit} | (open_ if at < 2 else signed)
        for at, key in enumerate(notices)
        for unit in college.departments
    ]
    fill(session, NoticeUnit, units)
    readings: list[dict[str, Any]] = [
        {"notice_id": key, "user_id": member.user_id, "read_at": instant}
        for key in notices[3:]
        for member in college.everybody
    ]
    fill(session, NoticeReading, readings)


def _messages(session: Session, college: College) -> None:
    """In everybody's inbox, the newest unread."""
    instant = now()
    rows: list[dict[str, Any]] = [
        {
            "user_id": member.user_id,
            "source": f"bench:{number}",
            "kind": NotificationKind.review,
            "title": f"您的排查表有了第 {number} 条意见",
            "target_kind": "review",
            "target_id": 1,
            "created_at": instant - timedelta(hours=number),
            "read_at": None if number < 5 else instant,
        }
        for member in college.everybody
        for number in range(MESSAGES_EACH)
    ]
    fill(session, Notification, rows)


def _words(session: Session, college: College) -> None:
    """Nudges to every department, a question from every second."""
    instant = now()
    nudge: dict[str, Any] = {"audience": NudgeAudience.officers, "target_kind": NudgeTarget.risk_inventory}
    nudge |= {
        "message": "请抓紧组织填写排查表。",
        "sent_by_id": college.office_id,
        "sent_by_name": "防控办公室",
    }
    rows: list[dict[str, Any]] = [
        nudge | {"department_id": unit, "sent_at": instant, "seen_at": instant if number else None}
        for unit in college.departments
        for number in range(NUDGES_EACH)
    ]
    fill(session, Nudge, rows)
    asked: list[dict[str, Any]] = [
        {
            "department_id": unit,
            "kind": QuestionKind.question,
            "topic": QuestionTopic.risks,
            "title": "一人兼两岗怎么填",
            "asked_by_id": members[1].user_id,
            "asked_by_name": members[1].name,
        }
        for unit, members in list(zip(college.departments, college.staff, strict=True))[::2]
    ]
    fill(session, Question, asked)
