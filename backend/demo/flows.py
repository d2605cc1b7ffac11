"""Reviews of flows in the demo college: one waits for its department, one for the office, one passed, one is begun."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.demo.people import acting, expecting
from backend.kit.table import today
from backend.organization.rules import KeyArea
from backend.powers.actions import save_flow
from backend.powers.checklists.actions import adopt_checklist, create_checklist
from backend.powers.checklists.schemas import FlowChecklistAdoption, FlowChecklistCreate
from backend.powers.flowchecks.actions import conclude_check, create_check, update_check
from backend.powers.flowchecks.rules import CriterionVerdict
from backend.powers.flowchecks.schemas import (
    FlowCheckConclusion,
    FlowCheckCreate,
    FlowCheckUpdate,
    FlowDefectBody,
    FlowRemedyVerdict,
    FlowVerdictBody,
    RedesignOrder,
)
from backend.powers.queries import get_flow, search_powers
from backend.powers.redesigns.actions import answer_redesign
from backend.powers.redesigns.queries import get_redesign
from backend.powers.redesigns.schemas import RedesignAnswerCreate
from backend.powers.schemas import FlowBody, PowerQuery, StepBody
from backend.powers.templates.actions import create_template
from backend.powers.templates.rules import OWN
from backend.powers.templates.schemas import FlowTemplateCreate

Users = Mapping[str, int]
Found = dict[str, Any]
MET, MOSTLY, UNMET = CriterionVerdict.met, CriterionVerdict.mostly_met, CriterionVerdict.unmet
PURCHASE = {
    3: (UNMET, "询价比选、合同签订没有监督方式"),
    4: (UNMET, "询价供应商怎样选取没有写条件"),
    14: (MOSTLY, "只在申请环节口头告知材料"),
}
CLAIMS = {3: (UNMET, "出纳付款没有复核"), 8: (MOSTLY, "退单没有写次数")}
BOOKS = {9: (MOSTLY, "汇总环节可以再缩短一天")}
"""Criterion → what the reviewer says of it; all others are met."""
NARROW = (UNMET, "询价供应商的选取和评比没有标准，裁量空间偏大")
PUT_RIGHT = {
    "财务审核": "审核岗与报销岗分设，单据双人复核",
    "出纳付款": "网银经办与复核分离，月末由财务处处长抽查不少于 10 笔",
    "分管领导审批": "按审批权限分级，超过 5 万元报院长审批并登记",
}


def load(session: Session, departments: Mapping[str, int], users: Users, heads: Mapping[str, str]) -> None:
    """货物采购 is to be redesigned, 经费报销 was, 教材选用 passed, 人员招聘 is being reviewed."""
    office = acting(session, users["jiwei"])
    row = create_checklist(session, office, FlowChecklistCreate(title=f"流程审查清单（{today().year} 年版）"))
    basis = FlowChecklistAdoption(note="经廉政风险防控工作领导小组研究通过")
    adopt_checklist(session, office, row["id"], basis, expecting(row))
    purchase = _begin(session, office, "货物采购", PURCHASE, "关键环节缺少监督，询价比选的裁量空间偏大。")
    defects = [
        _defect(purchase, "校内询价比选", "weak_supervision", "询价比选由采购岗一人经办，没有第二人在场，也没有记录。"),
        _defect(purchase, "校内询价比选", "unscientific", "没有写明询价供应商怎样选取、几家有效。"),
        _defect(purchase, "签订合同", "disconnected", "验收结论怎样回到合同付款没有写明。"),
    ]
    request = "询价供应商从库中随机抽取不少于三家，纪检人员到场；写明各环节监督方式和验收后的付款条件。"
    _conclude(session, office, purchase, defects, request)
    claims = _begin(session, office, "经费报销", CLAIMS, "付款环节要有复核，审批权限要分级。")
    defects = [_defect(claims, "出纳付款", "weak_supervision", "付款由出纳一人办理，没有复核和抽查。")]
    done = _conclude(session, office, claims, defects, "补写审核、审批、付款的监督方式，审批权限分级。")
    _redraw(session, acting(session, users[heads["CWC"]]), done)
    office = acting(session, users["jiwei"])
    books = _begin(session, office, "教材选用", BOOKS, "流程清楚，公示到位，同意继续使用。")
    _conclude(session, office, books, [], "")
    _begin(session, office, "人员招聘", {}, "")
    steps = [StepBody.model_validate(step) for step in books["steps"]]
    for step in steps:
        step.handler = step.handler.replace("教务处", OWN)
    note = "由教务处审查通过的流程整理，其他部门选用教辅资料时可以参照。"
    area = KeyArea.textbook_procurement
    template = FlowTemplateCreate(name="教材教辅选用（本院）", key_area=area, note=note, steps=steps)
    create_template(session, office, template)


def _begin(
    session: Session, actor: Actor, name: str, said: Mapping[int, tuple[CriterionVerdict, str]], opinion: str
) -> Found:
    """A review with a verdict on each criterion, or with the first three when there is no opinion yet."""
    found, _ = search_powers(session, actor, PowerQuery(q=name))
    power = next(row for row in found if row["name"] == name)
    row = create_check(session, actor, FlowCheckCreate(power_id=power["id"]))
    verdicts = []
    for one in row["criteria"] if opinion else row["criteria"][:3]:
        verdict, note = said.get(one["ordinal"], (MET, ""))
        verdicts.append(FlowVerdictBody(criterion_id=one["criterion_id"], verdict=verdict, note=note))
    remedies = [
        FlowRemedyVerdict(remedy=one["remedy"], verdict=verdict, note=note)
        for one in row["remedies"]
        for verdict, note in [NARROW if said is PURCHASE and one["remedy"] == "narrow" else (MET, "")]
    ]
    body = FlowCheckUpdate(opinion=opinion, verdicts=verdicts, remedies=remedies if opinion else [])
    return update_check(session, actor, row["id"], body, expecting(row))


def _defect(check: Found, step: str, kind: str, description: str) -> FlowDefectBody:
    key = next(one["key"] for one in check["steps"] if one["name"] == step)
    values = {"kind": kind, "step_key": key, "description": description}
    return FlowDefectBody.model_validate(values)


def _conclude(
    session: Session, actor: Actor, check: Found, defects: list[FlowDefectBody], request: str
) -> Found:
    row = update_check(session, actor, check["id"], FlowCheckUpdate(defects=defects), expecting(check))
    order = RedesignOrder(request=request, due_on=today() + timedelta(days=18)) if defects else None
    return conclude_check(session, actor, row["id"], FlowCheckConclusion(redesign=order), expecting(row))


def _redraw(session: Session, head: Actor, check: Found) -> None:
    """The head writes down what was missing, saves the flow and presents it."""
    flow = get_flow(session, head, check["power_id"])
    steps = [
        StepBody.model_validate(
            {name: step[name] for name in StepBody.model_fields}
            | {"supervision": PUT_RIGHT.get(step["name"], step["supervision"])}
        )
        for step in flow["steps"]
    ]
    spot = StepBody(
        key="s9",
        name="月度抽查与公示",
        handler="财务处",
        time_limit="每月5日前",
        supervision="抽查结果在财务处网页公示，纪委办备查",
        phase=steps[-1].phase,
        is_key=True,
        kind=steps[-1].kind,
    )
    steps[-1].kind = steps[1].kind
    saved = save_flow(session, head, check["power_id"], FlowBody(steps=[*steps, spot]), expecting(flow))
    task = get_redesign(session, head, check["redesign_id"])
    done = "付款经办与复核分离，审批按金额分级；新增每月抽查和公示，各环节补写了监督方式。"
    answer = RedesignAnswerCreate(revision=saved["flow_version"], done=done)
    answer_redesign(session, head, task["id"], answer, expecting(task))
