"""Templates of the college's own: one in use, the one before it, and one that waits (forms.md §1.3)."""

import zipfile
from io import BytesIO

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.demo.people import expecting
from backend.documents.checker.guide import template_to_edit
from backend.documents.rules import DocumentKind
from backend.documents.templates.actions import adopt_template, upload_template
from backend.documents.templates.schemas import TemplateAdoptionCreate
from backend.imports.reader.returned import returned_forms
from backend.kit.files import Store
from backend.settings import Settings

IN_USE, WAITING = DocumentKind.department_self_check, DocumentKind.position_self_check
EDITIONS = (
    ("表末加一行“填表须知”。", "填表须知：请逐条对照部门职责填写，没有风险点的写明理由。", "先试用一年。"),
    ("“填表须知”改为两条。", "填表须知：1.逐条对照部门职责填写；2.没有风险点的写明理由。", "按各部门意见修改。"),
)
FONT = '<w:rFonts w:eastAsia="仿宋_GB2312"/><w:sz w:val="21"/>'
DRAFT = ("表末加上咨询电话。", "填表中有疑问，请联系防控办公室（示例电话：0000-0000000）。")


def load(session: Session, actor: Actor, store: Store) -> None:
    """Uploads and adopts as the office would."""
    for note, line, reason in EDITIONS:
        row = _upload(session, actor, store, IN_USE, note, line)
        adopt_template(session, actor, row, TemplateAdoptionCreate(reason=reason), expecting({"version": 1}))
    _upload(session, actor, store, WAITING, *DRAFT)


def _upload(
    session: Session, actor: Actor, store: Store, kind: DocumentKind, note: str, line: str
) -> int:
    college = Settings.model_fields["college_name"].default
    data = with_line(template_to_edit(kind), line)
    row = upload_template(
        session, actor, store, kind, f"{kind.label}模板.docx", data, note, college, returned_forms
    )
    return int(row["id"])


def with_line(data: bytes, line: str) -> bytes:
    """The document with one more line at its end."""
    buffer = BytesIO()
    paragraph = f"<w:p><w:r><w:rPr>{FONT}</w:rPr><w:t>{line}</w:t></w:r></w:p>".encode()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                before, section, after = part.rpartition(b"<w:sectPr")
                part = before + paragraph + section + after
            target.writestr(name, part)
    return buffer.getvalue()
