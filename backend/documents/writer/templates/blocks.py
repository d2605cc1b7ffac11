"""Blocks every official form is made of: the head, the line of blanks, the table's rows, the notes."""

from collections.abc import Sequence
from typing import Final

from docx import Document
from docx.document import Document as DocumentType
from docx.shared import Pt
from docx.table import Table

from backend.documents.writer.designs import TALL
from backend.documents.writer.templates.parts import (
    CENTER,
    FANG,
    HEI,
    LEFT,
    TITLE,
    Type,
    add_row,
    middle,
    page,
    plain_spacing,
    put,
    repeat_header,
    tabs,
    write,
)

BLANK: Final = Type(FANG, 12, 24)
SMALL: Final = Type(FANG, 10.5, 16)
PLAIN: Final = Type(FANG, 12, 20)


def begin(*, is_landscape: bool = False, has_label: bool = True) -> DocumentType:
    """Page, label and title."""
    document = Document()
    plain_spacing(document.styles["Normal"].element.get_or_add_pPr())
    page(document, is_landscape=is_landscape)
    if has_label:
        write(document.add_paragraph(), "{{ label }}", Type(HEI, 16, 26))
    title = write(document.add_paragraph(), "{{ title }}", Type(TITLE, 22, 34), CENTER)
    title.paragraph_format.space_after = Pt(8)
    return document


def blanks(document: DocumentType, text: str, stops: Sequence[float]) -> None:
    """The line of blanks above a table; a tab goes to the next stop (millimetres)."""
    tabs(write(document.add_paragraph(), text, BLANK), stops)


def headers(table: Table, widths: Sequence[float], words: Sequence[str], kind: Type, height: float) -> None:
    row = add_row(table, widths, height, may_break=False)
    repeat_header(row)
    for cell, word in zip(row.cells, words, strict=True):
        middle(cell)
        put(cell, [word], kind, CENTER)


def tag_row(table: Table, widths: Sequence[float], tag: str, kind: Type) -> None:
    """A row that only holds a `{%tr … %}` tag."""
    put(add_row(table, widths, 1).cells[0], [tag], kind)


def looped(
    table: Table,
    widths: Sequence[float],
    cells: Sequence[str],
    kind: Type,
    height: float,
    centered: Sequence[int],
) -> None:
    """The row of the loop over `rows`, then the blank row of the loop over `blanks`."""
    tag_row(table, widths, "{%tr for r in rows %}", kind)
    row = add_row(table, widths, height, may_break=height >= TALL)
    for index, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
        if height < TALL or index in centered:
            middle(cell)
        put(cell, [text], kind, CENTER if index in centered else LEFT)
    tag_row(table, widths, "{%tr endfor %}", kind)
    tag_row(table, widths, "{%tr for b in blanks %}", kind)
    for cell in add_row(table, widths, height).cells:
        put(cell, [""], kind)
    tag_row(table, widths, "{%tr endfor %}", kind)


def notes_below(document: DocumentType, texts: Sequence[str], first: float, number: float) -> None:
    """说明 or 注 with hanging numbers; lengths in points."""
    for index, text in enumerate(texts):
        paragraph = write(document.add_paragraph(), text, SMALL)
        form = paragraph.paragraph_format
        form.left_indent = Pt(first + number)
        form.first_line_indent = Pt(-number - (first if index == 0 else 0))
        form.space_before = Pt(4 if index == 0 else 0)
        form.keep_with_next = index + 1 < len(texts)
