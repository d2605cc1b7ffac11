"""Terms of the library of rules, and the life of one rule as a table (opinion.txt lines 15 and 65)."""

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class RegulationKind(Term):
    """Where a rule stands: 上级依据 or one's own."""

    law = "law", "法律法规"
    superior = "superior", "上级文件"
    college = "college", "学院制度"
    department = "department", "部门制度"


class RegulationStatus(Term):
    """The rule register of opinion.txt line 65: 落实和修订完善现有规章制度."""

    drafting = "drafting", "起草中"
    in_force = "in_force", "现行有效"
    amending = "amending", "修订中"
    repealed = "repealed", "已废止"


class RegulationAction(Term):
    """What can be done with a rule; sent out with each one as `allowed_actions`."""

    edit = "edit", "修改"
    enact = "enact", "施行"
    amend = "amend", "启动修订"
    keep = "keep", "停止修订"
    revise = "revise", "发布修订"
    repeal = "repeal", "废止"


S, A, WRITE = RegulationStatus, RegulationAction, Permission.regulations_write
MACHINE: Machine[RegulationStatus] = Machine(
    (
        Transition(S.drafting, A.edit, S.drafting, WRITE),
        Transition(S.drafting, A.enact, S.in_force, WRITE),
        Transition(S.drafting, A.repeal, S.repealed, WRITE),
        Transition(S.in_force, A.edit, S.in_force, WRITE),
        Transition(S.in_force, A.amend, S.amending, WRITE),
        Transition(S.in_force, A.revise, S.in_force, WRITE),
        Transition(S.in_force, A.repeal, S.repealed, WRITE),
        Transition(S.amending, A.edit, S.amending, WRITE),
        Transition(S.amending, A.keep, S.in_force, WRITE),
        Transition(S.amending, A.revise, S.in_force, WRITE),
        Transition(S.amending, A.repeal, S.repealed, WRITE),
    )
)
"""A draft that is given up is repealed too: nothing is deleted. A law may be revised by its maker at any time."""

CITABLE = frozenset({S.in_force, S.amending})
"""A rule under amendment still holds until its new edition."""

CORRECTABLE = ("title", "number", "issued_on", "effective_on")
"""What a correction of the entry also corrects in its newest edition; a text that is there needs a revision."""
