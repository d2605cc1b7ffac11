"""Terms of flow reviews and their state table; opinion.txt lines 63 and 69."""

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class CriterionVerdict(Term):
    """What a reviewer says of one criterion."""

    met = "met", "符合"
    mostly_met = "mostly_met", "基本符合"
    unmet = "unmet", "不符合"
    not_applicable = "not_applicable", "不适用"


LACKING = (CriterionVerdict.mostly_met, CriterionVerdict.unmet)
"""Verdicts that have to say what is missing."""


class DefectKind(Term):
    """opinion.txt line 63: 对流程不科学、衔接不紧密、职责不明确、监管不到位等缺陷和漏洞."""

    unscientific = "unscientific", "流程不科学"
    disconnected = "disconnected", "衔接不紧密"
    unclear_duties = "unclear_duties", "职责不明确"
    weak_supervision = "weak_supervision", "监管不到位"
    other = "other", "其他缺陷"


class FlowRemedy(Term):
    """What an attribute of a power asks of its flow (opinion.txt line 69)."""

    publish = "publish", "加大公开力度"
    divide = "divide", "进一步分解细化"
    narrow = "narrow", "规范和压缩裁量空间"
    inspect = "inspect", "加强监督检查"


class FlowHintCode(Term):
    """What the product itself notices in a flow. A hint is never a verdict: a person takes it over or not."""

    without_handler = "without_handler", "没有写明办理主体"
    vague_handler = "vague_handler", "办理主体不具体"
    one_handler = "one_handler", "全程由一个主体办理"
    not_separated = "not_separated", "决策与执行是同一主体"
    key_unsupervised = "key_unsupervised", "关键环节没有监督方式"
    interference_unsupervised = "interference_unsupervised", "可能受干预的环节没有监督方式"
    no_supervision_phase = "no_supervision_phase", "没有监督环节"
    no_key_step = "no_key_step", "没有标出关键环节"
    without_limit = "without_limit", "没有办理期限"
    discretion_without_conditions = "discretion_without_conditions", "自由裁量没有条件"
    discretion_unmarked = "discretion_unmarked", "没有标出裁量的环节"
    loop_without_condition = "loop_without_condition", "退回没有条件"
    without_materials = "without_materials", "没有列出需提交的材料"
    no_publicity = "no_publicity", "没有公开环节"


class FlowCheckState(Term):
    """A concluded review never changes; the next version of the flow is reviewed anew."""

    draft = "draft", "审查中"
    concluded = "concluded", "已完成"
    discarded = "discarded", "已放弃"


class FlowCheckAction(Term):
    """What can be done with a review; sent out with each one as `allowed_actions`."""

    edit = "edit", "填写"
    renew = "renew", "改审最新版本"
    conclude = "conclude", "完成审查"
    discard = "discard", "放弃审查"


S, A, P = FlowCheckState, FlowCheckAction, Permission
MACHINE: Machine[FlowCheckState] = Machine(
    (
        Transition(S.draft, A.edit, S.draft, P.flow_checks_write),
        Transition(S.draft, A.renew, S.draft, P.flow_checks_write),
        Transition(S.draft, A.conclude, S.concluded, P.flow_checks_write),
        Transition(S.draft, A.discard, S.discarded, P.flow_checks_write),
    )
)
