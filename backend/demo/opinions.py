"""What those served said to 教务处 of the demo college, and what the leadership decided. All plainly invented."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session

from backend.assessments.decisions.actions import create_decision
from backend.assessments.decisions.schemas import (
    DecisionItem,
    LeadershipDecisionCreate,
    LevelOverrideCreate,
)
from backend.assessments.drives.actions import create_drive, open_drive
from backend.assessments.drives.queries import DRIVES, OPINIONS
from backend.assessments.drives.rules import AnswerKind, OpinionForm
from backend.assessments.drives.schemas import OpinionDriveCreate, Question
from backend.assessments.forms.actions import submit_opinion
from backend.assessments.forms.schemas import OpinionFormSubmit
from backend.assessments.opinions.actions import decide_opinion
from backend.assessments.opinions.queries import get_opinion
from backend.assessments.opinions.rules import OpinionDecision, RespondentKind
from backend.assessments.opinions.schemas import Answer, OpinionDecisionCreate
from backend.demo.people import acting, expecting
from backend.demo.sheets import Holder
from backend.demo.talks import at
from backend.kit import journal
from backend.kit.table import today
from backend.organization.rules import KeyArea, RiskLevel
from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS
from backend.risks.rules import Consequence, Likelihood

W = RespondentKind
QUESTIONS = (
    Question(
        kind=AnswerKind.single,
        text="教材选用的过程和结果，您是否了解？",
        options=["了解", "部分了解", "不了解"],
        is_required=True,
    ),
    Question(
        kind=AnswerKind.several,
        text="您认为哪些环节还需要更加公开？",
        options=["教材选用", "教材费结算", "考试安排", "成绩复核"],
    ),
    Question(kind=AnswerKind.text, text="办事过程中有没有遇到拖延或额外收费？"),
)
ADOPTED = "教材费结算清单只贴在办公室门口，建议同时在班级群公布。"
ANSWERS = (
    (W.student, 3, (1, 2), "没有遇到。", ADOPTED),
    (W.student, 2, (1,), "", "希望选用教材前听听学生代表的意见。"),
    (W.teacher, 1, (4,), "没有。", ""),
    (W.parent, 2, (2, 3), "没有遇到额外收费。", ""),
)
"""Who answers, the option of the first question, those of the second, the third in words, and what else was said."""
REASON = "建议合理：自下学期起结算清单同时在校园网和班级群公布，风险点的防控措施相应补充。"
AID_REASON = "经手全院奖助学金的评定与发放，涉及面广，学生关注度高。"


def load(session: Session, departments: Mapping[str, int], users: Mapping[str, int], origin: str) -> None:
    """教务处 asks by a questionnaire that is still open; one of the answers was adopted."""
    liaison = acting(session, users["li"])
    body = OpinionDriveCreate(
        department_id=departments["JWC"],
        year=today().year,
        form=OpinionForm.questionnaire,
        title="教务处教材与考务服务问卷（演示）",
        introduction="请您客观填写。问卷不记名，不收集手机号，也不保存网络地址。",
        questions=list(QUESTIONS),
        opens_at=at(today() - timedelta(days=6)),
        closes_at=at(today() + timedelta(days=20), 18),
    )
    drive = create_drive(session, liaison, body, origin)
    open_drive(session, liaison, drive["id"], expecting(drive), origin)
    token = session.execute(sa.select(DRIVES.c.token).where(DRIVES.c.id == drive["id"])).scalar_one()
    journal.act_as(session, journal.SYSTEM)
    for respondent, first, second, third, said in ANSWERS:
        answers = [Answer(question=1, options=[first]), Answer(question=2, options=list(second))]
        answers.append(Answer(question=3, text=third))
        submit_opinion(session, token, OpinionFormSubmit(respondent=respondent, answers=answers, text=said))
    _adopt(session, users["li"], drive["id"], departments["JWC"])


def _points(department_id: int) -> sa.Select[tuple[int]]:
    """The points of a department this year, the oldest first."""
    found = sa.select(POINTS.c.id).where(
        POINTS.c.department_id == department_id,
        POINTS.c.year == today().year,
        POINTS.c.retired_at.is_(None),
    )
    return found.order_by(POINTS.c.id)


def _approved_points(session: Session, department_id: int, count: int) -> list[int]:
    """The first ones whose sheet is approved: only those come before the leadership."""
    approved = sa.select(INVENTORIES.c.id).join_from(
        INVENTORIES, REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id
    )
    approved = approved.where(REVIEWS.c.state == ReviewState.approved)
    found = _points(department_id).where(POINTS.c.inventory_id.in_(approved))
    return list(session.execute(found.limit(count)).scalars())


def _adopt(session: Session, liaison: int, drive_id: int, department_id: int) -> None:
    actor = acting(session, liaison)
    found = sa.select(OPINIONS.c.id).where(OPINIONS.c.drive_id == drive_id, OPINIONS.c.text == ADOPTED)
    opinion = get_opinion(session, actor, session.execute(found).scalar_one())
    body = OpinionDecisionCreate(
        decision=OpinionDecision.adopt,
        reason=REASON,
        risk_point_ids=list(session.execute(_points(department_id).limit(1)).scalars()),
    )
    decide_opinion(session, actor, opinion["id"], body, expecting(opinion))


def decide(
    session: Session, department_id: int, office: int, holders: Sequence[Holder], meeting_id: int
) -> None:
    """The leadership settles two points of a department, and the level of one post."""
    post = next(one for one in holders if one.unit == "XSC" and one.area is KeyArea.student_aid)
    findings = ((Likelihood.high, Consequence.crime), (Likelihood.elevated, Consequence.discipline))
    items = [
        DecisionItem(
            risk_point_id=point_id,
            likelihood=likelihood,
            consequence=consequence,
            opinion="会议研究认为应当从严认定。",
        )
        for point_id, (likelihood, consequence) in zip(
            _approved_points(session, department_id, 2), findings, strict=True
        )
    ]
    override = LevelOverrideCreate(position_id=post.position_id, level=RiskLevel.high, reason=AID_REASON)
    body = LeadershipDecisionCreate(
        meeting_id=meeting_id,
        note="会议听取防控办公室汇报，逐项研究后作出认定（演示）。",
        items=items,
        overrides=[override],
    )
    create_decision(session, acting(session, office), body)
