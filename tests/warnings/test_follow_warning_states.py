"""The table of states: nothing unreachable, nothing without a holder, nothing mutable after the end."""

from backend.access.policy import POLICY, Permission
from backend.warnings.rules import MACHINE, WarningState

ENDS = {WarningState.closed, WarningState.cancelled}


def test_every_state_is_reachable() -> None:
    reached = {WarningState.draft}
    while True:
        more = {row.target for row in MACHINE.transitions if row.source in reached} - reached
        if not more:
            break
        reached |= more
    assert reached == set(WarningState)


def test_only_the_ends_have_no_way_on() -> None:
    assert {state for state in WarningState if not MACHINE.actions(state)} == ENDS


def test_somebody_holds_every_permission() -> None:
    held = {permission for permissions in POLICY.values() for permission in permissions}
    assert {Permission(row.permission) for row in MACHINE.transitions} <= held
