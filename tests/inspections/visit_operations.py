"""The operations of discipline inspections for the permission matrix."""

from typing import Any

from sqlmodel import Session

from backend.access.policy import Permission
from backend.access.rules import Role
from backend.inspections.queries import VISITED, VISITS
from backend.inspections.visits.rules import VisitWay
from backend.kit.rows import insert_row
from backend.kit.table import now, today
from tests.access.matrix import Operation, Relation, Scene

READ = Permission.findings_read
NOT_WIDE = {Role.supervising_leader: 403}
"""Who supervises some departments raises findings about them; these records are of the whole school."""
UNSEEN = {(Role.supervising_leader, relation): 404 for relation in (Relation.own, Relation.other)}


def visit(department_id: int, **changes: Any) -> dict[str, Any]:
    """A valid record."""
    body = {
        "checked_on": str(today()),
        "way": "unannounced",
        "subject": "窗口单位工作纪律检查",
        "inspectors": "孙监督员、赵老师",
        "result": "总体良好，个别窗口缺岗。",
        "departments": [{"department_id": department_id, "result": "窗口缺岗一次。"}],
    }
    return body | changes


def add_visit(session: Session, scene: Scene) -> int:
    """A record the caller made about the scene's department."""
    values = {
        "checked_on": today(),
        "way": VisitWay.spot,
        "subject": "工作纪律抽查",
        "inspectors": "孙监督员",
        "result": "",
        "recorded_by_id": scene.caller_id or scene.user_id,
        "recorded_by_name": "孙监督员",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    visit_id = insert_row(session, VISITS, values)
    insert_row(session, VISITED, {"visit_id": visit_id, "department_id": scene.department_id, "result": ""})
    return visit_id


VISIT_OPERATIONS = (
    Operation(
        "list_discipline_inspections",
        "/discipline-inspections",
        arrange=add_visit,
        lists="target_id",
        knows_owner=False,
    ),
    Operation(
        "create_discipline_inspection",
        "/discipline-inspections",
        body=lambda scene: visit(scene.department_id),
        knows_owner=False,
        exceptions=NOT_WIDE,
    ),
    Operation(
        "get_discipline_inspection",
        "/discipline-inspections/{target_id}",
        arrange=add_visit,
        knows_owner=False,
    ),
    Operation(
        "update_discipline_inspection",
        "/discipline-inspections/{target_id}",
        arrange=add_visit,
        is_callers=True,
        body=lambda _: {"result": "已通报"},
        sees=READ,
        knows_owner=False,
        exceptions={**NOT_WIDE, **UNSEEN},
    ),
)
