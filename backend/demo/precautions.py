"""Measures of the demo college: one plan approved and being carried out, one before the supervising leader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.demo.library import FINANCE_RULE, TEXTBOOK_RULE
from backend.demo.people import acting, expecting
from backend.demo.sheets import Holder
from backend.kit.db import Database
from backend.kit.files import Store
from backend.kit.table import today
from backend.measures.controls.actions import create_measure, update_measure
from backend.measures.controls.queries import get_measure
from backend.measures.controls.schemas import BasisIn, MeasureCreate, MeasureUpdate
from backend.measures.deeds.actions import add_evidence, check_measure, finish_measure, report_progress
from backend.measures.deeds.schemas import CheckCreate, CompletionCreate, ProgressCreate
from backend.measures.plans.actions import create_plan, submit_plan
from backend.measures.plans.queries import get_plan
from backend.measures.plans.schemas import MeasurePlanCreate
from backend.measures.queries import MEASURES
from backend.measures.rules import CheckResult, LineOfDefence, MeasureKind, Treatment
from backend.organization.officers.actions import create_officer
from backend.organization.officers.schemas import OfficerCreate
from backend.organization.rules import OfficerKind, PositionTier
from backend.reviews.decisions.actions import decide
from backend.reviews.queries import find_review
from backend.reviews.rules import Decision, RedoReason
from backend.reviews.schemas import DecisionCreate
from backend.risks.queries import POINTS

K, L, T = MeasureKind, LineOfDefence, Treatment


@dataclass(frozen=True)
class Words:
    """What a measure says; `days` from today until it is due."""

    kind: MeasureKind
    title: str
    content: str
    line: LineOfDefence
    treatment: Treatment
    evidence: str
    indicator: str
    days: int


FINANCE = (
    Words(
        K.post,
        "报销单据由两人复核签字",
        "会计岗初审、科长复核，每周五核对当周退单登记。",
        L.institution,
        T.reduce,
        "双人签字的报销单与退单登记表",
        "抽查五十张报销单，双人签字率 100%",
        9,
    ),
    Words(
        K.openness,
        "每季度公开经费支出明细",
        "财务处每季度末在公开栏公布各部门经费支出明细。",
        L.institution,
        T.reduce,
        "公开栏照片",
        "按季公开，无遗漏",
        5,
    ),
    Words(
        K.education,
        "财务岗位廉政教育",
        "每学期组织一次财务人员廉政谈话与案例学习。",
        L.ethics,
        T.reduce,
        "签到表和学习记录",
        "财务人员全部参加",
        26,
    ),
)
TEXTBOOKS = (
    Words(
        K.post,
        "教材到货由两人清点签字",
        "教材管理岗与系部教师当天共同清点，数量与征订单不符的三日内书面说明。",
        L.institution,
        T.reduce,
        "双人签字的到货清单",
        "抽查十批到货，签字齐全",
        40,
    ),
    Words(
        K.openness,
        "教材选用结果公示五个工作日",
        "教务处每学期选用教材后在校园网公示，公示期满无异议再征订。",
        L.institution,
        T.resolve,
        "公示页面截图",
        "每学期公示，无漏项",
        60,
    ),
)


def load(
    database: Database,
    store: Store,
    departments: Mapping[str, int],
    users: Mapping[str, int],
    people: Mapping[str, int],
    holders: Sequence[Holder],
    signers: Sequence[str],
    meeting_id: int,
    rules: Mapping[str, int],
) -> None:
    """`signers` are the first two of 财务处's chain: head and supervising leader."""
    clerk = next(one for one in holders if one.username == "wai")
    teacher = next(one for one in holders if one.username == "wang")
    with database.session() as session:
        liaison = _liaison(session, departments["CWC"], users, people, holders)
    with database.session() as session:
        money = _plan(session, liaison, departments["CWC"], clerk.position_id, FINANCE, rules[FINANCE_RULE])
        books = _plan(
            session, users["li"], departments["JWC"], teacher.position_id, TEXTBOOKS, rules[TEXTBOOK_RULE]
        )
        books = _mended(session, users["li"], users["chen"], books)
        _sign(session, users["chen"], books, None)
        for username in (*signers, "jiwei"):
            _sign(session, users[username], money, None)
        _sign(session, users["zheng"], money, meeting_id)
    with database.session() as session:
        _carry_out(session, store, liaison, users[signers[0]], money["id"])


def _liaison(
    session: Session,
    department_id: int,
    users: Mapping[str, int],
    people: Mapping[str, int],
    holders: Sequence[Holder],
) -> int:
    """财务处 reports somebody on a general post as its liaison beside the head; returns the user."""
    username = next(
        one.username
        for one in holders
        if one.unit == "CWC" and one.area is None and one.tier is PositionTier.general
    )
    body = OfficerCreate(department_id=department_id, person_id=people[username], kind=OfficerKind.liaison)
    create_officer(session, acting(session, users["jiwei"]), body)
    return users[username]


def _plan(
    session: Session, keeper: int, department_id: int, position_id: int, words: Sequence[Words], rule: int
) -> dict[str, Any]:
    """A plan with its measures against the post's or the department's risk points, handed in."""
    actor = acting(session, keeper)
    plan = create_plan(session, actor, MeasurePlanCreate(department_id=department_id, year=today().year))
    found = sa.select(POINTS.c.id).where(
        POINTS.c.department_id == department_id,
        POINTS.c.year == today().year,
        POINTS.c.retired_at.is_(None),
    )
    points = list(session.execute(found.order_by(POINTS.c.id).limit(len(words))).scalars())
    for number, one in enumerate(words):
        body = MeasureCreate(
            plan_id=plan["id"],
            kind=one.kind,
            title=one.title,
            content=one.content,
            line_of_defence=one.line,
            treatment=one.treatment,
            position_id=position_id,
            due_on=today() + timedelta(days=one.days),
            evidence=one.evidence,
            indicator=one.indicator,
            risk_point_ids=[points[number % len(points)]],
            basis=[BasisIn(regulation_id=rule, clause=f"第{'四五六七'[number]}条")],
        )
        create_measure(session, actor, body)
    plan = get_plan(session, actor, plan["id"])
    return submit_plan(session, actor, plan["id"], expecting(plan))


def _mended(session: Session, keeper: int, head: int, plan: Mapping[str, Any]) -> dict[str, Any]:
    """The head sent it back once; signers see what was mended beside what was handed in before."""
    signer, actor = acting(session, head), acting(session, keeper)
    body = DecisionCreate(
        decision=Decision.send_back,
        reasons=[RedoReason.shallow],
        opinion="第一项没有写明差错由谁在几日内报告，请写具体。",
    )
    review = find_review(session, signer, plan["review_id"])
    decide(session, signer, review["id"], body, expecting(review))
    found = sa.select(MEASURES.c.id).where(MEASURES.c.plan_id == plan["id"]).order_by(MEASURES.c.ordinal)
    first = session.execute(found.limit(1)).scalar_one()
    changes = MeasureUpdate(
        content="教材管理岗与系部教师当天共同清点，数量与征订单不符的，教材管理岗三日内书面报告处长。",
        evidence="双人签字的到货清单、差错报告",
    )
    update_measure(session, actor, first, changes, expecting(get_measure(session, actor, first)))
    return submit_plan(session, actor, plan["id"], expecting(get_plan(session, actor, plan["id"])))


def _sign(session: Session, user_id: int, plan: Mapping[str, Any], meeting_id: int | None) -> None:
    actor = acting(session, user_id)
    review = find_review(session, actor, plan["review_id"])
    body = DecisionCreate(
        decision=Decision.approve, opinion="措施具体，责任到岗，同意。", meeting_id=meeting_id
    )
    decide(session, actor, review["id"], body, expecting(review))


def _carry_out(session: Session, store: Store, keeper: int, checker: int, plan_id: int) -> None:
    """The second measure is done and proven, the first under way, the third still to begin."""
    actor = acting(session, keeper)
    found = sa.select(MEASURES.c.id).where(MEASURES.c.plan_id == plan_id).order_by(MEASURES.c.ordinal)
    first, second, _ = session.execute(found).scalars()
    _report(session, keeper, first, 60, "双人复核已在会计岗实行，退单登记表已启用。")
    row = _report(session, keeper, second, 100, "第三季度支出明细已在公开栏公布，并留存照片。")
    entry = row["progress"][-1]["id"]
    add_evidence(session, actor, store, entry, "公开栏照片说明.txt", "演示内容：公开栏照片。".encode())
    row = get_measure(session, actor, second)
    finish_measure(session, actor, second, CompletionCreate(), expecting(row))
    head = acting(session, checker)
    checked = CheckCreate(
        result=CheckResult.effective, finding="查看公开栏与照片，支出明细完整。", checked_on=today()
    )
    check_measure(session, head, second, checked, expecting(get_measure(session, head, second)))


def _report(session: Session, keeper: int, measure_id: int, percent: int, text: str) -> dict[str, Any]:
    actor = acting(session, keeper)
    body = ProgressCreate(happened_on=today(), percent=percent, text=text)
    return report_progress(
        session, actor, measure_id, body, expecting(get_measure(session, actor, measure_id))
    )
