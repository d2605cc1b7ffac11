"""How much paper a form takes, so that blank rows can fill its last page as printed forms do."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MM: Final = 72 / 25.4
"""Points in a millimetre."""
CELL_PADDING: Final = 10.8
ROW_PADDING: Final = 5
SAFETY: Final = 0.97
"""Programs break lines a little differently; a row too few is better than a page too many."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lengths in points; `widths` are the table's columns in millimetres."""

    widths: tuple[float, ...]
    font_size: float
    line_pitch: float
    min_row: float
    page: float
    """Height of the text area."""
    above: float
    """Label, title and blanks on the first page."""
    header: float
    """The table's header row, repeated on every page."""
    below: float
    """What has to follow the last row on the same page: opinion, notes, signatures."""


def line_count(text: str, width: float, font_size: float) -> int:
    """Lines a text takes in a column; width and font size in points."""
    per_line = max(1.0, (width - CELL_PADDING) / font_size)
    units = (
        sum(1.0 if ord(mark) > 0x2E7F or mark in "“”‘’…—" else 0.55 for mark in line)
        for line in text.split("\n")
    )
    return sum(max(1, math.ceil(unit / per_line)) for unit in units)


def row_height(sheet: Sheet, texts: Sequence[str]) -> float:
    lines = max(
        line_count(text, width * MM, sheet.font_size) for text, width in zip(texts, sheet.widths, strict=True)
    )
    return max(sheet.min_row, lines * sheet.line_pitch + ROW_PADDING)


def blank_rows(sheet: Sheet, rows: Sequence[Sequence[str]]) -> int:
    """Empty rows that fill the page of the last row; what follows the table goes below them or overleaf."""
    page = sheet.page * SAFETY
    room = page - sheet.above - sheet.header
    for texts in rows:
        height = row_height(sheet, texts)
        if height <= room:
            room -= height
        else:
            rest = (height - room) % (page - sheet.header)
            room = page - sheet.header - rest
    tail = sheet.below if room >= sheet.below else 0.0
    left = int((room - tail) // sheet.min_row)
    return max(left, 0 if rows else 1)
