"""Terms of warnings; opinion.txt line 72."""

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class WarningSource(Term):
    """The six sources."""

    petition = "petition", "信访举报"
    case = "case", "案件查处"
    inspection = "inspection", "监督检查"
    audit = "audit", "经济责任审计"
    appraisal = "appraisal", "干部考核"
    public_opinion = "public_opinion", "网络舆情"
    other = "other", "其他"


class DispositionKind(Term):
    """The four dispositions, from mild to grave."""

    supervision = "supervision", "督导"
    reminder = "reminder", "提醒"
    correction = "correction", "纠错"
    admonition = "admonition", "诫勉谈话"


class WarningState(Term):
    """Draft by the office, issued to the subject, promised by the subject, closed by the office."""

    draft = "draft", "拟办"
    issued = "issued", "已发出"
    rectifying = "rectifying", "整改中"
    closed = "closed", "已办结"
    cancelled = "cancelled", "已撤销"


S, P = WarningState, Permission
MACHINE: Machine[WarningState] = Machine(
    (
        Transition(S.draft, "edit", S.draft, P.warnings_write),
        Transition(S.draft, "dispose", S.issued, P.warnings_write),
        Transition(S.draft, "cancel", S.cancelled, P.warnings_write),
        Transition(S.issued, "dispose", S.issued, P.warnings_write),
        Transition(S.issued, "promise", S.rectifying, P.warnings_reply),
        Transition(S.issued, "cancel", S.cancelled, P.warnings_write),
        Transition(S.rectifying, "dispose", S.issued, P.warnings_write),
        Transition(S.rectifying, "promise", S.rectifying, P.warnings_reply),
        Transition(S.rectifying, "close", S.closed, P.warnings_write),
    )
)
"""A second disposition climbs the ladder 督导→提醒→纠错→诫勉 and asks for a new promise."""

LADDER = tuple(DispositionKind)
"""A later disposition is never milder than the one before."""
