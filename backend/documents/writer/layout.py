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


class _Breadths(dict[str, float]):
    """How broad a mark is, in type sizes; those of the first plane are remembered."""

    def __missing__(self, mark: str) -> float:
        breadth = 1.0 if ord(mark) > 0x2E7F or mark in "“”‘’…—" else 0.55
        if ord(mark) < 0x10000:
            self[mark] = breadth
        return breadth


_breadth_of: Final = _Breadths().__getitem__


def line_count(text: str, width: float, font_size: float) -> int:
    """Lines a text takes in a column; width and font size in points."""
    per_line = max(1.0, (width - CELL_PADDING) / font_size)
    # No mark is broader than 1: what has few enough of them fits without adding them up.
    if len(text) <= per_line:
        return 1 + text.count("\n")
    return sum(
        1 if len(line) <= per_line else max(1, math.ceil(sum(map(_breadth_of, line)) / per_line))
        for line in text.split("\n")
    )


def row_height(sheet: Sheet, texts: Sequence[str]) -> float:
    lines = max(
        line_count(text, width * MM, sheet.font_size) if text else 1
        for text, width in zip(texts, sheet.widths, strict=True)
    )
    return max(sheet.min_row, lines * sheet.line_pitch + ROW_PADDING)


class Paper:
    """How far down its page the table has come; rows are laid one after the other, as they are written."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._page = sheet.page * SAFETY
        self._whole = self._page - sheet.header
        self._room = self._whole - sheet.above
        self._is_empty = True

    def lay(self, texts: Sequence[str]) -> None:
        """One more row; it goes overleaf as a whole unless no page could hold it."""
        height = row_height(self._sheet, texts)
        if height <= self._room:
            self._room -= height
        elif height <= self._whole:
            self._room = self._whole - height
        else:
            self._room = self._whole - (height - self._room) % self._whole
        self._is_empty = False

    def blank_rows(self) -> int:
        """Empty rows down to what follows the table. Where that has to go overleaf, both pages are filled: nobody
        signs a page without a table."""
        row, below = self._sheet.min_row, self._sheet.below
        if self._room >= below:
            return max(int((self._room - below) // row), 1 if self._is_empty else 0)
        return int(self._room // row) + int((self._whole - below) // row)


def blank_rows(sheet: Sheet, rows: Sequence[Sequence[str]]) -> int:
    """Empty rows below a table that is there as a whole."""
    paper = Paper(sheet)
    for texts in rows:
        paper.lay(texts)
    return paper.blank_rows()
