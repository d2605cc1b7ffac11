"""The operations of warnings for the permission matrix."""

from datetime import date

from sqlmodel import Session

from backend.access.policy import Permission
from backend.access.rules import Role
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.queries import PEOPLE
from backend.warnings.queries import CASES, READERS
from backend.warnings.rules import DispositionKind, WarningSource, WarningState
from tests.access.matrix import Operation, Relation, Scene

READ = Permission.warnings_read
DISPOSITION = {
    "disposition": "reminder",
    "measures_taken": "约谈提醒，要求完善验收手续。",
    "handled_on": "2026-11-02",
}
REASON = {"reason": "已核实"}
NOT_ABOUT_ONESELF = {(Role.office, Relation.own): 403}
"""The office handles no warning about one of its own by that person's own hand."""
NOT_YET_ABOUT_ONESELF = {(Role.office, Relation.own): 404}
"""Nor does that person see it before it is issued."""


def _add_case(session: Session, scene: Scene, state: WarningState) -> int:
    """A case about the scene's holder of the post."""
    is_issued = state is not WarningState.draft
    row = {
        "number": "2026-900",
        "department_id": scene.department_id,
        "subject_id": scene.person_id,
        "subject_name": "当事人",
        "subject_job_title": "",
        "position_id": scene.position_id,
        "source": WarningSource.inspection,
        "circumstances": "专项检查发现，验收单由同一人代签。",
        "disposition": DispositionKind.reminder,
        "measures_taken": "",
        "rectification": "",
        "rectification_due_on": date(2026, 12, 1),
        "filled_by_name": "纪委办",
        "handler_name": "",
        "handler_job_title": "",
        "remark": "",
        "state": state,
        "issued_at": now() if is_issued else None,
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    return insert_row(session, CASES, row)


def add_draft(session: Session, scene: Scene) -> int:
    """Not yet issued: even its subject does not know of it."""
    return _add_case(session, scene, WarningState.draft)


def add_draft_and_handler(session: Session, scene: Scene) -> tuple[int, int]:
    """A draft, and somebody else who will carry it out."""
    row = {"staff_no": "HANDLER", "name": "经办人", "department_id": scene.department_id, "job_title": ""}
    stamps = {"version": 1, "created_at": now(), "updated_at": now()}
    return add_draft(session, scene), insert_row(session, PEOPLE, row | stamps)


def add_issued(session: Session, scene: Scene) -> int:
    """Issued to its subject."""
    return _add_case(session, scene, WarningState.issued)


def add_rectifying(session: Session, scene: Scene) -> int:
    """Promised by its subject."""
    return _add_case(session, scene, WarningState.rectifying)


def add_case_with_reader(session: Session, scene: Scene) -> int:
    """A case its subject's account was let in on."""
    case_id = add_issued(session, scene)
    row = {"warning_id": case_id, "user_id": scene.user_id, "reason": "知情", "admitted_at": now()}
    insert_row(session, READERS, row)
    return case_id


OPERATIONS = (
    Operation("list_warnings", "/warnings", arrange=add_issued, lists="target_id"),
    Operation(
        "create_warning",
        "/warnings",
        body=lambda scene: {
            "subject_id": scene.person_id,
            "source": "inspection",
            "circumstances": "专项检查发现，验收单由同一人代签。",
            "disposition": "reminder",
        },
        exceptions=NOT_ABOUT_ONESELF,
    ),
    Operation("get_warning", "/warnings/{target_id}", arrange=add_issued),
    Operation(
        "update_warning",
        "/warnings/{target_id}",
        arrange=add_draft,
        body=lambda _: {"remark": "补充材料"},
        sees=READ,
        exceptions=NOT_YET_ABOUT_ONESELF,
    ),
    Operation(
        "dispose_warning",
        "/warnings/{target_id}/disposition",
        arrange=add_draft_and_handler,
        body=lambda scene: DISPOSITION | {"handler_id": scene.container_id},
        sees=READ,
        exceptions=NOT_YET_ABOUT_ONESELF,
    ),
    Operation(
        "promise_rectification",
        "/warnings/{target_id}/promise",
        arrange=add_issued,
        body=lambda _: {"rectification": "今后验收由两人以上现场签字。"},
        sees=READ,
    ),
    Operation(
        "close_warning",
        "/warnings/{target_id}/closure",
        arrange=add_rectifying,
        body=lambda _: REASON,
        sees=READ,
        exceptions=NOT_ABOUT_ONESELF,
    ),
    Operation(
        "cancel_warning",
        "/warnings/{target_id}/cancellation",
        arrange=add_issued,
        body=lambda _: REASON,
        sees=READ,
        exceptions=NOT_ABOUT_ONESELF,
    ),
    Operation(
        "admit_warning_reader",
        "/warnings/{target_id}/readers",
        arrange=add_issued,
        body=lambda scene: {"user_id": scene.caller_id, "reason": "协助核实"},
        sees=READ,
        exceptions=NOT_ABOUT_ONESELF,
    ),
    Operation(
        "dismiss_warning_reader",
        "/warnings/{target_id}/readers/{user_id}",
        arrange=add_case_with_reader,
        sees=READ,
        exceptions=NOT_ABOUT_ONESELF,
    ),
)
