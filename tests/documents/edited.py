"""The product's templates as people edit them: words changed, tags spoilt, parts added to the package."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from backend.documents.checker.check import check_template
from backend.documents.checker.guide import template_to_edit
from backend.documents.checker.remarks import Remark, UnfitTemplate
from backend.documents.rules import DocumentKind
from backend.imports.reader.returned import returned_forms
from tests.documents.filled import COLLEGE

DOCUMENT, RELS, TYPES = "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = DocumentKind.department_inventory


def parts_of(data: bytes) -> dict[str, bytes]:
    """Name → content."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def edited(
    changes: Mapping[str, str],
    kind: DocumentKind = SHEET,
    part: str = DOCUMENT,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """The template to edit with pieces of one part replaced, each of which is there; `more` are further parts."""
    parts = parts_of(template_to_edit(kind))
    text = parts[part].decode()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    return packed(parts | {part: text.encode()} | dict(more or {}))


def related(kind: str, target: str, part: tuple[str, bytes] | None = None) -> bytes:
    """With one more relationship of the document, to a part of its own or else to something outside."""
    mode = "" if part else ' TargetMode="External"'
    relation = f'<Relationship Id="rIdOdd" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
    return edited({"</Relationships>": relation}, part=RELS, more=dict([part]) if part else None)


def checked(data: bytes, kind: DocumentKind = SHEET) -> tuple[Remark, ...]:
    """What is said of a template that is accepted."""
    return check_template(kind, data, COLLEGE, returned_forms)


def faults(data: bytes, kind: DocumentKind = SHEET) -> list[str]:
    """Why it is refused."""
    with pytest.raises(UnfitTemplate) as caught:
        checked(data, kind)
    return [remark.sentence for remark in caught.value.remarks]
