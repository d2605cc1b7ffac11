"""The operations of templates for the permission matrix."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.documents.checker.guide import template_to_edit
from backend.documents.rules import DocumentKind
from backend.documents.templates.queries import ADOPTIONS, TEMPLATES
from backend.documents.templates.rules import SHOWN, TemplateState
from backend.kit.files import Store
from backend.kit.rows import insert_row
from backend.kit.table import now
from tests.access.matrix import Operation, Scene
from tests.documents.edited import edited

KIND = DocumentKind.warning_record
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def add_template(
    session: Session,
    scene: Scene,
    state: TemplateState = TemplateState.adopted,
    kind: DocumentKind = KIND,
) -> int:
    """A version with its file, and the time it has been in use."""
    data = template_to_edit(kind)
    instant = now()
    newest = sa.select(sa.func.max(TEMPLATES.c.edition)).where(TEMPLATES.c.kind == kind)
    edition = (session.execute(newest).scalar_one() or 0) + 1
    row: dict[str, Any] = {
        "kind": kind,
        "edition": edition,
        "file_name": "模板.docx",
        "digest": Store(scene.data_dir / "files").put(data),
        "size": len(data),
        "note": "",
        "remarks": [],
        "state": state,
        "uploaded_by_name": "纪委办",
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    template_id = insert_row(session, TEMPLATES, row)
    if state in SHOWN:
        lasting = sa.and_(ADOPTIONS.c.kind == kind, ADOPTIONS.c.ended_at.is_(None))
        session.execute(sa.update(ADOPTIONS).where(lasting).values(ended_at=instant))
        use = {
            "template_id": template_id,
            "kind": kind,
            "adopted_at": instant,
            "adopted_by_name": "纪委办",
            "reason": "",
            "ended_at": None if state is TemplateState.adopted else instant,
            "ended_by_name": "",
            "end_reason": "",
        }
        insert_row(session, ADOPTIONS, use)
    return template_id


def add_checked(session: Session, scene: Scene) -> int:
    """One that waits."""
    return add_template(session, scene, TemplateState.checked)


def add_discarded(session: Session, scene: Scene) -> int:
    """One that was given up."""
    return add_template(session, scene, TemplateState.discarded)


OPERATIONS = (
    Operation("list_template_kinds", "/documents/templates/kinds", is_about_row=False),
    Operation("get_template_guide", "/documents/templates/kinds/risk_register/guide", is_about_row=False),
    Operation("get_default_template", "/documents/templates/kinds/risk_register/default", is_about_row=False),
    Operation("list_document_templates", "/documents/templates", is_about_row=False),
    Operation(
        "upload_document_template",
        "/documents/templates/kinds/warning_record",
        request=lambda _: {"files": {"file": ("模板.docx", edited({}, KIND), WORD)}},
        is_about_row=False,
    ),
    Operation(
        "get_document_template", "/documents/templates/{target_id}", arrange=add_template, is_about_row=False
    ),
    Operation(
        "get_document_template_file",
        "/documents/templates/{target_id}/file",
        arrange=add_template,
        is_about_row=False,
    ),
    Operation(
        "get_document_template_preview",
        "/documents/templates/{target_id}/preview",
        arrange=add_template,
        request=lambda _: {"params": {"as_word": True}},
        is_about_row=False,
    ),
    Operation(
        "adopt_document_template",
        "/documents/templates/{target_id}/adoption",
        body=lambda _: {"reason": "统一表头"},
        arrange=add_checked,
        is_about_row=False,
    ),
    Operation(
        "withdraw_document_template",
        "/documents/templates/{target_id}/withdrawal",
        body=lambda _: {"reason": "表头有误"},
        arrange=add_template,
        is_about_row=False,
    ),
    Operation(
        "discard_document_template",
        "/documents/templates/{target_id}/discarding",
        arrange=add_checked,
        is_about_row=False,
    ),
    Operation(
        "restore_document_template",
        "/documents/templates/{target_id}/restoration",
        arrange=add_discarded,
        is_about_row=False,
    ),
)
