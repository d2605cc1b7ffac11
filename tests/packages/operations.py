"""The operations of packages for the permission matrix."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from backend.access.policy import Permission
from backend.access.rules import Role
from backend.documents.rules import DocumentFormat
from backend.kit.files import Store
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.packages.actions import CLEARED
from backend.packages.queries import PACKAGES
from backend.packages.rules import PackageKind, PackageState
from tests.access.matrix import Operation, Relation, Scene

READ = Permission.packages_read
CONTENT = b"PK\x05\x06" + bytes(18)
LOST_DEPARTMENT = {
    (role, Relation.own): 403
    for role in (Role.liaison, Role.department_head, Role.supervising_leader, Role.contact_leader)
}
"""Whoever asked and has lost the department since does not get the file any more."""


def add_package(session: Session, scene: Scene, **more: Any) -> int:
    """Asked for by the scene's user for its department, waiting in the queue."""
    instant = now()
    values = CLEARED | {
        "kind": PackageKind.forms,
        "year": 2026,
        "department_id": scene.department_id,
        "formats": [DocumentFormat.docx],
        "with_warnings": False,
        "wish": f"{scene.user_id:032d}{scene.department_id:032d}",
        "state": PackageState.queued,
        "requested_by_id": scene.user_id,
        "requested_by_name": "申请人",
        "file_name": "教务处2026年度正式表格.zip",
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    return insert_row(session, PACKAGES, values | more)


def add_cancelled(session: Session, scene: Scene) -> int:
    """One that may be asked for again."""
    return add_package(session, scene, state=PackageState.cancelled)


def add_ready(session: Session, scene: Scene) -> int:
    """One whose file lies ready."""
    return add_package(session, scene, **ready(scene))


def ready(scene: Scene) -> dict[str, Any]:
    """What a finished package holds."""
    digest = Store(scene.data_dir / "packages").put(CONTENT)
    return {
        "state": PackageState.ready,
        "digest": digest,
        "manifest_digest": "0" * 64,
        "size": len(CONTENT),
        "entries_count": 1,
        "expires_at": now() + timedelta(days=30),
    }


OPERATIONS = (
    Operation("list_packages", "/packages", arrange=add_package, lists="target_id"),
    Operation(
        "create_package",
        "/packages",
        body=lambda scene: {"kind": "forms", "year": 2026, "department_id": scene.department_id},
        knows_owner=False,
        sees=Permission.organization_read,
    ),
    Operation("get_package", "/packages/{target_id}", arrange=add_package),
    Operation(
        "cancel_package", "/packages/{target_id}/cancellation", arrange=add_package, sees=READ
    ),
    Operation("retry_package", "/packages/{target_id}/retry", arrange=add_cancelled, sees=READ),
    Operation("discard_package", "/packages/{target_id}/discard", arrange=add_ready, sees=READ),
    Operation(
        "download_package",
        "/packages/{target_id}/file",
        arrange=add_ready,
        exceptions=LOST_DEPARTMENT,
    ),
)
