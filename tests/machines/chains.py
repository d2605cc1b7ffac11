"""How the chains of reviews are walked: every sheet, every state of its chain, and an approval standing or stale."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.table import now
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import CHAINS, EDITABLE, ReviewAction, ReviewChain, ReviewState
from tests.access.matrix import Scene
from tests.machines.discovered import states_of
from tests.machines.walks import Arranged, Stand, Step, Walk, change
from tests.measures.operations import add_plan_with_measure
from tests.powers.operations import add_draft_catalogue
from tests.reviews.sheets import HASH, OTHER_HASH, SEND_BACK
from tests.risks.operations import add_sheet

SIGNERS = {
    ReviewState.department_review: "chen",
    ReviewState.supervising_review: "lin",
    ReviewState.office_review: "office",
    ReviewState.leadership_review: "dean",
}
SUBJECTS = {
    ReviewChain.department: ("risk_inventory", "wang", "wang", "textbook_post"),
    ReviewChain.supervising: ("risk_inventory", "chen", "chen", "head_post"),
    ReviewChain.leadership: ("risk_inventory", "office", "lin", "leader_post"),
    ReviewChain.catalogue: ("power_catalogue", "li", "wang", "textbook_post"),
    ReviewChain.measures: ("measure_plan", "li", "wang", "textbook_post"),
}
"""Chain → what goes through it, who hands it in, and whose sheet of which post it is."""
ROWS: dict[str, Callable[[Session, Scene], int]] = {
    "risk_inventory": add_sheet,
    "power_catalogue": add_draft_catalogue,
    "measure_plan": add_plan_with_measure,
}


def _arranged(name: ReviewChain, *, is_stale: bool) -> Callable[[Session, Stand, str], Arranged]:
    """The review of the chain's subject, and the subject."""
    kind, _, _, _ = SUBJECTS[name]

    def arrange(session: Session, scene: Stand, state: str) -> Arranged:
        subject_id = ROWS[kind](session, scene)
        found = sa.select(REVIEWS.c.id).where(
            REVIEWS.c.subject_kind == kind, REVIEWS.c.subject_id == subject_id
        )
        review_id: int = session.execute(found).scalar_one()
        was_handed_in = state != ReviewState.draft
        values: dict[str, Any] = {
            "chain": name,
            "state": state,
            "round": int(was_handed_in),
            "submitted_by_id": scene.caller_id if was_handed_in else None,
            "submitted_at": now() if was_handed_in else None,
            "content_hash": HASH if was_handed_in else None,
        }
        if is_stale and state == ReviewState.approved:
            values |= {"is_stale": True, "current_hash": OTHER_HASH}
        change(session, REVIEWS, review_id, values)
        return review_id, subject_id

    return arrange


def _walk(name: ReviewChain, *, is_stale: bool) -> Walk:
    chain, (kind, keeper, person, post) = CHAINS[name], SUBJECTS[name]

    def signer(state: str) -> str:
        """Who has the word; on what is being filled in, whoever signs first."""
        at = ReviewState(state)
        return SIGNERS[chain.steps[0][0] if at in EDITABLE else chain.deciding_step(at)]

    def sender(state: str) -> str:
        """An approval that stands is sent back by those who oversee the chain, if anybody does."""
        is_standing = state == ReviewState.approved and not is_stale
        return "office" if is_standing and chain.overseers else signer(state)

    def signed(decision: dict[str, Any]) -> Callable[[Stand], Any]:
        def body(scene: Stand) -> dict[str, Any]:
            if chain.needs_meeting(ReviewState(scene.state)):
                return decision | {"meeting_id": scene.meeting_id}
            return decision

        return body

    approved = ReviewState.approved
    return Walk(
        chain.machine,
        REVIEWS,
        _arranged(name, is_stale=is_stale),
        {
            ReviewAction.submit: Step(f"submit_{kind}", keeper, is_elsewhere=True),
            ReviewAction.withdraw: Step(f"withdraw_{kind}", keeper, is_elsewhere=True),
            ReviewAction.approve: Step("create_decision", signer, signed({"decision": "approve"})),
            ReviewAction.send_back: Step("create_decision", sender, signed(SEND_BACK)),
            ReviewAction.reconfirm: Step("create_decision", signer, signed({"decision": "reconfirm"})),
        },
        frozenset({ReviewState.draft}),
        frozenset(),
        shut=frozenset(
            (approved, row.action)
            for row in chain.machine.actions(approved)
            if row not in chain.actions(approved, is_stale=is_stale)
        ),
        person=person,
        keeper=keeper,
        only=frozenset({approved} if is_stale else states_of(chain.machine)),
        post=post,
    )


CHAIN_WALKS = {
    f"reviews.CHAINS.{name}{' gone stale' if is_stale else ''}": _walk(name, is_stale=is_stale)
    for name in ReviewChain
    for is_stale in (False, True)
}
