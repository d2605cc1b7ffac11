"""Terms of findings and their state table; opinion.txt lines 69, 83 and 95."""

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class FindingKind(Term):
    """What is wrong: the six bad styles of line 69, 人为干预 of line 69, 形式主义 of line 95."""

    formalism = "formalism", "形式主义"
    lazy = "lazy", "懒（消极怠工）"
    lax = "lax", "散（纪律松散）"
    mediocre = "mediocre", "庸（能力平庸、敷衍应付）"
    slow = "slow", "慢（办事拖沓低效）"
    delaying = "delaying", "拖（推诿拖延）"
    greedy = "greedy", "贪（以权谋私）"
    interference = "interference", "人为干预"
    enforcement = "enforcement", "制度执行不到位"
    other = "other", "其他"


STYLES = (
    FindingKind.lazy,
    FindingKind.lax,
    FindingKind.mediocre,
    FindingKind.slow,
    FindingKind.delaying,
    FindingKind.greedy,
)
"""懒、散、庸、慢、拖、贪."""


class FindingState(Term):
    """Where a finding stands."""

    open = "open", "待整改"
    answered = "answered", "已答复"
    closed = "closed", "已销号"
    withdrawn = "withdrawn", "已撤回"


class FindingAction(Term):
    """What can be done with a finding; sent out with each one as `allowed_actions`."""

    edit = "edit", "修改"
    answer = "answer", "答复"
    accept = "accept", "认可并销号"
    send_back = "send_back", "退回重新整改"
    withdraw = "withdraw", "撤回"


class FindingVerdict(Term):
    """What was said of an answer."""

    accepted = "accepted", "认可"
    returned = "returned", "退回"


S, A, P = FindingState, FindingAction, Permission
MACHINE: Machine[FindingState] = Machine(
    (
        Transition(S.open, A.edit, S.open, P.findings_raise),
        Transition(S.open, A.answer, S.answered, P.findings_reply),
        Transition(S.open, A.withdraw, S.withdrawn, P.findings_raise),
        Transition(S.answered, A.accept, S.closed, P.findings_raise),
        Transition(S.answered, A.send_back, S.open, P.findings_raise),
        Transition(S.answered, A.withdraw, S.withdrawn, P.findings_raise),
    )
)
"""Whoever raised it, or the office, does the right-hand steps; the department only answers."""

UNSETTLED = (S.open, S.answered)
