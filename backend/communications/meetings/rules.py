"""Terms of meetings; opinion.txt lines 28, 39, 55 and 83, handout.txt lines 2 and 242."""

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class MeetingKind(Term):
    """What a meeting is for."""

    mobilisation = "mobilisation", "动员会"
    unit_special = "unit_special", "部门专题会议"
    leadership_team = "leadership_team", "领导班子会议"
    leading_group = "leading_group", "领导小组会议"
    training = "training", "联络员培训"


class MeetingState(Term):
    """Planned, held with attendance and minutes, filed for good; or it never took place."""

    scheduled = "scheduled", "已安排"
    held = "held", "已召开"
    filed = "filed", "已归档"
    cancelled = "cancelled", "已取消"


class Attendance(Term):
    """Everybody is invited first; the record says who came."""

    invited = "invited", "应到"
    present = "present", "出席"
    absent = "absent", "缺席"
    on_leave = "on_leave", "请假"


S, P = MeetingState, Permission
MACHINE: Machine[MeetingState] = Machine(
    (
        Transition(S.scheduled, "edit", S.scheduled, P.meetings_write),
        Transition(S.scheduled, "record", S.held, P.meetings_write),
        Transition(S.scheduled, "cancel", S.cancelled, P.meetings_write),
        Transition(S.held, "edit", S.held, P.meetings_write),
        Transition(S.held, "record", S.held, P.meetings_write),
        Transition(S.held, "file", S.filed, P.meetings_write),
    )
)
"""A held meeting can still be corrected, until it is filed: by hand, or because a decision now rests on it."""

TOOK_PLACE = (MeetingState.held, MeetingState.filed)
