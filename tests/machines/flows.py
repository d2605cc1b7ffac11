"""How the tables of flow reviews are walked."""

from sqlmodel import Session

from backend.kit.table import now
from backend.powers.checklists.queries import CHECKLISTS, CHECKS
from backend.powers.checklists.rules import MACHINE as CHECKLIST_TABLE
from backend.powers.checklists.rules import ChecklistState
from backend.powers.flowchecks.queries import REDESIGNS
from backend.powers.flowchecks.rules import MACHINE as CHECK_TABLE
from backend.powers.flowchecks.rules import FlowCheckState
from backend.powers.redesigns.rules import MACHINE as REDESIGN_TABLE
from backend.powers.redesigns.rules import RedesignState
from tests.machines.walks import Arranged, Stand, Step, Walk, change
from tests.powers.flow_operations import add_draft_check
from tests.powers.reviewing import add_checklist, add_drawn, add_redesign, save_revision


def _checklist(session: Session, scene: Stand, state: str) -> Arranged:
    return add_checklist(session, ChecklistState(state))


def _check(session: Session, scene: Stand, state: str) -> Arranged:
    """The review, which is what its flow is saved again behind."""
    check_id = add_draft_check(session, scene)
    ended = now() if state == FlowCheckState.concluded else None
    change(session, CHECKS, check_id, {"state": state, "concluded_at": ended})
    return check_id, check_id


def _redesign(session: Session, scene: Stand, state: str) -> Arranged:
    power_id = add_drawn(session, scene.department_id)
    return add_redesign(session, power_id, scene.caller_id, RedesignState(state))


def _saved_again(session: Session, check_id: int) -> None:
    """The flow was saved once more while it was being reviewed."""
    found = CHECKS.select().where(CHECKS.c.id == check_id)
    save_revision(session, session.execute(found).mappings().one()["power_id"], 2)


FLOW_WALKS = {
    "powers.checklists.MACHINE": Walk(
        CHECKLIST_TABLE,
        CHECKLISTS,
        _checklist,
        {
            "edit": Step("update_flow_checklist", "office"),
            "adopt": Step("adopt_flow_checklist", "office"),
            "retire": Step("retire_flow_checklist", "office"),
        },
        frozenset({"draft"}),
        frozenset({"retired"}),
    ),
    "powers.flowchecks.MACHINE": Walk(
        CHECK_TABLE,
        CHECKS,
        _check,
        {
            "edit": Step("update_flow_check", "office"),
            "renew": Step("renew_flow_check", "office", before=_saved_again),
            "conclude": Step("conclude_flow_check", "office"),
            "discard": Step("discard_flow_check", "office"),
        },
        frozenset({"draft"}),
        frozenset({"concluded", "discarded"}),
    ),
    "powers.redesigns.MACHINE": Walk(
        REDESIGN_TABLE,
        REDESIGNS,
        _redesign,
        {
            "edit": Step("update_flow_redesign", "office"),
            "answer": Step("answer_flow_redesign", "chen"),
            "accept": Step("accept_flow_redesign", "office"),
            "send_back": Step("return_flow_redesign", "office"),
            "withdraw": Step("withdraw_flow_redesign", "office"),
        },
        frozenset({"open"}),
        frozenset({"accepted", "withdrawn"}),
    ),
}
