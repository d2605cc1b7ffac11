"""Inspections of the demo college: this year's standard, units in every state but 教务处's own, a visit, findings."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from backend.demo.people import acting, expecting
from backend.demo.roster import ROOT_CODE, UNITS
from backend.inspections.findings.actions import accept_finding, answer_finding, create_finding
from backend.inspections.findings.rules import FindingKind
from backend.inspections.findings.schemas import AcceptanceCreate, FindingAnswerCreate, FindingCreate
from backend.inspections.openings.actions import open_inspections
from backend.inspections.openings.schemas import InspectionOpeningCreate
from backend.inspections.scores.actions import (
    confirm_inspection,
    object_to_result,
    publish_scores,
    record_appraisal,
    save_scores,
    save_self,
    submit_self,
)
from backend.inspections.scores.queries import get_inspection, search_inspections
from backend.inspections.scores.schemas import (
    InspectionConfirmationCreate,
    InspectionObjectionCreate,
    InspectionQuery,
    ItemScore,
    PublicAppraisalUpdate,
    ScoresUpdate,
    SelfScore,
    SelfScoresUpdate,
)
from backend.inspections.standards.actions import adopt_standard, create_standard
from backend.inspections.standards.schemas import AdoptionCreate, CheckStandardCreate
from backend.inspections.visits.actions import create_visit
from backend.inspections.visits.rules import VisitWay
from backend.inspections.visits.schemas import DisciplineInspectionCreate, VisitedDepartment
from backend.kit.table import today

Users = Mapping[str, int]
Found = dict[str, Any]
NOTE = (
    "本年度按实施方案完成了职权清理、风险排查和措施制定。自查发现两处不足：个别流程图未随制度修订更新，"
    "措施凭据归档不及时；已分别补画流程图、建立每月归档清单。明年重点做好新任人员的廉政教育。"
)
WELL = {
    1: (1, "会议记录两次无负责人讲话要点"),
    9: (0.5, "一项措施未写明凭据"),
    14: (1, "暗访发现公示牌过期一次，已整改"),
}
FAIRLY = {
    3: (2, "实施方案迟报两天"),
    5: (1, "两项职权没有流程图"),
    7: (2, "三个岗位的风险点表述雷同"),
    10: (3, "两项措施没有完成凭据"),
    12: (1, "警示教育只有签到，没有学习记录"),
    15: (1, "暗访发现一次工作时间缺岗"),
}
"""Item → points taken off, and why."""


def load(session: Session, departments: Mapping[str, int], users: Users, heads: Mapping[str, str]) -> None:
    """财务处 is confirmed, 资产处 objects, 学生工作处 waits to be inspected; 教务处 is left to the visitor."""
    office = acting(session, users["jiwei"])
    year = today().year
    start = CheckStandardCreate(year=year, title=f"{year} 年廉政风险防控检查评估标准")
    standard = create_standard(session, office, start)
    basis = AdoptionCreate(note="经廉政风险防控工作领导小组研究通过")
    adopt_standard(session, office, standard["id"], basis, expecting(standard))
    units = [departments[unit.code] for unit in UNITS if unit.parent == ROOT_CODE and unit.code != "YLD"]
    due = today() + timedelta(days=12)
    opening = InspectionOpeningCreate(year=year, self_due_on=due, department_ids=units)
    open_inspections(session, office, opening)
    rows, _ = search_inspections(session, office, InspectionQuery(year=year, size=200))
    ids = {row["department_id"]: row["id"] for row in rows}
    for code in ("CWC", "ZCC", "XSC"):
        _self_score(session, users[heads[code]], ids[departments[code]])
    _supervise(session, departments, users, heads)
    office_id = users["jiwei"]
    _score(session, office_id, ids[departments["CWC"]], WELL, (58, 27, 4, 6))
    _score(session, office_id, ids[departments["ZCC"]], FAIRLY, (41, 36, 12, 9))
    _confirm(session, office_id, ids[departments["CWC"]])
    _object(session, users[heads["ZCC"]], ids[departments["ZCC"]])


def _self_score(session: Session, head: int, inspection_id: int) -> None:
    """Full points but for what the department itself found wanting."""
    actor = acting(session, head)
    row = get_inspection(session, actor, inspection_id)
    lacks = {5: (0.5, "一张流程图已补画"), 10: (1, "凭据归档不及时，已改进")}
    scores = []
    for one in row["scores"]:
        off, why = lacks.get(one["ordinal"], (0, ""))
        score = SelfScore(item_id=one["item_id"], self_score=one["points"] - off, self_note=why)
        scores.append(score)
    body = SelfScoresUpdate(scores=scores, self_note=NOTE)
    row = save_self(session, actor, inspection_id, body, expecting(row))
    submit_self(session, actor, inspection_id, expecting(row))


def _score(
    session: Session,
    office: int,
    inspection_id: int,
    off: Mapping[int, tuple[float, str]],
    votes: Sequence[int],
) -> None:
    actor = acting(session, office)
    row = get_inspection(session, actor, inspection_id)
    satisfied, content, dissatisfied, unsure = votes
    appraisal = PublicAppraisalUpdate(
        held_on=today() - timedelta(days=3),
        method="问卷调查：教师 30 人、学生 65 人",
        satisfied=satisfied,
        content=content,
        dissatisfied=dissatisfied,
        unsure=unsure,
        note="希望报销和审批时限再缩短，办理进度能在网上查到。",
    )
    row = record_appraisal(session, actor, inspection_id, appraisal, expecting(row))
    scores = []
    for one in row["scores"]:
        taken, why = off.get(one["ordinal"], (0, ""))
        scores.append(ItemScore(item_id=one["item_id"], score=one["points"] - taken, remark=why))
    row = save_scores(session, actor, inspection_id, ScoresUpdate(scores=scores), expecting(row))
    publish_scores(session, actor, inspection_id, expecting(row))


def _confirm(session: Session, office: int, inspection_id: int) -> None:
    actor = acting(session, office)
    row = get_inspection(session, actor, inspection_id)
    body = InspectionConfirmationCreate(decision="经廉政风险防控工作领导小组研究认定")
    confirm_inspection(session, actor, inspection_id, body, expecting(row))


def _object(session: Session, head: int, inspection_id: int) -> None:
    actor = acting(session, head)
    row = get_inspection(session, actor, inspection_id)
    objection = "第 3 项所说的实施方案，系统里是按期报送的，迟报的是更正后的版本，请复核。"
    body = InspectionObjectionCreate(objection=objection)
    object_to_result(session, actor, inspection_id, body, expecting(row))


def _supervise(
    session: Session, departments: Mapping[str, int], users: Users, heads: Mapping[str, str]
) -> None:
    """孙监督员's visit to two counters; 财务处 has answered and is closed, 教务处 has still to answer."""
    supervisor = acting(session, users["sun"])
    day = today() - timedelta(days=6)
    visited = (
        VisitedDepartment(
            department_id=departments["JWC"], result="上午十时二十分学籍窗口无人值守约十五分钟。"
        ),
        VisitedDepartment(
            department_id=departments["CWC"], result="报销大厅秩序良好，限时办结公示牌信息过期。"
        ),
    )
    body = DisciplineInspectionCreate(
        checked_on=day,
        way=VisitWay.unannounced,
        subject="窗口单位工作纪律和服务作风检查",
        inspectors="孙监督员、纪检监察干事",
        result="总体情况较好，个别窗口有缺岗和公示更新不及时的情况，已当场提醒。",
        departments=list(visited),
    )
    visit = create_visit(session, supervisor, body)
    counter = FindingCreate(
        department_id=departments["JWC"],
        kind=FindingKind.lax,
        title="学籍窗口工作时间无人值守",
        facts="上午十时二十分至十时三十五分，学籍窗口无人受理，等候学生六人，未见告示和补位人员。",
        request="落实首问负责和同岗补位，公布窗口值班安排；对当事人谈话提醒。",
        found_on=day,
        due_on=today() + timedelta(days=9),
        visit_id=visit["id"],
    )
    create_finding(session, supervisor, counter)
    board = FindingCreate(
        department_id=departments["CWC"],
        kind=FindingKind.formalism,
        title="限时办结公示牌信息过期",
        facts="报销大厅公示的办结时限仍为去年标准，与现行制度不一致，监督电话已停用。",
        request="更新公示内容，明确专人每学期核对。",
        found_on=day,
        due_on=today() + timedelta(days=4),
        visit_id=visit["id"],
    )
    finding = create_finding(session, supervisor, board)
    head = acting(session, users[heads["CWC"]])
    done = FindingAnswerCreate(
        done="公示牌已按现行时限更换，监督电话更正；由综合岗每学期开学第一周核对并登记。", done_on=today()
    )
    finding = answer_finding(session, head, finding["id"], done, expecting(finding))
    supervisor = acting(session, users["sun"])
    note = AcceptanceCreate(note="现场查看属实，同意销号。")
    accept_finding(session, supervisor, finding["id"], note, expecting(finding))
