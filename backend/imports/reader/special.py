"""Rows under a header that hold no content: titles, blanks to fill, opinions, notes, signatures, small headings."""

import re
from collections.abc import Sequence
from typing import Final

from backend.imports.reader.grid import GridCell, GridRow
from backend.imports.reader.headers import Header
from backend.imports.reader.meta import (
    META_LABELS,
    TRAILING,
    is_label_line,
    is_note,
    read_values,
    title_of,
)
from backend.imports.rules import OPINION, SIGNATURE, TOTAL, Column, squeeze

OPINION_LIMIT: Final = 24
SIGNATURE_LIMIT: Final = 30
IDENTITY: Final = frozenset({Column.person_name, Column.department})
BLANK: Final = re.compile(r"^[^\s：:，。；]{2,10}\s*[：:].{0,40}$", re.DOTALL)
"""A label of any kind with its value in one cell: `审核人：李四`."""


def special(row: GridRow, header: Header, is_tail: bool = False) -> str | None:
    """`title`, `section`, `note`, `skip`, or None for a row with content.

    `is_tail`: an opinion or a note stood above, so that a lonely text only goes on with it.
    """
    filled = [cell for cell in row.cells if cell.text and not cell.is_continued]
    if not filled:
        return "skip"
    first = squeeze(filled[0].text)
    if TOTAL.match(first):
        return "skip"
    if (len(first) <= OPINION_LIMIT and OPINION.search(first)) or is_note(filled[0].text):
        return "note"
    if _are_blanks(filled):
        return "title"
    if all(_is_signature(cell.text) for cell in filled):
        return "note"
    return _lonely(row, filled[0], header, is_tail) if len(filled) == 1 else None


def _lonely(row: GridRow, cell: GridCell, header: Header, is_tail: bool) -> str | None:
    """A row with one filled cell."""
    values = read_values(cell.text).keys()
    if values & TRAILING:
        return "title"
    is_heading = title_of(cell.text) or values or is_label_line(cell.text)
    if header.is_sheet and is_heading and (cell.span > 1 or not values or values & IDENTITY):
        return "title"
    if is_tail and header.is_sheet:
        return "note"
    if not _is_alone(row, cell, header):
        return None
    return "title" if is_heading else "note" if is_tail else "section"


def _is_alone(row: GridRow, cell: GridCell, header: Header) -> bool:
    """One cell across most of a table of several columns."""
    is_only = header.is_sheet or len(row.cells) <= max(1, len(header.cells) // 3)
    return is_only and cell.span * 2 > len(header.cells)


def _is_signature(text: str) -> bool:
    squeezed = squeeze(text)
    return len(squeezed) <= SIGNATURE_LIMIT and SIGNATURE.search(squeezed) is not None


def _are_blanks(filled: Sequence[GridCell]) -> bool:
    """Nothing but labels with their values, as around a table: `姓名 | 王老师 | 职务 | 干事`."""
    if len(filled) < 2:
        return False
    texts = [cell.text for cell in filled]
    bare = inline = index = 0
    while index < len(texts):
        values = read_values(texts[index])
        if values:
            inline += bool(values.keys() & (IDENTITY | TRAILING))
            has_value = bool(next(reversed(values.values())))
            index += 1 if has_value or not _is_value(texts, index + 1) else 2
        elif squeeze(texts[index]).rstrip("：") in META_LABELS and _is_value(texts, index + 1):
            bare, index = bare + 1, index + 2
        elif BLANK.match(texts[index]):
            index += 1
        else:
            return False
    return inline > 0 or bare > 1


def _is_value(texts: Sequence[str], index: int) -> bool:
    return index < len(texts) and not read_values(texts[index]) and not BLANK.match(texts[index])
