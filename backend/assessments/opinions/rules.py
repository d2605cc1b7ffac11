"""Terms of opinions: each is adopted or not, with a reason (requirements S99, D26)."""

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class OpinionState(Term):
    """认真整理、研究和吸收 (opinion.txt line 55)."""

    pending = "pending", "待研究"
    adopted = "adopted", "已采纳"
    not_adopted = "not_adopted", "未采纳"


class OpinionDecision(Term):
    """What is decided about an opinion."""

    adopt = "adopt", "采纳"
    decline = "decline", "不采纳"


class OpinionSource(Term):
    """How it came in."""

    public = "public", "网上填写"
    registered = "registered", "工作人员登记"


class RespondentKind(Term):
    """管理服务对象: who speaks, as a kind and never as a name."""

    student = "student", "学生"
    parent = "parent", "学生家长"
    teacher = "teacher", "教职工"
    partner = "partner", "供应商或合作单位"
    society = "society", "社会人士"
    other = "other", "其他"


S, D, WRITE = OpinionState, OpinionDecision, Permission.opinions_write
MACHINE: Machine[OpinionState] = Machine(
    (
        Transition(S.pending, "edit", S.pending, WRITE),
        *(Transition(state, D.adopt, S.adopted, WRITE) for state in S),
        *(Transition(state, D.decline, S.not_adopted, WRITE) for state in S),
    )
)
"""A decision may be taken anew as long as its year is open; the journal keeps the former one."""
