"""The yearly inspection of a department: states and pure rules; opinion.txt lines 18, 75, 77 and 95."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.access.policy import Permission
from backend.inspections.standards.rules import QualityGoal
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class InspectionState(Term):
    """From the self-score to the confirmed result."""

    open = "open", "待自评"
    self_scored = "self_scored", "待考核"
    scored = "scored", "待确认"
    objected = "objected", "有异议"
    confirmed = "confirmed", "已确认"


class InspectionAction(Term):
    """What can be done with an inspection; sent out with each one as `allowed_actions`."""

    save_self = "save_self", "填写自评"
    submit_self = "submit_self", "提交自评"
    waive = "waive", "免自评"
    appraise = "appraise", "登记社会评议"
    send_back = "send_back", "退回自评"
    score = "score", "打分"
    publish = "publish", "公布得分"
    object = "object", "提出异议"
    reply = "reply", "答复异议"
    reopen = "reopen", "重新打分"
    confirm = "confirm", "确认结果"
    revoke = "revoke", "撤销确认"


class ResultForm(Term):
    """The two other assessments the result goes into (opinion.txt lines 75 and 95)."""

    responsibility = "responsibility", "党风廉政建设责任制考核"
    target = "target", "年度目标责任制考核"


class ResultFormat(Term):
    """What the result is written as."""

    xlsx = "xlsx", "Excel 工作簿"
    csv = "csv", "CSV 表格"


S, A, P = InspectionState, InspectionAction, Permission
OWN, OFFICE = P.inspections_self, P.inspections_write
MACHINE: Machine[InspectionState] = Machine(
    (
        Transition(S.open, A.save_self, S.open, OWN),
        Transition(S.open, A.submit_self, S.self_scored, OWN),
        Transition(S.open, A.waive, S.self_scored, OFFICE),
        Transition(S.open, A.appraise, S.open, OFFICE),
        Transition(S.self_scored, A.appraise, S.self_scored, OFFICE),
        Transition(S.self_scored, A.send_back, S.open, OFFICE),
        Transition(S.self_scored, A.score, S.self_scored, OFFICE),
        Transition(S.self_scored, A.publish, S.scored, OFFICE),
        Transition(S.scored, A.object, S.objected, OWN),
        Transition(S.scored, A.reopen, S.self_scored, OFFICE),
        Transition(S.scored, A.confirm, S.confirmed, OFFICE),
        Transition(S.objected, A.reply, S.scored, OFFICE),
        Transition(S.objected, A.reopen, S.self_scored, OFFICE),
        Transition(S.confirmed, A.revoke, S.scored, OFFICE),
    )
)
"""A department objects once; an objection has to be answered before the result is confirmed."""

HIDDEN = frozenset({S.open, S.self_scored})
"""The department does not see the inspectors' scores before they are published."""


def satisfaction(satisfied: int, content: int, dissatisfied: int) -> float:
    """Percent of those who were satisfied or basically so; who could not say does not count."""
    return round(100 * (satisfied + content) / (satisfied + content + dissatisfied), 2)


def percent_of(total: float, full: float) -> float:
    """A total in percent of what could be had."""
    return round(100 * total / full, 2)


def results_by_goal(scores: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Points by quality goal in the opinion's order (`GoalResult`); items that serve none are left out."""
    found = []
    for goal in QualityGoal:
        own = [one for one in scores if one["goal"] == goal]
        if own:
            reached, possible = sum(one["score"] for one in own), sum(one["points"] for one in own)
            percent = percent_of(reached, possible)
            found.append({"goal": goal, "reached": reached, "possible": possible, "percent": percent})
    return found
