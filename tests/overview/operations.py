"""The operations of the overview for the permission matrix."""

from typing import Any

from sqlmodel import Session

from backend.access.policy import Permission
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.overview.events.queries import EVENTS
from tests.access.matrix import Operation, Scene
from tests.powers.operations import add_post_power
from tests.risks.operations import add_point


def shows_unit(answer: Any, scene: Scene) -> bool:
    """A section counts with the department above it, for those who see that; for the others it stands alone."""
    return bool({scene.department_id, scene.parent_id} & {item["department_id"] for item in answer["items"]})


def add_power_event(session: Session, scene: Scene) -> int:
    """A power of the post, and that it was created."""
    power_id = add_post_power(session, scene)
    row = {
        "occurred_at": now(),
        "action": "power.created",
        "subject_kind": "power",
        "subject_id": power_id,
        "department_id": scene.department_id,
        "actor_kind": "system",
        "actor_label": "系统",
        "details": {},
    }
    insert_row(session, EVENTS, row)
    return power_id


OPERATIONS = (
    Operation("get_workbench", "/overview/workbench", is_about_row=False),
    Operation(
        "list_progress",
        "/overview/progress",
        shows=shows_unit,
        opened_by=Permission.risks_read,
        knows_owner=False,
    ),
    Operation(
        "list_department_glances",
        "/overview/departments",
        shows=shows_unit,
        opened_by=Permission.risks_read,
        knows_owner=False,
    ),
    Operation("get_college", "/overview/college", is_about_row=False),
    Operation("list_own_posts", "/overview/posts", is_about_row=False),
    Operation("list_todos", "/todos", is_about_row=False),
    Operation(
        "search_everything",
        "/search",
        request=lambda _: {"params": {"q": "教材选用"}},
        arrange=add_post_power,
        shows=lambda answer, scene: (
            ("power", scene.target_id) in {(hit["kind"], hit["id"]) for hit in answer["items"]}
        ),
        opened_by=Permission.powers_read,
    ),
    Operation(
        "list_events",
        "/events",
        request=lambda scene: {"params": {"subject_kind": "power", "subject_id": scene.target_id}},
        arrange=add_power_event,
        shows=lambda answer, _: answer["total"] > 0,
        opened_by=Permission.powers_read,
    ),
    Operation("get_risk_course", "/overview/risk-points/{target_id}", arrange=add_point),
    Operation("list_audit", "/audit", is_about_row=False),
    Operation("verify_audit", "/audit/verification", is_about_row=False),
)
