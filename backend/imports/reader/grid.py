"""A table as rows of cells on one grid, vertical merges resolved to the cell that holds the text."""

import re
from dataclasses import dataclass
from typing import Final

from backend.imports.reader.items import plain_text
from backend.imports.reader.raw import Paragraph, RawTable

ROW_BOOKMARK: Final = "lf_row_"
NUMBER_ALONE: Final = re.compile(r"^[（(]?\d{1,3}[）).、．]?$")
"""A narrow number column under a wide header says nothing."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """`is_continued`: drawn as part of the cell above, whose paragraphs it then carries."""

    column: int
    span: int
    is_continued: bool
    paragraphs: tuple[Paragraph, ...]
    text: str

    @classmethod
    def of(
        cls, column: int, span: int, is_continued: bool = False, paragraphs: tuple[Paragraph, ...] = ()
    ) -> "GridCell":
        """With the text of the paragraphs, which is asked for many times."""
        return cls(column, span, is_continued, paragraphs, plain_text(paragraphs) if paragraphs else "")


@dataclass(frozen=True, slots=True)
class GridRow:
    """`number` counts from 1, in a workbook as the sheet does; `row_id` is the identity our own documents carry."""

    number: int
    cells: tuple[GridCell, ...]
    row_id: str | None
    marks: tuple[tuple[int, str], ...] = ()

    def covering(self, column: int) -> GridCell | None:
        """The cell that covers a grid column."""
        return next((cell for cell in self.cells if cell.column <= column < cell.column + cell.span), None)

    def under(self, column: int, span: int) -> GridCell | None:
        """What stands under a header cell: usually one cell, sometimes several that a wide header has above it."""
        first = self.covering(column)
        if span <= (first.span if first else 1):
            return first
        filled = [cell for cell in self.cells if column <= cell.column < column + span and cell.text]
        told = [cell for cell in filled if not NUMBER_ALONE.match(cell.text)] or filled
        if len(told) < 2:
            return told[0] if told else first
        paragraphs = tuple(paragraph for cell in told for paragraph in cell.paragraphs)
        is_continued = all(cell.is_continued for cell in told)
        return GridCell.of(told[0].column, told[0].span, is_continued, paragraphs)

    def position(self, cell: GridCell) -> int:
        """The place of a cell among the cells of its row, from 0."""
        return next((index for index, one in enumerate(self.cells) if one.column == cell.column), 0)

    @property
    def own_text(self) -> str:
        """What this row says itself, without what merged cells repeat."""
        return "\n".join(text for cell in self.cells if not cell.is_continued and (text := cell.text))


@dataclass(frozen=True, slots=True)
class Grid:
    """`number` counts the tables of the file from 1; `sheet` is None for a table of a text document.

    `is_turned`: made of a sideways table, its cells at their own places as in a sheet.
    """

    number: int
    rows: tuple[GridRow, ...]
    sheet: str | None = None
    is_turned: bool = False

    @property
    def is_sheet(self) -> bool:
        """Whether cells are found by where they stand, blank ones being left out."""
        return self.sheet is not None or self.is_turned

    @property
    def width(self) -> int:
        """Most cells in a row; what a continued table is compared by."""
        return max((len(row.cells) for row in self.rows), default=0)


def row_identity(bookmarks: tuple[str, ...]) -> str | None:
    found = (name.removeprefix(ROW_BOOKMARK) for name in bookmarks if name.startswith(ROW_BOOKMARK))
    return next(found, None)


def make_grid(table: RawTable, number: int) -> Grid:
    """`number` counts the tables of the file from 1."""
    rows: list[GridRow] = []
    above: dict[int, GridCell] = {}
    for index, raw in enumerate(table.rows, start=1):
        cells = []
        for cell in raw.cells:
            origin = above.get(cell.column) if cell.is_continued else None
            if origin:
                cells.append(GridCell(cell.column, cell.span, True, origin.paragraphs, origin.text))
            else:
                cells.append(GridCell.of(cell.column, cell.span, False, cell.paragraphs))
        above = {cell.column: cell for cell in cells}
        rows.append(GridRow(raw.number or index, tuple(cells), row_identity(raw.bookmarks), raw.marks))
    return Grid(number, tuple(rows), table.sheet)
