"""Terms of measures, their state table, and the pure rules of a plan; opinion.txt lines 59–65, handout.txt line 22."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class MeasureKind(Term):
    """What is done; which kinds answer which kind of risk stands in `KINDS_FOR`."""

    post = "post", "岗位防控"
    flow_redesign = "flow_redesign", "流程再造"
    rule = "rule", "制度建设"
    openness = "openness", "办事公开"
    rotation = "rotation", "交流轮岗"
    education = "education", "廉政教育"


class LineOfDefence(Term):
    """The three lines of opinion.txt line 22."""

    ethics = "ethics", "思想防线"
    institution = "institution", "制度防线"
    technology = "technology", "科技防线"


class Treatment(Term):
    """What becomes of the risk; handout.txt line 22."""

    resolve = "resolve", "化解"
    transfer = "transfer", "转移"
    reduce = "reduce", "降低"


class RuleAction(Term):
    """What happens to a rule; opinion.txt line 65."""

    new = "new", "新订制度"
    amend = "amend", "修订制度"
    enforce = "enforce", "落实现有制度"


class MeasureState(Term):
    """From the plan to its proven effect."""

    planned = "planned", "拟定"
    approved = "approved", "已认定"
    in_progress = "in_progress", "落实中"
    done = "done", "已完成"
    effective = "effective", "有效"
    ineffective = "ineffective", "未见成效"


class MeasureAction(Term):
    """What can be done with a measure; sent out with each one as `allowed_actions`."""

    edit = "edit", "修改"
    retire = "retire", "取消"
    approve = "approve", "认定"
    revoke = "revoke", "撤销认定"
    report = "report", "登记进展"
    finish = "finish", "报告完成"
    send_back = "send_back", "退回继续落实"
    prove = "prove", "确认有效"
    fail = "fail", "认定未见成效"


class CheckResult(Term):
    """What a check of the effect found."""

    effective = "effective", "有效"
    ineffective = "ineffective", "未见成效"


S, A, P, K = MeasureState, MeasureAction, Permission, MeasureKind
MACHINE: Machine[MeasureState] = Machine(
    (
        Transition(S.planned, A.approve, S.approved, P.reviews_leadership),
        Transition(S.approved, A.revoke, S.planned, P.reviews_leadership),
        Transition(S.approved, A.report, S.in_progress, P.measures_write),
        Transition(S.in_progress, A.report, S.in_progress, P.measures_write),
        Transition(S.in_progress, A.finish, S.done, P.measures_write),
        Transition(S.done, A.send_back, S.in_progress, P.measures_check),
        Transition(S.done, A.prove, S.effective, P.measures_check),
        Transition(S.done, A.fail, S.ineffective, P.measures_check),
        Transition(S.effective, A.fail, S.ineffective, P.measures_check),
        Transition(S.ineffective, A.report, S.in_progress, P.measures_write),
    )
)
"""`approve` and `revoke` are nobody's buttons: they follow the plan's review, and what is begun goes on. A proven
measure may still fail later."""

ACTION_OF = {CheckResult.effective: A.prove, CheckResult.ineffective: A.fail}
UNFINISHED = (S.approved, S.in_progress, S.ineffective)
"""Overdue when their day has passed."""
SETTLED = frozenset({S.done, S.effective})
"""What is done is not rewritten."""

KINDS_FOR: dict[str, tuple[MeasureKind, ...]] = {
    "duty": (K.post, K.openness, K.rotation, K.education),
    "process": (K.flow_redesign, K.openness),
    "institution": (K.rule,),
}
"""Risk kind of opinion.txt line 43 → measures of lines 61, 63 and 65."""

CONTENT = (
    "kind",
    "title",
    "content",
    "line_of_defence",
    "treatment",
    "position_id",
    "due_on",
    "evidence",
    "indicator",
    "power_id",
    "rule_action",
    "regulation_id",
    "rule_title",
)
"""What people write into a measure, and the plan's signers sign; further its risk points and its basis."""

_ALWAYS = {
    "content": "具体措施",
    "line_of_defence": "所属防线",
    "treatment": "处理方式",
    "position_id": "责任岗位",
    "due_on": "完成期限",
    "evidence": "完成的凭据",
    "indicator": "成效指标",
    "risk_point_ids": "对应的风险点",
}
"""Without these a measure is a slogan (requirements D25, S103)."""


def missing_parts(measure: Mapping[str, Any], day: date) -> Iterator[tuple[str, str]]:
    """(field, sentence) of what keeps a measure from being handed in on `day`."""
    name = measure["title"]
    for field, heading in _ALWAYS.items():
        if not measure[field]:
            yield field, f"措施“{name}”还没有写明{heading}。"
    if measure["kind"] == K.post and not measure["basis"]:
        yield "basis", f"措施“{name}”要对照法规制度提出，请选择制度依据。"
    if measure["kind"] == K.flow_redesign and not measure["power_id"]:
        yield "power_id", f"措施“{name}”要重新设计流程，请选择是哪一项职权。"
    if measure["kind"] == K.rule:
        yield from _missing_rule(measure)
    is_planned = measure["state"] == S.planned
    if is_planned and measure["due_on"] and measure["due_on"] < day:
        yield "due_on", f"措施“{name}”的完成期限已经过了。"


def _missing_rule(measure: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    name, action = measure["title"], measure["rule_action"]
    if not action:
        yield "rule_action", f"措施“{name}”请写明是新订、修订还是落实制度。"
    elif action == RuleAction.new and not measure["rule_title"]:
        yield "rule_title", f"措施“{name}”请写明要订立的制度名称。"
    elif action != RuleAction.new and not measure["regulation_id"]:
        yield "regulation_id", f"措施“{name}”请选择是哪一项制度。"


def content_hash(plan: Mapping[str, Any], measures: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of what the plan's signers sign: measures in their order, without states and progress."""
    content = {
        "header": {field: plan[field] for field in ("department_id", "year")},
        "measures": [
            {field: measure[field] for field in (*CONTENT, "id", "risk_point_ids", "basis")}
            for measure in measures
        ],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def suggested_kinds(categories: Mapping[str, str]) -> list[MeasureKind]:
    """Which kinds of measure answer a risk of these categories; all of them when it was not classified."""
    found = {kind for category in categories.values() for kind in KINDS_FOR.get(category, ())}
    return [kind for kind in MeasureKind if kind in found] or list(MeasureKind)
