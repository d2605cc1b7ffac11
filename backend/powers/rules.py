"""Terms of powers and flows."""

from backend.kit.terms import Term


class PowerKind(Term):
    """opinion.txt line 45: 行政管理权和业务处置权；内部管理权."""

    administrative = "administrative", "行政管理权"
    operational = "operational", "业务处置权"
    internal = "internal", "内部管理权"


class StepKind(Term):
    """The shape of a step in the flowchart."""

    start = "start", "开始"
    task = "task", "办理"
    decision = "decision", "判断"
    end = "end", "结束"


class StepPhase(Term):
    """handout.txt line 238: 决策、执行、监督过程中的重点部位和关键环节."""

    decision = "decision", "决策"
    execution = "execution", "执行"
    supervision = "supervision", "监督"
