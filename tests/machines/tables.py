"""The tables of the product and how each is walked."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.adjustments.queries import RECHECKS
from backend.adjustments.rules import MACHINE as RECHECK_TABLE
from backend.adjustments.rules import RecheckState
from backend.handovers.queries import HANDOVERS
from backend.handovers.rules import MACHINE as HANDOVER_TABLE
from backend.handovers.rules import HandoverState
from backend.kit.table import now, today
from backend.measures.queries import MEASURES
from backend.measures.rules import MACHINE as MEASURE_TABLE
from backend.measures.rules import MeasureState
from backend.organization.queries import OFFICERS
from backend.organization.rules import REPORTS, OfficerStatus
from backend.regulations.queries import REGULATIONS
from backend.regulations.rules import MACHINE as REGULATION_TABLE
from backend.regulations.rules import RegulationStatus
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewState
from backend.risks.queries import POINTS
from backend.risks.rules import SUGGESTION_MACHINE, SuggestionState
from backend.risks.suggestions.queries import SUGGESTIONS
from backend.warnings.queries import CASES
from backend.warnings.rules import MACHINE as WARNING_TABLE
from backend.warnings.rules import WarningState
from tests.adjustments.operations import add_recheck
from tests.handovers.operations import add_handover
from tests.machines.announcements import ANNOUNCEMENT_WALKS
from tests.machines.chains import CHAIN_WALKS
from tests.machines.conversations import CONVERSATIONS
from tests.machines.deliveries import DELIVERIES
from tests.machines.documents import DOCUMENT_WALKS
from tests.machines.flows import FLOW_WALKS
from tests.machines.imports import IMPORT_WALKS
from tests.machines.inspections import INSPECTION_WALKS
from tests.machines.opinions import OPINION_WALKS
from tests.machines.packages import PACKAGE_WALKS
from tests.machines.publications import PUBLICATION_WALKS
from tests.machines.walks import Arranged, Stand, Step, Walk, change, put
from tests.measures.operations import CHECK, add_proven
from tests.organization.operations import add_report
from tests.regulations.operations import add_regulation
from tests.reviews.sheets import HASH, SEND_BACK
from tests.risks.operations import add_suggestion
from tests.warnings.operations import DISPOSITION, add_draft_and_handler


def _handover(session: Session, scene: Stand, state: str) -> Arranged:
    """王老师's own, and the appointment it follows from."""
    handover_id = add_handover(session, scene)
    done = now() if state == HandoverState.acknowledged else None
    change(session, HANDOVERS, handover_id, {"state": state, "acknowledged_at": done})
    followed = sa.select(HANDOVERS.c.appointment_id).where(HANDOVERS.c.id == handover_id)
    return handover_id, int(session.execute(followed).scalar_one())


def _measure(session: Session, scene: Stand, state: str) -> Arranged:
    """A measure with its proof, and its plan's review: the leadership looks at the plan (again)."""
    measure_id = add_proven(session, scene)
    approved_at = None if state == MeasureState.planned else now()
    change(session, MEASURES, measure_id, {"state": state, "approved_at": approved_at})
    plan = sa.select(MEASURES.c.plan_id).where(MEASURES.c.id == measure_id).scalar_subquery()
    found = sa.select(REVIEWS.c.id).where(
        REVIEWS.c.subject_kind == "measure_plan", REVIEWS.c.subject_id == plan
    )
    review_id = int(session.execute(found).scalar_one())
    change(session, REVIEWS, review_id, {"state": ReviewState.leadership_review, "content_hash": HASH})
    return measure_id, review_id


def _suggestion(session: Session, scene: Stand, state: str) -> Arranged:
    suggestion_id = add_suggestion(session, scene)
    point = sa.select(sa.func.max(POINTS.c.id)).where(POINTS.c.position_id == scene.position_id)
    adopted = session.execute(point).scalar_one() if state == SuggestionState.adopted else None
    change(session, SUGGESTIONS, suggestion_id, {"state": state, "risk_point_id": adopted})
    return suggestion_id


def _regulation(session: Session, scene: Stand, state: str) -> Arranged:
    return add_regulation(session, RegulationStatus(state), department_id=scene.department_id)


def _warning(state: str) -> dict[str, Any]:
    return {"issued_at": None if state in (WarningState.draft, WarningState.cancelled) else now()}


def _recheck(state: str) -> dict[str, Any]:
    return {"resolved_at": None if state == RecheckState.open else now()}


def _report(state: str) -> dict[str, Any]:
    return {"ended_on": today() if state == OfficerStatus.declined else None}


def _outcome(outcome: str) -> Step:
    return Step("resolve_recheck", "wang", lambda _: {"outcome": outcome, "note": "已核对"})


def _check(result: str) -> Step:
    return Step("check_measure", "chen", lambda _: CHECK | {"result": result})


def _signed(scene: Stand) -> dict[str, Any]:
    return {"decision": "approve", "meeting_id": scene.meeting_id}


def _ended(_: Stand) -> dict[str, Any]:
    return {"ended_on": str(today())}


WALKS = {
    **CONVERSATIONS,
    **OPINION_WALKS,
    **DELIVERIES,
    **CHAIN_WALKS,
    **INSPECTION_WALKS,
    **ANNOUNCEMENT_WALKS,
    **IMPORT_WALKS,
    **PACKAGE_WALKS,
    **FLOW_WALKS,
    **DOCUMENT_WALKS,
    **PUBLICATION_WALKS,
    "handovers.MACHINE": Walk(
        HANDOVER_TABLE,
        HANDOVERS,
        _handover,
        {
            "acknowledge": Step("acknowledge_handover", "wang"),
            "void": Step("end_appointment", "office", _ended, is_elsewhere=True, is_consequence=True),
        },
        frozenset({"waiting"}),
        frozenset({"acknowledged", "void"}),
    ),
    "warnings.MACHINE": Walk(
        WARNING_TABLE,
        CASES,
        put(CASES, add_draft_and_handler, _warning),
        {
            "edit": Step("update_warning", "office"),
            "dispose": Step(
                "dispose_warning", "office", lambda scene: DISPOSITION | {"handler_id": scene.container_id}
            ),
            "promise": Step("promise_rectification", "wang"),
            "close": Step("close_warning", "office"),
            "cancel": Step("cancel_warning", "office"),
        },
        frozenset({"draft"}),
        frozenset({"closed", "cancelled"}),
        # Nobody hears of a case about himself before it is issued.
        hidden=frozenset({("draft", "promise"), ("cancelled", "promise")}),
    ),
    "measures.MACHINE": Walk(
        MEASURE_TABLE,
        MEASURES,
        _measure,
        {
            "approve": Step("create_decision", "office", _signed, is_elsewhere=True, is_consequence=True),
            "revoke": Step(
                "create_decision",
                "office",
                lambda scene: SEND_BACK | {"meeting_id": scene.meeting_id},
                is_elsewhere=True,
                is_consequence=True,
                before=lambda session, review_id: change(
                    session, REVIEWS, review_id, {"state": ReviewState.approved}
                ),
            ),
            "report": Step("report_measure_progress", "wang"),
            "finish": Step("finish_measure", "wang"),
            "send_back": Step("return_measure", "chen"),
            "prove": _check("effective"),
            "fail": _check("ineffective"),
        },
        frozenset({"planned"}),
        frozenset(),
    ),
    "risks.SUGGESTION_MACHINE": Walk(
        SUGGESTION_MACHINE,
        SUGGESTIONS,
        _suggestion,
        {
            "adopt": Step("adopt_risk_suggestion", "wang"),
            "decline": Step("decline_risk_suggestion", "wang"),
            "withdraw": Step("withdraw_risk_suggestion", "li"),
        },
        frozenset({"open"}),
        frozenset({"adopted", "declined", "withdrawn"}),
    ),
    "regulations.MACHINE": Walk(
        REGULATION_TABLE,
        REGULATIONS,
        _regulation,
        {
            "edit": Step("update_regulation", "office"),
            "enact": Step("enact_regulation", "office"),
            "amend": Step("amend_regulation", "office"),
            "keep": Step("keep_regulation", "office"),
            "revise": Step("revise_regulation", "office"),
            "repeal": Step("repeal_regulation", "office"),
        },
        frozenset({"drafting", "in_force"}),
        frozenset({"repealed"}),
        column="status",
    ),
    "adjustments.MACHINE": Walk(
        RECHECK_TABLE,
        RECHECKS,
        put(RECHECKS, add_recheck, _recheck),
        {"unchanged": _outcome("unchanged"), "adjusted": _outcome("adjusted")},
        frozenset({"open"}),
        frozenset({"unchanged", "adjusted"}),
    ),
    "organization.REPORTS": Walk(
        REPORTS,
        OFFICERS,
        put(OFFICERS, add_report, _report, "status"),
        {"confirm": Step("confirm_officer", "office"), "decline": Step("decline_officer", "office")},
        frozenset({"reported"}),
        frozenset({"confirmed", "declined"}),
        column="status",
    ),
}
