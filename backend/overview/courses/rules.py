"""The three links of opinion.txt line 22 (按照“找、防、控”三个环节) as states of one risk point."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.kit.terms import Term
from backend.measures.rules import SETTLED, MeasureState


class RiskStage(Term):
    """Where a risk point stands."""

    identify = "identify", "找"
    prevent = "prevent", "防"
    control = "control", "控"


class StageState(Term):
    """How far one of the three has come."""

    todo = "todo", "未到"
    current = "current", "进行中"
    done = "done", "已落实"


STARTED = frozenset(MeasureState) - {MeasureState.planned}
"""What the leadership has approved (opinion.txt line 61)."""


@dataclass(frozen=True)
class Facts:
    """What is known of one risk point. `measures` are the states of those against it."""

    is_signed: bool
    is_assessed: bool
    measures: Sequence[MeasureState]
    open_rechecks: int


def course(facts: Facts) -> dict[RiskStage, StageState]:
    """Found: its sheet is approved as it stands and the point judged. Prevented: there are measures, all approved.
    Controlled: all are carried out, and nothing about it is to be looked at again. A risk is never closed
    (requirements D2): whatever changes later opens its stage anew.
    """
    found = facts.is_signed and facts.is_assessed
    prevented = bool(facts.measures) and all(state in STARTED for state in facts.measures)
    controlled = prevented and not facts.open_rechecks and all(state in SETTLED for state in facts.measures)
    done = (found, prevented, controlled)
    current = next((at for at, is_done in enumerate(done) if not is_done), len(done))
    states = [StageState.done if is_done else StageState.todo for is_done in done]
    if current < len(states):
        states[current] = StageState.current
    return dict(zip(RiskStage, states, strict=True))
