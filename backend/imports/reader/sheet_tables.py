"""A worksheet as a table with cells over several rows and columns, the way Word would hold it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from backend.imports.reader.package import refuse
from backend.imports.reader.raw import Paragraph, RawCell, RawRow, RawTable
from backend.imports.reader.sheet_cells import Area, SheetCells, letters

ROW_KEY: Final = "lianfang.row"
"""Head of the hidden column in which our own workbooks keep the ids of their rows."""
ROW_MARK: Final = "lf_row_"
COVER_LIMIT: Final = 400_000
"""Rows that merged areas cover, all together."""


@dataclass(frozen=True, slots=True)
class _Cover:
    """The part of a merged area in one row."""

    left: int
    right: int
    is_start: bool
    has_text: bool


@dataclass(slots=True)
class _Identity:
    """The hidden column: where it stands, from which row on, and the ids that have been met."""

    column: int = -1
    row: int = 0
    met: set[str] = field(default_factory=set)

    def of(self, row: int, cells: Mapping[int, str]) -> tuple[str, ...]:
        """The mark of a row. A copied row brings the id of the first one along, and is a new row."""
        text = cells.get(self.column, "").strip() if self.column >= 0 and row > self.row else ""
        if not text or text in self.met:
            return ()
        self.met.add(text)
        return (ROW_MARK + text,)


def make_table(cells: SheetCells) -> RawTable:
    """The rows with content; `number` is their place in the sheet. Blank cells are left out."""
    identity = _identity(cells)
    rows: dict[int, dict[int, str]] = {}
    for number in sorted(cells.rows):
        row = {column: text for column, text in cells.rows[number].items() if column != identity.column}
        if row:
            rows[number] = row
    if not rows:
        return RawTable((), cells.name)
    covers = _covers(cells.merges, list(rows), max(max(row) for row in rows.values()))
    marks: dict[int, list[tuple[int, str]]] = {}
    for (number, column), code in cells.marks.items():
        marks.setdefault(number, []).append((column, code))
    for number in cells.hidden_rows & rows.keys():
        marks.setdefault(number, []).append((min(rows[number]), "hidden-row"))
    made = (
        RawRow(
            tuple(_row(row, covers.get(number, []))),
            identity.of(number, cells.rows[number]),
            number,
            tuple(marks.get(number, ())),
        )
        for number, row in rows.items()
    )
    return RawTable(tuple(made), cells.name)


def hidden_content(cells: SheetCells) -> str:
    """The hidden columns that say something, as `C、E`; that of our own ids is none of them."""
    own = _identity(cells).column
    filled = {column for row in cells.rows.values() for column in row}
    return "、".join(letters(column) for column in sorted(cells.hidden_columns & filled - {own}))


def _identity(cells: SheetCells) -> _Identity:
    for number, row in cells.rows.items():
        for column, text in row.items():
            if text == ROW_KEY:
                return _Identity(column, number)
    return _Identity()


def _covers(merges: Sequence[Area], numbers: Sequence[int], right: int) -> dict[int, list[_Cover]]:
    """Row → the merged areas that touch it, cut to the columns with content."""
    covers: dict[int, list[_Cover]] = {}
    areas = [
        (area, bisect_left(numbers, area.top), bisect_right(numbers, area.bottom))
        for area in merges
        if area.left <= right
    ]
    if sum(last - first for _, first, last in areas) > COVER_LIMIT:
        raise refuse("too-complex")
    for area, first, last in areas:
        for number in numbers[first:last]:
            # Where the first row has no content at all, the next one begins the area: it does not go on from above.
            is_first, has_text = number == numbers[first], number == area.top
            cover = _Cover(area.left, min(area.right, right), is_first, has_text)
            covers.setdefault(number, []).append(cover)
    return covers


def _row(row: Mapping[int, str], covers: Iterable[_Cover]) -> list[RawCell]:
    """Cells by column. What lies hidden under a merged area is not there for a reader either."""
    cells: dict[int, RawCell] = {}
    hidden: set[int] = set()
    for cover in covers:
        text = row.get(cover.left, "") if cover.has_text else ""
        hidden.update(range(cover.left, cover.right + 1))
        span = cover.right - cover.left + 1
        cells[cover.left] = RawCell(cover.left, span, not cover.is_start, _paragraphs(text))
    for column, text in row.items():
        if column not in hidden:
            cells[column] = RawCell(column, 1, False, _paragraphs(text))
    return [cells[column] for column in sorted(cells)]


def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if text else ()
    return tuple(Paragraph(line) for line in lines)
