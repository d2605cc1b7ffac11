"""The operations of measures for the permission matrix."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.policy import Permission
from backend.access.rules import Role
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.measures.queries import EVIDENCE, MEASURES, PLANS, PROGRESS, RISKS
from backend.measures.rules import LineOfDefence, MeasureKind, MeasureState, Treatment
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewChain, ReviewState, ReviewSubject
from tests.access.matrix import Operation, Relation, Scene
from tests.reviews.signers import HEADS
from tests.risks.operations import add_point
from tests.risks.sheets import YEAR

READ = Permission.measures_read
OWN = {(Role.staff, Relation.own): 403}
"""A holder proposes measures for his post; the plan as a whole is the liaison's."""
PROGRESS_ENTRY = {"happened_on": "2026-11-20", "percent": 50, "text": "双人验收单已印制并开始使用。"}
CHECK = {"result": "effective", "finding": "抽查十份验收单，均为双人签字。", "checked_on": "2026-11-25"}


def _stamps() -> dict[str, Any]:
    return {"version": 1, "created_at": now(), "updated_at": now()}


def add_plan(session: Session, scene: Scene, state: ReviewState = ReviewState.draft, year: int = YEAR) -> int:
    """The plan of the scene's department."""
    plan = {"department_id": scene.department_id, "year": year}
    plan_id = insert_row(session, PLANS, plan | _stamps())
    review = {
        "subject_kind": ReviewSubject.measure_plan,
        "subject_id": plan_id,
        "title": "廉政风险防控措施",
        "department_id": scene.department_id,
        "chain": ReviewChain.measures,
        "state": state,
        "round": 0 if state is ReviewState.draft else 1,
    }
    review_id = insert_row(session, REVIEWS, review | _stamps())
    session.execute(sa.update(PLANS).where(PLANS.c.id == plan_id).values(review_id=review_id))
    return plan_id


def add_measure(
    session: Session,
    scene: Scene,
    state: MeasureState = MeasureState.planned,
    plan_state: ReviewState = ReviewState.draft,
) -> tuple[int, int]:
    """A complete measure of the scene's post, and its plan."""
    plan_id = add_plan(session, scene, plan_state)
    point_id = add_point(session, scene)
    row = {
        "plan_id": plan_id,
        "department_id": scene.department_id,
        "year": YEAR,
        "ordinal": 1,
        "kind": MeasureKind.openness,
        "title": "教材验收结果每月公开",
        "content": "每月五日前在部门公开栏公布上月验收结果。",
        "line_of_defence": LineOfDefence.institution,
        "treatment": Treatment.reduce,
        "position_id": scene.position_id,
        "due_on": date(2099, 12, 1),
        "evidence": "公开栏照片",
        "indicator": "按月公开，无遗漏",
        "state": state,
        "approved_at": None if state is MeasureState.planned else now(),
    }
    measure_id = insert_row(session, MEASURES, row | _stamps())
    insert_row(session, RISKS, {"measure_id": measure_id, "risk_point_id": point_id})
    return measure_id, plan_id


def add_planned(session: Session, scene: Scene) -> int:
    """Still being planned."""
    return add_measure(session, scene)[0]


def add_plan_with_measure(session: Session, scene: Scene) -> int:
    """A plan that may be handed in."""
    return add_measure(session, scene)[1]


def add_submitted_plan(session: Session, scene: Scene) -> int:
    """A plan that waits for the head."""
    return add_measure(session, scene, plan_state=ReviewState.department_review)[1]


def add_approved(session: Session, scene: Scene) -> int:
    """Approved, nothing done yet."""
    return add_measure(session, scene, MeasureState.approved, ReviewState.approved)[0]


def add_unfinished(session: Session, scene: Scene) -> tuple[int, int]:
    """Approved and not carried out, and the next year's plan."""
    return add_approved(session, scene), add_plan(session, scene, year=YEAR + 1)


def add_done(session: Session, scene: Scene) -> int:
    """Reported as done."""
    return add_measure(session, scene, MeasureState.done, ReviewState.approved)[0]


def _add_entry(session: Session, scene: Scene) -> tuple[int, int]:
    """An entry of progress, and its measure."""
    measure_id, _ = add_measure(session, scene, MeasureState.in_progress, ReviewState.approved)
    row = {
        "measure_id": measure_id,
        "happened_on": date(2026, 11, 20),
        "percent": 50,
        "text": "双人验收单已印制。",
        "reported_by_id": scene.user_id,
        "reported_by_name": "填表人",
        "reported_at": now(),
    }
    return insert_row(session, PROGRESS, row), measure_id


def add_entry(session: Session, scene: Scene) -> int:
    """An entry of progress."""
    return _add_entry(session, scene)[0]


def _add_file(session: Session, scene: Scene) -> tuple[int, int]:
    progress_id, measure_id = _add_entry(session, scene)
    row = {
        "measure_id": measure_id,
        "progress_id": progress_id,
        "file_name": "验收单.txt",
        "media_type": "text/plain; charset=utf-8",
        "size": 4,
        "digest": "0" * 64,
        "uploaded_by_id": scene.user_id,
        "uploaded_by_name": "填表人",
        "uploaded_at": now(),
    }
    return insert_row(session, EVIDENCE, row), measure_id


def add_file(session: Session, scene: Scene) -> int:
    """A proof under such an entry; its bytes are made by the test's store."""
    return _add_file(session, scene)[0]


def add_proven(session: Session, scene: Scene) -> int:
    """In progress with a proof, so that it may be reported as done."""
    return _add_file(session, scene)[1]


OPERATIONS = (
    Operation("list_measure_plans", "/measure-plans", arrange=add_plan, lists="target_id"),
    Operation(
        "create_measure_plan",
        "/measure-plans",
        body=lambda scene: {"department_id": scene.department_id, "year": YEAR},
        # Staff know every department, so they are told that it is not theirs to plan for.
        exceptions={Role.staff: 403},
        outside=422,
    ),
    Operation("get_measure_plan", "/measure-plans/{target_id}", arrange=add_plan),
    Operation("get_measure_plan_comparison", "/measure-plans/{target_id}/comparison", arrange=add_plan),
    Operation("list_measure_plan_gaps", "/measure-plans/{target_id}/gaps", arrange=add_plan),
    Operation(
        "submit_measure_plan",
        "/measure-plans/{target_id}/submission",
        arrange=add_plan_with_measure,
        sees=READ,
        exceptions=HEADS | OWN,
    ),
    Operation(
        "withdraw_measure_plan",
        "/measure-plans/{target_id}/withdrawal",
        arrange=add_submitted_plan,
        sees=READ,
        exceptions=HEADS | OWN,
    ),
    Operation(
        "carry_measures",
        "/measure-plans/{container_id}/carryings",
        arrange=add_unfinished,
        body=lambda scene: {"measure_ids": [scene.target_id]},
        sees=READ,
        exceptions=OWN,
    ),
    Operation("list_measures", "/measures", arrange=add_planned, lists="target_id"),
    Operation(
        "create_measure",
        "/measures",
        arrange=add_plan,
        body=lambda scene: {
            "plan_id": scene.target_id,
            "kind": "post",
            "title": "教材入库由两人验收签字",
            "position_id": scene.position_id,
        },
        sees=READ,
    ),
    Operation("get_measure", "/measures/{target_id}", arrange=add_planned),
    Operation(
        "update_measure",
        "/measures/{target_id}",
        arrange=add_planned,
        body=lambda _: {"indicator": "每月公开一次"},
        sees=READ,
    ),
    Operation(
        "retire_measure",
        "/measures/{target_id}/retirement",
        arrange=add_planned,
        body=lambda _: {"reason": "与另一项措施合并"},
        sees=READ,
    ),
    Operation(
        "report_measure_progress",
        "/measures/{target_id}/progress",
        arrange=add_approved,
        body=lambda _: PROGRESS_ENTRY,
        sees=READ,
    ),
    Operation(
        "add_measure_evidence",
        "/measure-progress/{target_id}/evidence",
        arrange=add_entry,
        request=lambda _: {"files": {"file": ("验收单.txt", "双人签字".encode(), "text/plain")}},
        sees=READ,
    ),
    Operation(
        "finish_measure",
        "/measures/{target_id}/completion",
        arrange=add_proven,
        body=lambda _: {},
        sees=READ,
    ),
    Operation(
        "return_measure",
        "/measures/{target_id}/return",
        arrange=add_done,
        body=lambda _: {"reason": "凭据只有照片，没有验收单。"},
        sees=READ,
        exceptions={(Role.office, Relation.own): 403},
    ),
    Operation(
        "check_measure",
        "/measures/{target_id}/checks",
        arrange=add_done,
        body=lambda _: CHECK,
        sees=READ,
        exceptions={(Role.office, Relation.own): 403},
    ),
    Operation("get_measure_evidence", "/measure-evidence/{target_id}/content", arrange=add_file),
)
