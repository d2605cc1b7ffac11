"""Meetings with minutes, notices with receipts, questions and nudges of the demo college. All plainly invented."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.communications.knowledge.actions import share_knowledge
from backend.communications.knowledge.schemas import KnowledgeCreate
from backend.communications.meetings.actions import (
    convey_meeting,
    create_meeting,
    file_meeting,
    record_meeting,
)
from backend.communications.meetings.rules import Attendance, MeetingKind
from backend.communications.meetings.schemas import (
    AttendeeRecord,
    ConveyanceCreate,
    MeetingCreate,
    MeetingRecord,
)
from backend.communications.notices.actions import create_notice, publish_notice
from backend.communications.notices.schemas import NoticeCreate
from backend.communications.nudges.actions import create_nudges
from backend.communications.nudges.rules import NudgeAudience, NudgeTarget
from backend.communications.nudges.schemas import NudgeCreate
from backend.communications.questions.actions import answer_question, close_question, create_question
from backend.communications.questions.rules import QuestionKind, QuestionTopic
from backend.communications.questions.schemas import MessageCreate, QuestionCreate
from backend.communications.receipts.actions import read_notice, sign_notice
from backend.communications.receipts.schemas import ReceiptCreate
from backend.demo.people import acting, expecting
from backend.kit.table import CAMPUS_ZONE, today
from backend.organization.rules import DepartmentKind

UNSIGNED = frozenset({"JWC", "JDX", "TSG"})
"""Their officers have not signed the second notice."""


def past(month: int, day: int) -> date:
    """A day of this year, or one shortly before today when the year has not come so far."""
    return min(date(today().year, month, day), today() - timedelta(days=3))


def at(day: date, hour: int = 9) -> datetime:
    """An hour of a day on campus."""
    return datetime.combine(day, time(hour), CAMPUS_ZONE)


def load(
    session: Session,
    departments: Mapping[str, int],
    users: Mapping[str, int],
    people: Mapping[str, int],
    heads: Mapping[str, str],
) -> int:
    """Everything that was said; returns the meeting of the leadership that decisions rest on."""
    office = acting(session, users["jiwei"])
    decided = _meetings(session, office, departments, people, heads)
    _unit_meeting(session, acting(session, users["li"]), departments["JWC"], people)
    _notices(session, departments, users, heads)
    _questions(session, departments, users, heads)
    return decided


def _held(session: Session, actor: Actor, body: MeetingCreate, minutes: str) -> dict[str, Any]:
    """A meeting everybody came to but the last invited, who was on leave."""
    meeting = create_meeting(session, actor, body)
    came = [
        AttendeeRecord(person_id=person_id, attendance=Attendance.present) for person_id in body.attendee_ids
    ]
    if len(came) > 2:
        came[-1] = AttendeeRecord(
            person_id=body.attendee_ids[-1], attendance=Attendance.on_leave, note="外出公务"
        )
    record = MeetingRecord(minutes=minutes, attendees=came)
    return record_meeting(session, actor, meeting["id"], record, expecting(meeting))


def _meetings(
    session: Session,
    office: Actor,
    departments: Mapping[str, int],
    people: Mapping[str, int],
    heads: Mapping[str, str],
) -> int:
    root, officers = departments["SLXY"], [people[head] for head in heads.values()]
    leaders = [people["zheng"], people["lin"]]
    mobilisation = MeetingCreate(
        department_id=root,
        kind=MeetingKind.mobilisation,
        title="廉政风险防控工作动员会",
        held_at=at(past(8, 28)),
        place="图书馆报告厅",
        agenda="宣读实施意见；部署五个阶段的工作；院长讲话",
        chair_id=people["zheng"],
        attendee_ids=[*leaders, *officers],
    )
    minutes = (
        "会议宣读了实施意见，要求全员参与、全员支持、全员防控；各部门一周内召开专题会议，按期报送方案和名单。"
    )
    _held(session, office, mobilisation, minutes)
    training = MeetingCreate(
        department_id=root,
        kind=MeetingKind.training,
        title="联络员业务培训",
        held_at=at(past(9, 2), 14),
        place="行政楼 301",
        attendee_ids=[people["li"], *officers[:6]],
    )
    held = _held(
        session, office, training, "讲解了排查表的填写方法：风险是可能性，对岗位不对个人；时间服从质量。"
    )
    conveyed = ConveyanceCreate(
        department_id=departments["JWC"], reported_to="陈处长、部门领导小组", reported_on=past(9, 3)
    )
    convey_meeting(session, office, held["id"], conveyed)
    team = MeetingCreate(
        department_id=root,
        kind=MeetingKind.leadership_team,
        title="院领导班子会议（研究廉政风险防控措施）",
        held_at=at(past(11, 20), 15),
        place="行政楼第一会议室",
        chair_id=people["zheng"],
        attendee_ids=leaders,
    )
    decided = _held(session, office, team, "会议逐项研究财务处的防控措施，认为责任到岗、期限明确，同意认定。")
    file_meeting(session, office, decided["id"], expecting(decided))
    coming = MeetingCreate(
        department_id=root,
        kind=MeetingKind.leading_group,
        title="领导小组会议（听取各部门自查情况）",
        held_at=at(today() + timedelta(days=12), 15),
        place="行政楼第一会议室",
        attendee_ids=leaders,
    )
    create_meeting(session, office, coming)
    return int(decided["id"])


def _unit_meeting(session: Session, liaison: Actor, department_id: int, people: Mapping[str, int]) -> None:
    body = MeetingCreate(
        department_id=department_id,
        kind=MeetingKind.unit_special,
        title="教务处廉政风险防控专题会议",
        held_at=at(past(9, 4)),
        place="教务处会议室",
        chair_id=people["chen"],
        attendee_ids=[people["chen"], people["li"], people["wang"]],
    )
    _held(session, liaison, body, "传达动员会精神，明确每个岗位都要排查，教材选用与征订作为本部门的重点。")


def _notices(
    session: Session, departments: Mapping[str, int], users: Mapping[str, int], heads: Mapping[str, str]
) -> None:
    office = acting(session, users["jiwei"])
    every = NoticeCreate(
        department_id=departments["SLXY"],
        title="关于开展廉政风险防控工作的通知",
        body="请各部门认真学习实施意见，确定联络员，成立工作小组，按五个阶段推进，防控就是保护。",
        is_for_all=True,
        receipt_due_at=at(today() + timedelta(days=5), 17),
    )
    forms = NoticeCreate(
        department_id=departments["SLXY"],
        title="关于按时报送自查报告的通知",
        body="自查报告要写明措施落实情况和存在的问题，加盖公章后报送；请先完成排查表的修改。",
        kinds=[DepartmentKind.office, DepartmentKind.faculty, DepartmentKind.library],
        receipt_due_at=at(today() + timedelta(days=7), 17),
    )
    sent = []
    for body in (every, forms):
        draft = create_notice(session, office, body)
        sent.append(publish_notice(session, office, draft["id"], expecting(draft))["id"])
    own = NoticeCreate(
        department_id=departments["JWC"],
        title="教务处：本周内核对个人岗位职责",
        body="请各岗位对照岗位说明书核对职责，有出入的告诉联络员。",
        is_for_all=True,
        needs_receipt=False,
    )
    liaison = acting(session, users["li"])
    draft = create_notice(session, liaison, own)
    publish_notice(session, liaison, draft["id"], expecting(draft))
    for turn, (unit, head) in enumerate(heads.items()):
        officer = acting(session, users[head])
        read_notice(session, officer, sent[0])
        sign_notice(session, officer, sent[0], ReceiptCreate(department_id=departments[unit]))
        if turn % 2 and unit not in UNSIGNED and not unit.startswith(("GGZX", "ZCC-", "JKW", "JJB")):
            sign_notice(session, officer, sent[1], ReceiptCreate(department_id=departments[unit]))


def _ask(
    session: Session,
    asker: Actor,
    department_id: int,
    topic: QuestionTopic,
    words: Sequence[str],
    **more: Any,
) -> dict[str, Any]:
    title, body = words
    question = QuestionCreate(department_id=department_id, topic=topic, title=title, body=body, **more)
    return create_question(session, asker, question)


def _questions(
    session: Session, departments: Mapping[str, int], users: Mapping[str, int], heads: Mapping[str, str]
) -> None:
    """One open, one answered and shared, one good practice that is settled."""
    words = ("兼任两个岗位怎样填表", "一位同志兼教材管理和档案两个岗位，排查表填一份还是两份？")
    _ask(session, acting(session, users["li"]), departments["JWC"], QuestionTopic.risks, words)
    asker = acting(session, users[heads["XSC"]])
    words = ("纸质表格要报几份", "排查表的纸质件是不是一式两份，都要盖章吗？")
    asked = _ask(session, asker, departments["XSC"], QuestionTopic.submissions, words)
    office = acting(session, users["jiwei"])
    reply = MessageCreate(body="一式两份，均加盖公章：一份本部门存档，一份报防控办公室，同时报送电子版。")
    answer_question(session, office, asked["id"], reply, expecting(asked))
    shared = KnowledgeCreate(
        question_id=asked["id"],
        topic=QuestionTopic.submissions,
        title="纸质表格报几份",
        question="排查表的纸质件报几份，要不要盖章？",
        answer=reply.body,
    )
    share_knowledge(session, office, shared)
    asker = acting(session, users[heads["KYC"]])
    words = ("劳务费发放“三核对”做法", "发放前由经办人、负责人、财务三方核对名单、金额、账户，差错明显减少。")
    practice = _ask(
        session,
        asker,
        departments["KYC"],
        QuestionTopic.measures,
        words,
        kind=QuestionKind.good_practice,
    )
    office = acting(session, users["jiwei"])
    thanks = MessageCreate(body="做法很好，将在全院交流。")
    practice = answer_question(session, office, practice["id"], thanks, expecting(practice))
    close_question(session, acting(session, users[heads["KYC"]]), practice["id"], expecting(practice))


def nudge(
    session: Session,
    sender: int,
    department_ids: Sequence[int],
    target: tuple[NudgeTarget, int | None],
    message: str,
) -> None:
    """A word to heads and liaisons."""
    kind, target_id = target
    body = NudgeCreate(
        department_ids=list(department_ids),
        audience=NudgeAudience.officers,
        target_kind=kind,
        target_id=target_id,
        message=message,
    )
    create_nudges(session, acting(session, sender), body)
