"""The operations of check standards for the permission matrix."""

from typing import Any

from sqlmodel import Session

from backend.access.policy import Permission
from backend.inspections.queries import ITEMS, STANDARDS
from backend.inspections.standards.rules import CheckEvidence, CheckWay, StandardState
from backend.kit.rows import insert_row
from backend.kit.table import now, today
from tests.access.matrix import Operation, Scene

YEAR = today().year
READ = Permission.inspections_read


def _stamps() -> dict[str, Any]:
    return {"version": 1, "created_at": now(), "updated_at": now()}


def add_standard(session: Session, _: Scene, state: StandardState = StandardState.draft) -> int:
    """A standard of two items, 100 points."""
    is_draft = state is StandardState.draft
    values = {
        "year": YEAR,
        "edition": 7,
        "title": "检查评估标准",
        "note": "",
        "state": state,
        "excellent_from": 90.0,
        "good_from": 80.0,
        "pass_from": 60.0,
        "adopted_at": None if is_draft else now(),
        "adopted_by_name": "" if is_draft else "纪委办",
        "adoption_note": "",
        "retire_reason": "",
    }
    standard_id = insert_row(session, STANDARDS, values | _stamps())
    for ordinal, (points, way, evidence) in enumerate(
        ((60.0, CheckWay.annual, CheckEvidence.meetings), (40.0, CheckWay.public, None)), 1
    ):
        item = {"standard_id": standard_id, "ordinal": ordinal, "section": "一", "name": f"项目{ordinal}"}
        more = {"points": points, "way": way, "look_at": "", "source": "", "evidence": evidence}
        insert_row(session, ITEMS, item | more)
    return standard_id


def add_adopted(session: Session, scene: Scene) -> int:
    """An adopted one."""
    return add_standard(session, scene, StandardState.adopted)


STANDARD_OPERATIONS = (
    Operation("list_check_standards", "/check-standards", arrange=add_adopted, is_about_row=False),
    Operation(
        "create_check_standard",
        "/check-standards",
        body=lambda _: {"year": YEAR, "title": "检查评估标准"},
        is_about_row=False,
    ),
    Operation("get_check_standard", "/check-standards/{target_id}", arrange=add_adopted, is_about_row=False),
    Operation(
        "update_check_standard",
        "/check-standards/{target_id}",
        arrange=add_standard,
        body=lambda _: {"title": "检查评估标准（修订）"},
        is_about_row=False,
    ),
    Operation(
        "adopt_check_standard",
        "/check-standards/{target_id}/adoption",
        arrange=add_standard,
        body=lambda _: {},
        is_about_row=False,
    ),
    Operation(
        "retire_check_standard",
        "/check-standards/{target_id}/retirement",
        arrange=add_standard,
        body=lambda _: {"reason": "不再使用"},
        is_about_row=False,
    ),
)
