"""The operations of imports for the permission matrix."""

from typing import Any

from sqlmodel import Session

from backend.access.policy import Permission
from backend.imports.plans.rules import SHEETS, sheets_of
from backend.imports.queries import IMPORTS
from backend.imports.reader.forms import read_file
from backend.imports.rules import ImportState
from backend.kit.files import Store
from backend.kit.rows import insert_row
from backend.kit.table import now
from tests.access.matrix import Operation, Scene
from tests.imports.uploads import WORD, sample

READ = Permission.imports_read


def add_import(session: Session, scene: Scene) -> int:
    """A file uploaded for the department, its one form aimed at the post."""
    data = sample("self_check_director")
    (form,) = read_file(data).forms
    instant = now()
    row: dict[str, Any] = {
        "file_name": "自查表.docx",
        "file_digest": Store(scene.data_dir / "files").put(data),
        "file_size": len(data),
        "owner_id": scene.user_id,
        "department_id": scene.department_id,
        "state": ImportState.ready,
        "forms_count": 1,
        "sheets": SHEETS.dump_python(tuple(sheets_of(form)), mode="json"),
        "findings": [],
        "choices": {"0": {"position_id": scene.position_id}},
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    return insert_row(session, IMPORTS, row)


OPERATIONS = (
    Operation("list_imports", "/imports", arrange=add_import, lists="target_id"),
    Operation(
        "create_import",
        "/imports",
        request=lambda scene: {
            "files": {"file": ("自查表.docx", sample("self_check_director"), WORD)},
            "data": {"department_id": scene.department_id},
        },
        outside=422,
    ),
    Operation("get_import", "/imports/{target_id}", arrange=add_import),
    Operation("get_annotated_import", "/imports/{target_id}/annotated", arrange=add_import),
    Operation(
        "update_import",
        "/imports/{target_id}",
        arrange=add_import,
        body=lambda scene: {"forms": [{"index": 0, "year": 2026}]},
        sees=READ,
    ),
    Operation("apply_import", "/imports/{target_id}/application", arrange=add_import, sees=READ),
)
