"""The operations of the yearly inspection for the permission matrix."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.policy import Permission
from backend.inspections.queries import INSPECTIONS, ITEMS, SCORES
from backend.inspections.scores.rules import InspectionState
from backend.inspections.standards.rules import Grade
from backend.kit.rows import insert_row
from backend.kit.table import now, today
from tests.access.matrix import Operation, Scene
from tests.inspections.standard_operations import YEAR, add_adopted

READ = Permission.inspections_read
LATER = str(today() + timedelta(days=10))
VOTES = {
    "held_on": str(today()),
    "method": "问卷调查",
    "satisfied": 60,
    "content": 30,
    "dissatisfied": 10,
    "unsure": 5,
}
REASON = {"reason": "复核后更正"}
TEXTS = (
    "self_note",
    "self_scored_by_name",
    "waive_reason",
    "return_reason",
    "scored_by_name",
    "objection",
    "objected_by_name",
    "objection_reply",
    "replied_by_name",
    "decision",
    "confirmed_by_name",
)


def put_inspection(session: Session, scene: Scene, state: InspectionState) -> int:
    """A filled-in inspection of the scene's department in any state."""
    standard_id = add_adopted(session, scene)
    is_scored = state in (InspectionState.scored, InspectionState.objected, InspectionState.confirmed)
    values: dict[str, Any] = dict.fromkeys(TEXTS, "") | {
        "year": YEAR,
        "department_id": scene.department_id,
        "department_name": "被考核部门",
        "standard_id": standard_id,
        "state": state,
        "self_due_on": today() + timedelta(days=5),
        "self_note": "已逐项自查，台账补齐。",
        "total": 91.0 if is_scored else None,
        "percent": 91.0 if is_scored else None,
        "grade": Grade.excellent if is_scored else None,
        "objected_at": now() if state is InspectionState.objected else None,
        "confirmed_at": now() if state is InspectionState.confirmed else None,
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    inspection_id = insert_row(session, INSPECTIONS, values)
    items = sa.select(ITEMS.c.id, ITEMS.c.points).where(ITEMS.c.standard_id == standard_id)
    for item_id, points in session.execute(items).all():
        score = {
            "self_score": points,
            "self_note": "",
            "score": points - 1,
            "remark": "台账有缺页",
            "evidence": "",
        }
        insert_row(session, SCORES, {"inspection_id": inspection_id, "item_id": item_id, **score})
    return inspection_id


def add_open(session: Session, scene: Scene) -> int:
    """Waits for its self-score."""
    return put_inspection(session, scene, InspectionState.open)


def add_self_scored(session: Session, scene: Scene) -> int:
    """Waits for its inspectors."""
    return put_inspection(session, scene, InspectionState.self_scored)


def add_scored(session: Session, scene: Scene) -> int:
    """Waits to be confirmed."""
    return put_inspection(session, scene, InspectionState.scored)


def add_objected(session: Session, scene: Scene) -> int:
    """Waits for an answer to its objection."""
    return put_inspection(session, scene, InspectionState.objected)


def add_confirmed(session: Session, scene: Scene) -> int:
    """Confirmed."""
    return put_inspection(session, scene, InspectionState.confirmed)


def _step(name: str, path: str, arrange: Any, body: Any = None) -> Operation:
    return Operation(
        name,
        f"/inspections/{{target_id}}/{path}",
        arrange=arrange,
        body=None if body is None else lambda _: body,
        sees=READ,
        knows_owner=False,
    )


SCORE_OPERATIONS = (
    Operation("list_inspections", "/inspections", arrange=add_open, lists="target_id", knows_owner=False),
    Operation(
        "get_inspection_counts",
        "/inspections/counts",
        arrange=add_open,
        shows=lambda answer, _: answer["open"] > 0,
        knows_owner=False,
    ),
    Operation(
        "get_inspection_scorecard",
        "/inspections/scorecard",
        arrange=add_scored,
        lists="target_id",
        knows_owner=False,
    ),
    Operation("get_inspection", "/inspections/{target_id}", arrange=add_scored, knows_owner=False),
    Operation(
        "open_inspections",
        "/inspection-openings",
        arrange=add_adopted,
        body=lambda _: {"year": YEAR, "self_due_on": LATER},
        is_about_row=False,
    ),
    _step("save_self_scores", "self-scores", add_open, {"scores": [], "self_note": "已逐项自查。"}),
    _step("submit_self_scores", "self-submission", add_open),
    _step("waive_self_scores", "waiver", add_open, {"reason": "逾期未自评"}),
    _step("return_self_scores", "return", add_self_scored, {"reason": "自查不深入", "self_due_on": LATER}),
    _step("save_scores", "scores", add_self_scored, {"scores": []}),
    _step("publish_scores", "publication", add_self_scored),
    _step("record_public_appraisal", "public-appraisal", add_self_scored, VOTES),
    _step("object_to_inspection", "objections", add_scored, {"objection": "扣分事项不是本部门职责。"}),
    _step("reply_to_objection", "objection-replies", add_objected, {"reply": "经复核，维持原得分。"}),
    _step("reopen_scores", "reopening", add_scored, REASON),
    _step("confirm_inspection", "confirmation", add_scored, {"decision": "经领导小组研究认定"}),
    _step("revoke_confirmation", "revocation", add_confirmed, REASON),
    Operation(
        "get_inspection_results",
        f"/inspection-results?year={YEAR}",
        arrange=add_confirmed,
        knows_owner=False,
    ),
)
