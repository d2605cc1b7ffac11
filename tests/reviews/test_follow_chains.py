"""The chains as tables: every state reachable, every permission granted, everything else refused."""

import pytest

from backend.access.policy import POLICY, Permission
from backend.kit.machine import IllegalTransition
from backend.reviews.rules import CHAINS, EDITABLE, Chain, ReviewAction, ReviewChain, ReviewState, chain_for

STEPS = {
    ReviewChain.department: ["department_review"],
    ReviewChain.supervising: ["supervising_review"],
    ReviewChain.leadership: ["leadership_review"],
    ReviewChain.catalogue: ["department_review", "supervising_review"],
    ReviewChain.measures: ["department_review", "supervising_review", "office_review", "leadership_review"],
}


def legal(steps: list[str]) -> dict[tuple[str, str], str]:
    """What opinion.txt lines 55, 61, 171, 253 and 343 allow on a chain with these steps."""
    found = {(state, "submit"): steps[0] for state in ("draft", "sent_back", "approved")}
    found |= {(step, "send_back"): "sent_back" for step in (*steps, "approved")}
    found |= {(step, "approve"): after for step, after in zip(steps, [*steps[1:], "approved"], strict=True)}
    return found | {(steps[0], "withdraw"): "draft", ("approved", "reconfirm"): "approved"}


LEGAL = {
    (name, state, action): target
    for name, steps in STEPS.items()
    for (state, action), target in legal(steps).items()
}
LONG = Chain(
    Permission.risks_write,
    (
        (ReviewState.department_review, Permission.reviews_department),
        (ReviewState.supervising_review, Permission.reviews_supervising),
        (ReviewState.leadership_review, Permission.reviews_leadership),
    ),
)


@pytest.mark.parametrize("name", ReviewChain)
@pytest.mark.parametrize("state", ReviewState)
@pytest.mark.parametrize("action", ReviewAction)
def test_only_the_table_is_legal(name: ReviewChain, state: ReviewState, action: ReviewAction) -> None:
    machine, target = CHAINS[name].machine, LEGAL.get((name, state, action))
    if target is None:
        with pytest.raises(IllegalTransition):
            machine.find(state, action)
    else:
        assert machine.find(state, action).target == target


def reachable(chain: Chain) -> set[ReviewState]:
    """States one can come to from a draft."""
    seen, waiting = set[ReviewState](), [ReviewState.draft]
    while waiting:
        state = waiting.pop()
        if state not in seen:
            seen.add(state)
            waiting += [row.target for row in chain.machine.actions(state)]
    return seen


def test_every_state_is_reachable_on_some_chain() -> None:
    assert set().union(*(reachable(chain) for chain in CHAINS.values())) == set(ReviewState)


@pytest.mark.parametrize("chain", [*CHAINS.values(), LONG])
def test_every_chain_ends_only_when_approved(chain: Chain) -> None:
    for state in reachable(chain):
        ends = {ReviewAction.send_back} if chain.overseers else set()
        offered = {row.action for row in chain.actions(state, is_stale=False)}
        assert (offered == ends) if state is ReviewState.approved else offered


@pytest.mark.parametrize("chain", [*CHAINS.values(), LONG])
@pytest.mark.parametrize("action", ReviewAction)
def test_an_approval_that_stands_is_at_most_sent_back(chain: Chain, action: ReviewAction) -> None:
    if chain.overseers and action is ReviewAction.send_back:
        assert chain.find(ReviewState.approved, action, is_stale=False).target is ReviewState.sent_back
        return
    with pytest.raises(IllegalTransition):
        chain.find(ReviewState.approved, action, is_stale=False)


def test_the_office_and_the_leadership_oversee_everything_signed() -> None:
    """opinion.txt line 55: what was studied and found wanting is searched and assessed anew."""
    overseers = (Permission.reviews_office, Permission.reviews_leadership)
    for chain in CHAINS.values():
        assert chain.overseers == overseers
        assert chain.senders(ReviewState.approved, is_stale=False) == chain.overseers
        for state, _ in chain.steps:
            assert chain.senders(state, is_stale=False) == chain.signers(state)


def test_a_stale_approval_is_the_last_signers() -> None:
    for chain in CHAINS.values():
        last, _ = chain.steps[-1]
        assert chain.signers(ReviewState.approved) == chain.signers(last)
        assert chain.needs_meeting(ReviewState.approved) == chain.needs_meeting(last)
        found = {row.action for row in chain.actions(ReviewState.approved, is_stale=True)}
        assert found == {ReviewAction.reconfirm, ReviewAction.send_back, ReviewAction.submit}


def test_only_the_leadership_decides_in_a_meeting() -> None:
    for chain in CHAINS.values():
        for state, permission in chain.steps:
            is_collective = permission is Permission.reviews_leadership
            assert chain.needs_meeting(state) == is_collective
            assert (Permission.decisions_record in chain.signers(state)) == is_collective
        assert chain.signers(ReviewState.draft) == chain.signers(ReviewState.sent_back) == ()


def test_every_permission_is_granted_to_somebody_who_may_decide() -> None:
    for chain in CHAINS.values():
        for permission in chain.permissions:
            holders = [given for given in POLICY.values() if permission in given]
            assert holders
            assert all(Permission.reviews_decide in given for given in holders)
            assert all(Permission.reviews_read in given for given in holders)
        assert any(chain.write in given for given in POLICY.values())


def test_whoever_may_decide_holds_a_step() -> None:
    steps = {permission for chain in CHAINS.values() for permission in chain.permissions}
    for role, given in POLICY.items():
        if Permission.reviews_decide in given:
            assert any(given.get(step) is given[Permission.reviews_decide] for step in steps), role


def test_a_longer_chain_passes_every_step() -> None:
    state, passed = ReviewState.draft, list[ReviewState]()
    for action in (ReviewAction.submit, *[ReviewAction.approve] * 3):
        state = LONG.machine.find(state, action).target
        passed.append(state)
    assert passed == [*(state for state, _ in LONG.steps), ReviewState.approved]
    with pytest.raises(IllegalTransition):
        LONG.machine.find(ReviewState.supervising_review, ReviewAction.withdraw)


def test_only_unsubmitted_sheets_are_editable() -> None:
    for chain in CHAINS.values():
        for state in reachable(chain):
            offered = chain.actions(state, is_stale=False)
            can_submit = any(row.action == ReviewAction.submit for row in offered)
            assert (state in EDITABLE) == can_submit


@pytest.mark.parametrize(
    ("kind", "is_head", "is_leader", "chain"),
    [
        ("position", False, False, ReviewChain.department),
        ("position", True, False, ReviewChain.supervising),
        ("position", False, True, ReviewChain.leadership),
        ("position", True, True, ReviewChain.leadership),
        ("department", False, False, ReviewChain.supervising),
        ("department", True, False, ReviewChain.supervising),
        ("department", False, True, ReviewChain.leadership),
        ("department", True, True, ReviewChain.leadership),
    ],
)
def test_the_chain_follows_the_owner(kind: str, is_head: bool, is_leader: bool, chain: ReviewChain) -> None:
    assert chain_for(kind, owner_is_head=is_head, owner_is_leader=is_leader) is chain
