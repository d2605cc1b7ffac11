"""What there is to do, in words; and the seven steps of finding in numbers. Pure."""

from collections.abc import Mapping
from typing import Any

from backend.campaigns.rules import FindingStep
from backend.kit.terms import Term


class TodoKind(Term):
    """What somebody has to do."""

    fill_sheet = "fill_sheet", "填写排查表"
    mend_sheet = "mend_sheet", "修改被退回的排查表"
    submit_sheet = "submit_sheet", "提交排查表"
    mend_plan = "mend_plan", "修改被退回的防控措施"
    mend_catalogue = "mend_catalogue", "修改被退回的职权目录"
    decide_review = "decide_review", "审核"
    reconfirm_review = "reconfirm_review", "复核变更"
    resolve_comments = "resolve_comments", "处理批注"
    promise_rectification = "promise_rectification", "承诺整改"
    close_warning = "close_warning", "办结预警"
    assess_risks = "assess_risks", "评估风险点"
    settle_suggestion = "settle_suggestion", "处理风险建议"
    settle_objection = "settle_objection", "处理公示异议"
    end_announcement = "end_announcement", "办结公示"
    report_announcement = "report_announcement", "上报公示结果"
    look_again = "look_again", "办理复核任务"
    see_nudge = "see_nudge", "查看催办"
    hand_in = "hand_in", "报送材料"
    sign_notice = "sign_notice", "签收通知"
    read_notice = "read_notice", "阅读通知"
    carry_measure = "carry_measure", "落实防控措施"
    acknowledge_handover = "acknowledge_handover", "确认岗位交接"
    sign_pledge = "sign_pledge", "签订廉政承诺"
    receive_submissions = "receive_submissions", "接收材料"
    chase_missing = "chase_missing", "催报材料"
    answer_question = "answer_question", "答复咨询"
    answer_finding = "answer_finding", "整改并答复问题"
    judge_finding = "judge_finding", "核实整改"
    redraw_flow = "redraw_flow", "重新设计流程"
    judge_redesign = "judge_redesign", "认可新流程"
    score_oneself = "score_oneself", "自查自评"
    answer_objection = "answer_objection", "答复考核异议"


def todo(
    kind: TodoKind, title: str, detail: str, target: tuple[str, int | None], **more: Any
) -> dict[str, Any]:
    """`TodoOut`; `more` are `due_on`, `due_at` and `since`."""
    target_kind, target_id = target
    base = {
        "kind": kind,
        "title": title,
        "detail": detail,
        "target_kind": target_kind,
        "target_id": target_id,
    }
    return base | {name: more.get(name) for name in ("due_on", "due_at", "since")}


def finding_steps(counts: Mapping[FindingStep, tuple[int, int]]) -> list[dict[str, Any]]:
    """The seven steps with (done, total); a step of which nothing is there yet is not done."""
    return [
        {"step": step, "done": done, "total": total, "is_done": 0 < total <= done}
        for step, (done, total) in ((step, counts[step]) for step in FindingStep)
    ]
