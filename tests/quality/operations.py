"""The operations of quality for the permission matrix."""

from typing import Any

from sqlmodel import Session

from backend.access.policy import Permission
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.quality.queries import RESULTS
from tests.access.matrix import Operation, Scene
from tests.measures.operations import add_plan
from tests.risks.operations import add_sheet
from tests.risks.sheets import YEAR


def add_result(session: Session, scene: Scene) -> int:
    """The stored counts of a sheet of the scene's department."""
    values = {
        "inventory_id": add_sheet(session, scene),
        "department_id": scene.department_id,
        "year": YEAR,
        "findings": 1,
        "counts": {"empty_cause": 1},
        "checked_at": now(),
    }
    return insert_row(session, RESULTS, values)


def names_department(answer: Any, scene: Scene) -> bool:
    """Whether the summary counts the department."""
    return any(row["department_id"] == scene.department_id for row in answer["departments"])


OPERATIONS = (
    Operation(
        "get_quality_report",
        "/quality/risk-inventories/{target_id}",
        arrange=add_sheet,
        sees=Permission.quality_read,
    ),
    Operation(
        "get_plan_quality_report",
        "/quality/measure-plans/{target_id}",
        arrange=add_plan,
        sees=Permission.quality_read,
    ),
    Operation(
        "get_quality_summary",
        f"/quality/summary?year={YEAR}",
        arrange=add_result,
        shows=names_department,
        knows_owner=False,
    ),
)
