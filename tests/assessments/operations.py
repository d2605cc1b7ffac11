"""The operations of assessments for the permission matrix."""

from sqlmodel import Session

from backend.access.policy import Permission
from backend.access.rules import Role
from backend.assessments.queries import ASSESSMENTS
from backend.kit.rows import insert_row
from backend.kit.table import now
from tests.access.matrix import Operation, Relation, Scene
from tests.risks.operations import add_point

OWN_STEP: dict[tuple[Role, Relation] | Relation | Role, int] = {(Role.office, Relation.own): 403}
"""个人找 is the holder's own; the office records what others found."""


def add_assessment(session: Session, scene: Scene) -> int:
    """Somebody's judgement of a point of the post."""
    values = {
        "risk_point_id": add_point(session, scene),
        "department_id": scene.department_id,
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


def judgement(scene: Scene) -> dict[str, object]:
    """The holder judges himself, others help him to."""
    step = "self_check" if scene.relation is Relation.own else "peer_check"
    return {"risk_point_id": scene.target_id, "step": step, "likelihood": "high", "consequence": "crime"}


OPERATIONS = (
    Operation("list_assessments", "/assessments", arrange=add_assessment, lists="target_id"),
    Operation(
        "create_assessment",
        "/assessments",
        arrange=add_point,
        body=judgement,
        sees=Permission.risks_read,
        exceptions=OWN_STEP,
    ),
    Operation(
        "create_assessments",
        "/assessments/batch",
        arrange=add_point,
        body=lambda scene: {"items": [judgement(scene)]},
        sees=Permission.risks_read,
        exceptions=OWN_STEP,
    ),
    Operation("get_level_rule", "/assessments/rule", is_about_row=False),
    Operation("get_assessment", "/assessments/{target_id}", arrange=add_assessment),
    Operation("list_risk_point_assessments", "/risk-points/{target_id}/assessments", arrange=add_point),
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
)
