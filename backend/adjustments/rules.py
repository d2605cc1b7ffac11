"""动态调整 (opinion.txt line 77): what a change touches is looked at again, exactly that and nothing else."""

from collections.abc import Iterable, Mapping

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class Trigger(Term):
    """Why contents, levels and measures are adjusted; opinion.txt line 77."""

    rule_revised = "rule_revised", "法律法规和规章制度调整"
    authority_changed = "authority_changed", "职责权限变更"
    measure_failed = "measure_failed", "防控措施未见成效"
    incident = "incident", "发生问题"
    other = "other", "反腐倡廉实际需要"


class RecheckKind(Term):
    """What is looked at again."""

    power = "power", "职权"
    flow_step = "flow_step", "流程环节"
    risk_point = "risk_point", "风险点"
    measure = "measure", "防控措施"


class RecheckState(Term):
    """Where a task stands."""

    open = "open", "待复核"
    unchanged = "unchanged", "无需调整"
    adjusted = "adjusted", "已调整"


class Outcome(Term):
    """What a look again came to."""

    unchanged = "unchanged", "无需调整"
    adjusted = "adjusted", "已调整"


S, P = RecheckState, Permission
MACHINE: Machine[RecheckState] = Machine(
    (
        Transition(S.open, Outcome.unchanged, S.unchanged, P.rechecks_write),
        Transition(S.open, Outcome.adjusted, S.adjusted, P.rechecks_write),
    )
)
DUE_DAYS = 30
"""How long a look again may take unless the office says otherwise."""

AUTHORITY_FIELDS = frozenset(
    {
        "name",
        "content",
        "handling_body",
        "basis",
        "kind",
        "discretion",
        "major_matters",
        "is_concentrated",
        "department_id",
        "position_id",
    }
)
"""Edits of a power that change what somebody may do; a new number in the catalogue does not."""

POST_FIELDS = frozenset({"duties", "controls_people", "controls_money", "controls_assets", "discretion"})
"""Edits of a post that change what its holder may do; a new name or tier does not."""
UNIT_FIELDS = frozenset({"duties"})
"""Edits of a department that change what it has to do; a new name or place in the tree does not."""

Node = tuple[RecheckKind, int]


def reachable(seeds: Iterable[Node], dependents: Mapping[Node, Iterable[Node]]) -> set[Node]:
    """Everything that depends on the seeds, directly or through others; the seeds only where something leads back."""
    found: set[Node] = set()
    waiting = [node for seed in seeds for node in dependents.get(seed, ())]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += dependents.get(node, ())
    return found
