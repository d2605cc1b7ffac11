"""The operations of assessments for the permission matrix."""

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.policy import Permission
from backend.access.rules import Role
from backend.assessments.decisions.queries import DECISIONS
from backend.assessments.levels.queries import OVERRIDES
from backend.assessments.queries import ASSESSMENTS
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.queries import DEPARTMENTS
from tests.access.matrix import Operation, Relation, Scene
from tests.assessments.opinion_operations import OPINION_OPERATIONS
from tests.assessments.scales import SCALE, add_scale
from tests.reviews.sheets import add_meeting
from tests.risks.operations import add_approved_point, add_point, add_sheet, add_submitted_point
from tests.risks.sheets import YEAR

OWN_STEP: dict[tuple[Role, Relation] | Relation | Role, int] = {
    (Role.office, Relation.own): 403,
    (Role.liaison, Relation.own): 404,
    (Role.liaison, Relation.none): 403,
}
"""个人找 is the holder's own; the office records what others found. A liaison reads his department only: a post of his
elsewhere he sees as the staff he is besides, which the matrix's one-role callers are not; without a department he
reads nothing."""


def add_assessment(session: Session, scene: Scene) -> int:
    """Somebody's judgement of a point of the post."""
    values = {
        "risk_point_id": add_point(session, scene),
        "department_id": scene.department_id,
        "round": 1,
        "step": "self_check",
        "likelihood": "small",
        "consequence": "internal",
        "cause_kinds": [],
        "level": "low",
        "rule_version": "规",
        "explanation": "因为",
        "opinion": "",
        "assessed_by_id": scene.user_id,
        "assessed_by_name": "某人",
        "assessed_at": now(),
    }
    return insert_row(session, ASSESSMENTS, values)


def college_meeting(session: Session, scene: Scene) -> int:
    """A meeting of the college's leadership; every department stands below the college."""
    root = sa.select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.parent_id.is_(None))
    return add_meeting(session, session.execute(root).scalar_one())


def point_to_judge(session: Session, scene: Scene) -> int:
    """A point of the post: its holder judges it before he hands it in, others afterwards."""
    arrange = add_point if scene.relation is Relation.own else add_submitted_point
    return arrange(session, scene)


def point_and_meeting(session: Session, scene: Scene) -> tuple[int, int]:
    """An approved point of the post, and the meeting that decides about it."""
    return add_approved_point(session, scene), college_meeting(session, scene)


def _decision(session: Session, scene: Scene) -> int:
    stamp = {"recorded_by_id": scene.user_id, "recorded_by_name": "某人", "recorded_at": now()}
    return insert_row(session, DECISIONS, {"meeting_id": college_meeting(session, scene), "note": ""} | stamp)


def add_override(session: Session, scene: Scene) -> tuple[int, int]:
    """The post's level as the leadership set it, and the decision."""
    decision_id = _decision(session, scene)
    values = {
        "position_id": scene.position_id,
        "department_id": scene.department_id,
        "level": "high",
        "reason": "研究确定",
        "decision_id": decision_id,
        "started_at": now(),
    }
    return insert_row(session, OVERRIDES, values), decision_id


def add_decision(session: Session, scene: Scene) -> int:
    """A decision about the post."""
    return add_override(session, scene)[1]


def judgement(scene: Scene) -> dict[str, object]:
    """The holder judges himself, others help him to."""
    step = "self_check" if scene.relation is Relation.own else "peer_check"
    return {"risk_point_id": scene.target_id, "step": step, "likelihood": "high", "consequence": "crime"}


OPERATIONS = (
    Operation("list_assessments", "/assessments", arrange=add_assessment, lists="target_id"),
    Operation(
        "create_assessment",
        "/assessments",
        arrange=point_to_judge,
        body=judgement,
        sees=Permission.risks_read,
        exceptions=OWN_STEP,
    ),
    Operation(
        "create_assessments",
        "/assessments/batch",
        arrange=point_to_judge,
        body=lambda scene: {"items": [judgement(scene)]},
        sees=Permission.risks_read,
        exceptions=OWN_STEP,
    ),
    Operation("get_level_rule", "/assessments/rule", is_about_row=False),
    Operation("get_assessment", "/assessments/{target_id}", arrange=add_assessment),
    Operation("list_risk_point_assessments", "/risk-points/{target_id}/assessments", arrange=add_point),
    Operation("get_level_changes", "/risk-inventories/{target_id}/level-changes", arrange=add_sheet),
    Operation("get_position_level_rules", "/position-level-rules", is_about_row=False),
    Operation(
        "choose_position_level_rule",
        "/position-level-rules",
        body=lambda scene: {"pack": "count", "reason": "院党委会研究确定"},
        is_about_row=False,
    ),
    Operation(
        "simulate_position_levels",
        "/position-level-rules/count/simulation",
        request=lambda scene: {"params": {"size": 200}},
        shows=lambda body, scene: scene.position_id in {item["position_id"] for item in body["items"]},
    ),
    Operation("list_level_rule_choices", "/position-level-rules/choices", is_about_row=False),
    Operation("list_level_scales", "/level-scales", is_about_row=False),
    Operation("create_level_scale", "/level-scales", body=lambda _: SCALE, is_about_row=False),
    Operation("get_level_scale", "/level-scales/{target_id}", arrange=add_scale, is_about_row=False),
    Operation(
        "update_level_scale",
        "/level-scales/{target_id}",
        arrange=add_scale,
        body=lambda _: {"note": "征求意见稿"},
        is_about_row=False,
    ),
    Operation(
        "retire_level_scale",
        "/level-scales/{target_id}/retirement",
        arrange=add_scale,
        is_about_row=False,
    ),
    Operation("list_leadership_decisions", "/leadership-decisions", arrange=add_decision, lists="target_id"),
    Operation(
        "create_leadership_decision",
        "/leadership-decisions",
        arrange=point_and_meeting,
        body=lambda scene: {
            "meeting_id": scene.container_id,
            "items": [
                {"risk_point_id": scene.target_id, "likelihood": "high", "consequence": "crime"},
            ],
        },
        # Nobody records what was decided about himself.
        exceptions={(Role.office, Relation.own): 403},
    ),
    Operation("get_leadership_decision", "/leadership-decisions/{target_id}", arrange=add_decision),
    Operation("list_level_overrides", "/level-overrides", arrange=add_override, lists="target_id"),
    Operation(
        "list_sheet_progress",
        "/assessment-progress/sheets",
        arrange=add_sheet,
        request=lambda _: {"params": {"year": YEAR, "size": 200}},
        shows=lambda body, scene: scene.target_id in {item["inventory_id"] for item in body["items"]},
    ),
    Operation(
        "list_department_progress",
        "/assessment-progress/departments",
        arrange=add_sheet,
        request=lambda _: {"params": {"year": YEAR, "size": 200}},
        shows=lambda body, scene: scene.department_id in {item["department_id"] for item in body["items"]},
    ),
    *OPINION_OPERATIONS,
)
