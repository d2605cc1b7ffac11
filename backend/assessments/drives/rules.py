"""Terms of opinion drives; opinion.txt line 55: 群众评议、个别走访、座谈会等."""

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class OpinionForm(Term):
    """How those served are asked."""

    questionnaire = "questionnaire", "群众评议（问卷）"
    interview = "interview", "个别走访"
    meeting = "meeting", "座谈会"


class DriveState(Term):
    """Prepared, under way, done; or never begun."""

    draft = "draft", "准备中"
    open = "open", "征求中"
    closed = "closed", "已结束"
    cancelled = "cancelled", "已取消"


class AnswerKind(Term):
    """How a question is answered."""

    single = "single", "单选"
    several = "several", "多选"
    text = "text", "填写"


S, WRITE = DriveState, Permission.opinions_write
MACHINE: Machine[DriveState] = Machine(
    (
        Transition(S.draft, "edit", S.draft, WRITE),
        Transition(S.draft, "open", S.open, WRITE),
        Transition(S.draft, "cancel", S.cancelled, WRITE),
        Transition(S.open, "extend", S.open, WRITE),
        Transition(S.open, "renew_link", S.open, WRITE),
        Transition(S.open, "close", S.closed, WRITE),
    )
)
"""What was asked stays as it is once the first may have answered."""

MAX_QUESTIONS, MAX_OPTIONS = 50, 30
TOKEN_BYTES = 18
"""144 random bits: nobody finds a link by trying."""
