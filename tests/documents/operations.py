"""The operations of documents for the permission matrix."""

from datetime import date
from typing import Any

from sqlmodel import Session

from backend.access.policy import Permission
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.risks.queries import INVENTORIES
from backend.warnings.queries import CASES
from tests.access.matrix import Operation, Scene
from tests.documents.template_operations import OPERATIONS as TEMPLATES

SEEN = Permission.organization_read


def _stamps() -> dict[str, Any]:
    instant = now()
    return {"version": 1, "created_at": instant, "updated_at": instant}


def add_sheet(session: Session, scene: Scene) -> int:
    """附件三 of the post's holder, still a draft."""
    row = {
        "kind": "position",
        "year": 2026,
        "department_id": scene.department_id,
        "position_id": scene.position_id,
        "filler_id": scene.person_id,
        "filler_name": "王老师",
        "filler_job_title": "科员",
    }
    return insert_row(session, INVENTORIES, row | _stamps())


def add_warning(session: Session, scene: Scene) -> int:
    """A case about the post's holder, issued to him."""
    row = {
        "number": f"YJ-{scene.caller_id}-{scene.relation.value}",
        "department_id": scene.department_id,
        "subject_id": scene.person_id,
        "subject_name": "王老师",
        "subject_job_title": "科员",
        "position_id": scene.position_id,
        "source": "inspection",
        "circumstances": "验收单由同一人代签。",
        "disposition": "reminder",
        "measures_taken": "约谈提醒。",
        "rectification": "",
        "filled_by_name": "纪委办",
        "handler_name": "陈处长",
        "handler_job_title": "处长",
        "handled_on": date(2026, 11, 2),
        "remark": "",
        "state": "issued",
        "issued_at": now(),
    }
    return insert_row(session, CASES, row | _stamps())


OPERATIONS = (
    *TEMPLATES,
    Operation(
        "get_power_catalogue_document",
        "/documents/power-catalogue",
        request=lambda scene: {"params": {"department_id": scene.department_id}},
        knows_owner=False,
        sees=SEEN,
    ),
    Operation("get_risk_inventory_document", "/documents/risk-inventories/{target_id}", arrange=add_sheet),
    Operation("get_warning_document", "/documents/warnings/{target_id}", arrange=add_warning),
    Operation(
        "get_position_self_check_document", "/documents/self-checks/positions/{position_id}", sees=SEEN
    ),
    Operation(
        "get_department_self_check_document",
        "/documents/self-checks/departments/{department_id}",
        knows_owner=False,
        sees=SEEN,
    ),
    Operation(
        "get_risk_register_document",
        "/documents/risk-register",
        request=lambda scene: {"params": {"department_id": scene.department_id, "year": 2026}},
        knows_owner=False,
        sees=SEEN,
    ),
    Operation("get_blank_document", "/documents/blank/position_inventory", is_about_row=False),
)
