"""How the tables of opinions, of the drives that ask for them, and of the college's own scale are walked."""

from typing import Any

from sqlmodel import Session

from backend.assessments.drives.queries import DRIVES, OPINIONS
from backend.assessments.drives.rules import MACHINE as DRIVE_TABLE
from backend.assessments.drives.rules import DriveState
from backend.assessments.opinions.rules import MACHINE as OPINION_TABLE
from backend.assessments.opinions.rules import OpinionState
from backend.assessments.scales.queries import SCALES
from backend.assessments.scales.rules import MACHINE as SCALE_TABLE
from backend.kit.table import now
from tests.assessments.opinion_operations import add_drive, add_opinion
from tests.assessments.scales import add_scale
from tests.machines.walks import Arranged, Stand, Step, Walk, put


def _drive(session: Session, scene: Stand, state: str) -> Arranged:
    return add_drive(session, scene, DriveState(state))


def _opinion(state: str) -> dict[str, Any]:
    return {"decided_at": None if state == OpinionState.pending else now()}


def _decision(decision: str) -> Step:
    return Step("decide_opinion", "chen", lambda _: {"decision": decision, "reason": "经部门研究。"})


def _adoption(scene: Stand) -> dict[str, Any]:
    """The rule for the levels of posts becomes this scale."""
    return {
        "pack": "own_scale",
        "scale_id": scene.target_id,
        "scale_version": 1,
        "reason": "院党委会研究确定",
    }


OPINION_WALKS = {
    "assessments.drives.MACHINE": Walk(
        DRIVE_TABLE,
        DRIVES,
        _drive,
        {
            "edit": Step("update_opinion_drive", "li"),
            "open": Step("open_opinion_drive", "li"),
            "cancel": Step("cancel_opinion_drive", "li"),
            "extend": Step("extend_opinion_drive", "li"),
            "renew_link": Step("renew_opinion_link", "li"),
            "close": Step("close_opinion_drive", "li"),
        },
        frozenset({"draft"}),
        frozenset({"closed", "cancelled"}),
    ),
    "assessments.opinions.MACHINE": Walk(
        OPINION_TABLE,
        OPINIONS,
        put(OPINIONS, add_opinion, _opinion),
        {
            "edit": Step("update_opinion", "li"),
            "adopt": _decision("adopt"),
            "decline": _decision("decline"),
        },
        frozenset({"pending"}),
        frozenset(),
    ),
    "assessments.scales.MACHINE": Walk(
        SCALE_TABLE,
        SCALES,
        put(SCALES, add_scale),
        {
            "edit": Step("update_level_scale", "office"),
            "retire": Step("retire_level_scale", "office"),
            "adopt": Step("choose_position_level_rule", "office", _adoption),
        },
        frozenset({"draft"}),
        frozenset({"adopted", "retired"}),
    ),
}
