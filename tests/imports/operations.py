"""The operations of imports for the permission matrix."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.policy import Permission
from backend.access.rules import Role
from backend.imports.entries.rules import sheets_of
from backend.imports.mappings.queries import MAPPINGS, TABLES
from backend.imports.mappings.rules import MappedPart
from backend.imports.plans.rules import SHEETS
from backend.imports.queries import IMPORTS
from backend.imports.reader.forms import read_file
from backend.imports.reversals.rules import EFFECTS, Effect, EffectKind
from backend.imports.rules import Column, ImportState
from backend.kit.files import Store
from backend.kit.rows import insert_row
from backend.kit.table import now
from tests.access.matrix import Operation, Relation, Scene
from tests.imports.uploads import WORD, sample
from tests.powers.catalogue import add_power

READ = Permission.imports_read


def add_import(session: Session, scene: Scene) -> int:
    """A file uploaded for the department, its one form aimed at the post."""
    data = sample("self_check_director")
    parsed = read_file(data)
    (form,) = parsed.forms
    instant = now()
    row: dict[str, Any] = {
        "file_name": "自查表.docx",
        "file_digest": Store(scene.data_dir / "files").put(data),
        "file_size": 1,
        "owner_id": scene.user_id,
        "department_id": scene.department_id,
        "state": ImportState.ready,
        "forms_count": 1,
        "sheets": SHEETS.dump_python(tuple(sheets_of(form)), mode="json"),
        "findings": [],
        "tables": TABLES.dump_python(parsed.tables, mode="json"),
        "mapping": {},
        "choices": {"0": {"position_id": scene.position_id}},
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    return insert_row(session, IMPORTS, row)


def add_applied(session: Session, scene: Scene) -> tuple[int, int]:
    """An import that made two powers of the post; the first one's id is the second number."""
    import_id = add_import(session, scene)
    place = {"position_id": scene.position_id, "version": 1}
    made = [add_power(session, scene.department_id, code, **place) for code in ("P001", "P002")]
    effects = tuple(Effect(0, EffectKind.power, power_id, "调课审批", version=1) for power_id in made)
    values = {
        "state": ImportState.applied,
        "applied_at": now(),
        "outcome": [],
        "effects": EFFECTS.dump_python(effects, mode="json"),
    }
    session.execute(sa.update(IMPORTS).where(IMPORTS.c.id == import_id).values(values))
    return import_id, made[0]


def add_mapping(session: Session, scene: Scene) -> int:
    """A header the department calls its own way."""
    instant = now()
    row: dict[str, Any] = {
        "department_id": scene.department_id,
        "part": MappedPart.column,
        "words": "存在的问题",
        "text": "存在的问题",
        "field": Column.manifestation,
        "used_at": instant,
        "used_by_id": scene.user_id,
        "used_by_name": "李联络",
        "uses_count": 1,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    return insert_row(session, MAPPINGS, row)


def add_record(session: Session, scene: Scene) -> int:
    """A 附件四 the caller uploaded himself; whoever does not handle warnings does not see even that."""
    import_id = add_import(session, scene)
    values = {"is_restricted": True, "department_id": None, "owner_id": scene.caller_id or scene.user_id}
    session.execute(sa.update(IMPORTS).where(IMPORTS.c.id == import_id).values(values))
    return import_id


def add_undoable(session: Session, scene: Scene) -> int:
    """The same import."""
    return add_applied(session, scene)[0]


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
    Operation("get_import_limits", "/imports/limits", is_about_row=False),
    Operation("get_import", "/imports/{target_id}", arrange=add_import),
    Operation(
        "discard_import",
        "/imports/{target_id}",
        arrange=add_record,
        is_callers=True,
        exceptions={Role.liaison: 404, (Role.liaison, Relation.none): 403},
    ),
    Operation("get_annotated_import", "/imports/{target_id}/annotated", arrange=add_import),
    Operation(
        "update_import",
        "/imports/{target_id}",
        arrange=add_import,
        body=lambda scene: {"forms": [{"index": 0, "year": 2026}]},
        sees=READ,
    ),
    Operation("apply_import", "/imports/{target_id}/application", arrange=add_import, sees=READ),
    Operation(
        "update_import_mapping",
        "/imports/{target_id}/mapping",
        arrange=add_import,
        body=lambda _: {"columns": [{"text": "岗位职责", "column": "duties"}], "levels": []},
        sees=READ,
    ),
    Operation("list_import_mappings", "/import-mappings", arrange=add_mapping, lists="target_id"),
    Operation(
        "create_import_mapping",
        "/import-mappings",
        body=lambda scene: {
            "department_id": scene.department_id,
            "part": "level",
            "text": "甲类",
            "level": "high",
        },
        outside=422,
    ),
    Operation(
        "remove_import_mapping", "/import-mappings/{target_id}", arrange=add_mapping, sees=READ
    ),
    Operation("get_import_reversal", "/imports/{target_id}/reversal", arrange=add_undoable),
    Operation(
        "reverse_import",
        "/imports/{target_id}/reversal",
        arrange=add_undoable,
        body=lambda _: {"is_partial": False},
        sees=READ,
    ),
)
