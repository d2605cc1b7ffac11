"""Makes the default templates beside this file: `python -m backend.documents.writer.templates.make`.

What stands on them and how large is said in designs.py.
"""

import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Final

from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from backend.documents.rules import LABELS, DocumentKind
from backend.documents.writer.designs import DESIGNS, TALL, TOTAL, Blank, Box, Design
from backend.documents.writer.templates.blocks import (
    BLANK,
    PLAIN,
    SMALL,
    begin,
    blanks,
    headers,
    looped,
    notes_below,
)
from backend.documents.writer.templates.parts import (
    CENTER,
    FANG,
    HEI,
    RIGHT,
    Type,
    add_row,
    alternatives,
    make_table,
    middle,
    put,
    tabs,
    write,
)

FOLDER: Final = Path(__file__).parent
FIXED_TIME: Final = (2012, 9, 1, 0, 0, 0)
DROPPED: Final = frozenset({"docProps/thumbnail.jpeg", "word/stylesWithEffects.xml"})

def tag(field: str) -> str:
    """The placeholder of a field; nothing for a blank that is always written by hand."""
    return f"{{{{ {field} }}}}" if field else ""


def line(filled: Sequence[Blank]) -> str:
    """The words of the blanks with their placeholders, a tab between them."""
    return "\t".join(blank.words + tag(blank.field) for blank in filled)


def stops(filled: Sequence[Blank]) -> list[float]:
    return [blank.at for blank in filled[1:]]


def formed(kind: DocumentKind, cells: Sequence[str]) -> DocumentType:
    """A form whose table has one row for each of `rows`."""
    design = DESIGNS[kind]
    document = begin(is_landscape=design.is_landscape, has_label=bool(LABELS[kind]))
    blanks(document, line(design.blanks), stops(design.blanks))
    table = make_table(document, design.widths)
    headers(
        table, design.widths, design.columns, Type(HEI, design.size, design.pitch), design.head_row
    )
    body = Type(FANG, design.size, design.pitch)
    looped(table, design.widths, cells, body, design.min_row, sorted(design.centered))
    if design.opinion:
        opinion_row(table, design.opinion)
    return document


def noted(document: DocumentType, design: Design) -> None:
    """说明 or 注 below the table."""
    notes = [note.replace(TOTAL, tag("total")) for note in design.notes]
    notes_below(document, notes, design.note_indent, 10.5)


def signed(document: DocumentType, filled: Sequence[Blank], space: float) -> Paragraph:
    """A line of blanks below the table."""
    paragraph = write(document.add_paragraph(), line(filled), BLANK)
    paragraph.paragraph_format.space_before = Pt(space)
    tabs(paragraph, stops(filled))
    return paragraph


def power_catalogue() -> DocumentType:
    """附件一."""
    kind = DocumentKind.power_catalogue
    cells = ("{%bm r.mark %}{{ r.name }}", "{{ r.content }}", "{{ r.handling_body }}", "{{ r.basis }}")
    document = formed(kind, cells)
    signed(document, DESIGNS[kind].below, 8)
    return document


def inventory(kind: DocumentKind) -> DocumentType:
    """附件二 and 附件三."""
    cells = (
        "{%vm r.starts_duty %}{{ r.duty }}",
        "{%bm r.mark %}{{ r.risk_point }}",
        "{{ r.manifestation }}",
        "{{ r.causes }}",
        "{{ r.level }}",
        "{{ r.measures }}",
        "{{ r.remark }}",
    )
    document = formed(kind, cells)
    noted(document, DESIGNS[kind])
    return document


def opinion_row(table: Table, words: str) -> None:
    """审核意见: text above, signature and date at the bottom right."""
    row = add_row(table, DESIGNS[DocumentKind.department_inventory].widths, 54, may_break=False)
    text = row.cells[1].merge(row.cells[-1])
    middle(row.cells[0])
    put(row.cells[0], [words], Type(HEI, 10.5, 16), CENTER)
    put(text, ["{{ opinion }}"], SMALL)
    write(text.add_paragraph(), "签字：{{ signer }}                    {{ signed_on }}", SMALL, RIGHT)
    text.paragraphs[-1].paragraph_format.right_indent = Pt(21)
    text.paragraphs[-1].paragraph_format.space_before = Pt(14)
    for paragraph in (*row.cells[0].paragraphs, *text.paragraphs):
        paragraph.paragraph_format.keep_with_next = True


def warning_record() -> DocumentType:
    """附件四."""
    design = DESIGNS[DocumentKind.warning_record]
    document = begin()
    blanks(document, line(design.blanks), stops(design.blanks))
    table = make_table(document, design.widths)
    for box in design.boxes:
        (pair if box.job_title else wide)(table, design.widths, box)
    return document


def pair(table: Table, widths: Sequence[float], box: Box) -> None:
    cells = add_row(table, widths, box.height).cells
    texts = (box.words, tag(box.field), "职务", tag(box.job_title))
    for cell, text, kind in zip(cells, texts, (HEI, FANG, HEI, FANG), strict=True):
        middle(cell)
        put(cell, [text], Type(kind, 12, 20), CENTER)


def wide(table: Table, widths: Sequence[float], box: Box) -> None:
    cells = add_row(table, widths, box.height).cells
    middle(cells[0])
    put(cells[0], [box.words], Type(HEI, 12, 20), CENTER)
    merged = cells[1].merge(cells[-1])
    if box.height < TALL:
        middle(merged)
    put(merged, [tag(box.field)], PLAIN)


def self_check(kind: DocumentKind) -> DocumentType:
    """讲义附件1 and 附件2."""
    cells = (
        "{%bm r.mark %}{{ r.subject }}",
        "{{ r.duties|numbered }}",
        "{{ r.powers|numbered }}",
        "{{ r.risks|numbered }}",
    )
    document = formed(kind, cells)
    noted(document, DESIGNS[kind])
    signed(document, DESIGNS[kind].below, 6)
    return document


def risk_register() -> DocumentType:
    """风险点登记汇总表 (handout.txt line 250): not numbered among the 附件."""
    kind = DocumentKind.risk_register
    fields = "number department position holder risk_point manifestation level measures responsible standing"
    document = formed(kind, [tag(f"r.{field}") for field in fields.split()])
    signed(document, DESIGNS[kind].below, 6).paragraph_format.keep_with_next = True
    noted(document, DESIGNS[kind])
    return document


def finish(document: DocumentType, name: str) -> None:
    """Document-wide settings, then a zip with fixed times, so that making it again changes no byte."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for fonts in defaults.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FANG)
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    properties = document.core_properties
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.title = ""
    buffer = BytesIO()
    document.save(buffer)
    with (
        zipfile.ZipFile(buffer) as source,
        zipfile.ZipFile(FOLDER / name, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.namelist():
            if entry in DROPPED:
                continue
            info = zipfile.ZipInfo(entry, FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, tidy(entry, source.read(entry)))


def tidy(name: str, data: bytes) -> bytes:
    """Takes out what was dropped and names the substitutes of fonts."""
    if name == "word/fontTable.xml":
        fonts = etree.fromstring(data)
        alternatives(fonts)
        return etree.tostring(fonts, xml_declaration=True, encoding="UTF-8", standalone=True)
    if name in ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"):
        root = etree.fromstring(data)
        for element in list(root):
            target = (element.get("Target") or element.get("PartName") or "").lstrip("/")
            if any(dropped.endswith(target) for dropped in DROPPED if target):
                root.remove(element)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


MAKERS: Final[dict[DocumentKind, Callable[[], DocumentType]]] = {
    DocumentKind.power_catalogue: power_catalogue,
    DocumentKind.department_inventory: partial(inventory, DocumentKind.department_inventory),
    DocumentKind.position_inventory: partial(inventory, DocumentKind.position_inventory),
    DocumentKind.warning_record: warning_record,
    DocumentKind.position_self_check: partial(self_check, DocumentKind.position_self_check),
    DocumentKind.department_self_check: partial(self_check, DocumentKind.department_self_check),
    DocumentKind.risk_register: risk_register,
}


def main() -> None:
    for kind, maker in MAKERS.items():
        finish(maker(), f"{kind.value}.docx")


if __name__ == "__main__":
    main()
