"""The operations of findings for the permission matrix."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from backend.access.models import User
from backend.access.policy import Permission
from backend.access.rules import UserStatus
from backend.inspections.findings.rules import FindingKind, FindingState
from backend.inspections.queries import ANSWERS, FILES, FINDINGS
from backend.kit.files import Store
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of, today
from tests.access.matrix import Operation, Scene
from tests.inspections.findings import ANSWER, RETURN, wording

READ, USERS = Permission.findings_read, table_of(User)
PROOF = ("值班表.txt", "双岗值班".encode(), "text/plain")


def _stamps() -> dict[str, Any]:
    return {"version": 1, "created_at": now(), "updated_at": now()}


def add_finding(session: Session, scene: Scene) -> int:
    """An open finding about the scene's post, raised by whoever calls: nobody judges what another raised."""
    values = {
        "number": "2026-9001",
        "department_id": scene.department_id,
        "position_id": scene.position_id,
        "kind": FindingKind.lax,
        "title": "窗口工作时间无人值守",
        "facts": "上午十时二十分到窗口，十五分钟内无人受理。",
        "request": "落实补位制度。",
        "found_on": today(),
        "due_on": today() + timedelta(days=15),
        "state": FindingState.open,
        "raised_by_id": scene.caller_id or scene.user_id,
        "raised_by_name": "监督员",
        "withdraw_reason": "",
    }
    return insert_row(session, FINDINGS, values | _stamps())


def add_answered(session: Session, scene: Scene) -> int:
    """The same with an answer of its department, by somebody else."""
    finding_id = add_finding(session, scene)
    answer = {
        "finding_id": finding_id,
        "done": ANSWER["done"],
        "done_on": today(),
        "answered_by_id": other_user(session),
        "answered_by_name": "处长",
        "answered_at": now(),
        "verdict_note": "",
        "judged_by_name": "",
    }
    insert_row(session, ANSWERS, answer)
    session.execute(FINDINGS.update().where(FINDINGS.c.id == finding_id).values(state=FindingState.answered))
    return finding_id


def other_user(session: Session) -> int:
    """An account nobody of the scene has."""
    values = {"username": f"answerer-{uuid4().hex}", "display_name": "处长", "must_change_password": False}
    return insert_row(session, USERS, values | {"status": UserStatus.active, "stamp": 1} | _stamps())


def add_file(session: Session, scene: Scene) -> tuple[int, int]:
    """A file the caller uploaded, and its finding."""
    finding_id = add_finding(session, scene)
    data = PROOF[1]
    values = {
        "finding_id": finding_id,
        "is_proof": True,
        "name": PROOF[0],
        "media_type": "text/plain; charset=utf-8",
        "size": len(data),
        "digest": Store(scene.data_dir / "files").put(data),
        "uploaded_by_id": scene.caller_id or scene.user_id,
        "uploaded_by_name": "处长",
        "uploaded_at": now(),
    }
    return insert_row(session, FILES, values), finding_id


def add_material(session: Session, scene: Scene) -> tuple[int, int]:
    """A file about the problem itself, the caller's."""
    file_id, finding_id = add_file(session, scene)
    session.execute(FILES.update().where(FILES.c.id == file_id).values(is_proof=False))
    return file_id, finding_id


FINDING_OPERATIONS = (
    Operation("list_findings", "/findings", arrange=add_finding, lists="target_id"),
    Operation(
        "get_finding_counts",
        "/findings/counts",
        arrange=add_finding,
        shows=lambda answer, _: answer["open"] > 0,
    ),
    Operation(
        "create_finding",
        "/findings",
        body=lambda scene: wording(scene.department_id),
        knows_owner=False,
        outside=422,
    ),
    Operation("get_finding", "/findings/{target_id}", arrange=add_finding),
    Operation(
        "update_finding",
        "/findings/{target_id}",
        arrange=add_finding,
        is_callers=True,
        body=lambda _: {"title": "窗口上午无人值守"},
        sees=READ,
    ),
    Operation(
        "answer_finding",
        "/findings/{target_id}/answers",
        arrange=add_finding,
        body=lambda _: ANSWER,
        sees=READ,
    ),
    Operation(
        "accept_finding",
        "/findings/{target_id}/acceptance",
        arrange=add_answered,
        is_callers=True,
        body=lambda _: {"note": "已核实"},
        sees=READ,
    ),
    Operation(
        "return_finding",
        "/findings/{target_id}/return",
        arrange=add_answered,
        is_callers=True,
        body=lambda _: RETURN,
        sees=READ,
    ),
    Operation(
        "withdraw_finding",
        "/findings/{target_id}/withdrawal",
        arrange=add_finding,
        is_callers=True,
        body=lambda _: {"reason": "重复登记"},
        sees=READ,
    ),
    Operation(
        "add_finding_material",
        "/findings/{target_id}/materials",
        arrange=add_finding,
        is_callers=True,
        request=lambda _: {"files": {"file": PROOF}},
        sees=READ,
    ),
    Operation(
        "add_finding_proof",
        "/findings/{target_id}/proofs",
        arrange=add_finding,
        request=lambda _: {"files": {"file": PROOF}},
        sees=READ,
    ),
    Operation("get_finding_file", "/findings/{container_id}/files/{target_id}", arrange=add_file),
    Operation(
        "remove_finding_material",
        "/findings/{container_id}/materials/{target_id}",
        arrange=add_material,
        is_callers=True,
        sees=READ,
    ),
    Operation(
        "remove_finding_proof",
        "/findings/{container_id}/proofs/{target_id}",
        arrange=add_file,
        is_callers=True,
        sees=READ,
    ),
)
