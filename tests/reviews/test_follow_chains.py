"""The chains as tables: every state reachable, every permission granted, everything else refused."""

import pytest

from backend.access.policy import POLICY, Permission
from backend.kit.machine import IllegalTransition
from backend.reviews.rules import CHAINS, EDITABLE, Chain, ReviewAction, ReviewChain, ReviewState, chain_for

LEGAL = {
    (ReviewChain.department, "draft", "submit"): "department_review",
    (ReviewChain.department, "sent_back", "submit"): "department_review",
    (ReviewChain.department, "department_review", "withdraw"): "draft",
    (ReviewChain.department, "department_review", "approve"): "approved",
    (ReviewChain.department, "department_review", "send_back"): "sent_back",
    (ReviewChain.supervising, "draft", "submit"): "supervising_review",
    (ReviewChain.supervising, "sent_back", "submit"): "supervising_review",
    (ReviewChain.supervising, "supervising_review", "withdraw"): "draft",
    (ReviewChain.supervising, "supervising_review", "approve"): "approved",
    (ReviewChain.supervising, "supervising_review", "send_back"): "sent_back",
    (ReviewChain.leadership, "draft", "submit"): "leadership_review",
    (ReviewChain.leadership, "sent_back", "submit"): "leadership_review",
    (ReviewChain.leadership, "leadership_review", "withdraw"): "draft",
    (ReviewChain.leadership, "leadership_review", "approve"): "approved",
    (ReviewChain.leadership, "leadership_review", "send_back"): "sent_back",
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
        assert bool(chain.machine.actions(state)) == (state is not ReviewState.approved)


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
            can_submit = any(row.action == ReviewAction.submit for row in chain.machine.actions(state))
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
