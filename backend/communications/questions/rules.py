"""Terms of questions; opinion.txt line 33, handout.txt lines 246 and 254."""

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class QuestionKind(Term):
    """What a department brings to the office."""

    question = "question", "业务咨询"
    report = "report", "情况反映"
    good_practice = "good_practice", "经验做法"


class QuestionTopic(Term):
    """Which part of the work it is about."""

    organization = "organization", "组织与人员"
    powers = "powers", "清权确权"
    risks = "risks", "风险排查"
    assessments = "assessments", "评估定级"
    measures = "measures", "防控措施"
    warnings = "warnings", "预警处置"
    submissions = "submissions", "材料报送"
    system = "system", "系统使用"
    other = "other", "其他"


class QuestionState(Term):
    """Whose turn it is."""

    open = "open", "待答复"
    answered = "answered", "已答复"
    closed = "closed", "已办结"


S, P = QuestionState, Permission
MACHINE: Machine[QuestionState] = Machine(
    (
        Transition(S.open, "ask", S.open, P.questions_write),
        Transition(S.open, "answer", S.answered, P.questions_answer),
        Transition(S.open, "close", S.closed, P.questions_write),
        Transition(S.answered, "ask", S.open, P.questions_write),
        Transition(S.answered, "answer", S.answered, P.questions_answer),
        Transition(S.answered, "close", S.closed, P.questions_write),
        Transition(S.closed, "ask", S.open, P.questions_write),
    )
)
"""Asking again opens a closed thread: nobody must start over to get the rest of an answer."""
