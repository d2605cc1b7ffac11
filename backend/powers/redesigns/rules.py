"""Terms of redesign tasks and their state table; opinion.txt line 63."""

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class RedesignState(Term):
    """Where a redesign stands."""

    open = "open", "待再造"
    redesigned = "redesigned", "已提交新流程"
    returned = "returned", "退回重做"
    accepted = "accepted", "已认可"
    withdrawn = "withdrawn", "已撤回"


class RedesignAction(Term):
    """What can be done with a redesign; sent out with each one as `allowed_actions`."""

    edit = "edit", "修改要求"
    answer = "answer", "提交新流程"
    accept = "accept", "认可"
    send_back = "send_back", "退回"
    withdraw = "withdraw", "撤回"


class RedesignVerdict(Term):
    """What was said of a new version."""

    accepted = "accepted", "认可"
    returned = "returned", "退回"


S, A, P = RedesignState, RedesignAction, Permission
MACHINE: Machine[RedesignState] = Machine(
    (
        Transition(S.open, A.edit, S.open, P.flow_checks_write),
        Transition(S.open, A.answer, S.redesigned, P.powers_write),
        Transition(S.open, A.withdraw, S.withdrawn, P.flow_checks_write),
        Transition(S.redesigned, A.accept, S.accepted, P.flow_checks_write),
        Transition(S.redesigned, A.send_back, S.returned, P.flow_checks_write),
        Transition(S.redesigned, A.withdraw, S.withdrawn, P.flow_checks_write),
        Transition(S.returned, A.edit, S.returned, P.flow_checks_write),
        Transition(S.returned, A.answer, S.redesigned, P.powers_write),
        Transition(S.returned, A.withdraw, S.withdrawn, P.flow_checks_write),
    )
)
"""Whoever ordered it, or the office, judges; the department draws and presents."""

WAITING = (S.open, S.returned)
"""The department has to do something."""
UNSETTLED = (*WAITING, S.redesigned)
