"""A table as rows of cells on one grid, vertical merges resolved to the cell that holds the text."""

from dataclasses import dataclass
from typing import Final

from backend.imports.reader.docx import Paragraph, RawTable
from backend.imports.reader.items import plain_text

ROW_BOOKMARK: Final = "lf_row_"


@dataclass(frozen=True, slots=True)
class GridCell:
    """`is_continued`: drawn as part of the cell above, whose paragraphs it then carries."""

    column: int
    span: int
    is_continued: bool
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        return plain_text(self.paragraphs)


@dataclass(frozen=True, slots=True)
class GridRow:
    """`number` counts from 1 as a reader would; `row_id` is the identity our own documents carry."""

    number: int
    cells: tuple[GridCell, ...]
    row_id: str | None

    def covering(self, column: int) -> GridCell | None:
        """The cell that covers a grid column."""
        return next((cell for cell in self.cells if cell.column <= column < cell.column + cell.span), None)

    @property
    def own_text(self) -> str:
        """What this row says itself, without what merged cells repeat."""
        return "\n".join(text for cell in self.cells if not cell.is_continued and (text := cell.text))


@dataclass(frozen=True, slots=True)
class Grid:
    number: int
    rows: tuple[GridRow, ...]

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
            content = origin.paragraphs if origin else cell.paragraphs
            cells.append(GridCell(cell.column, cell.span, origin is not None, content))
        above = {cell.column: cell for cell in cells}
        rows.append(GridRow(index, tuple(cells), row_identity(raw.bookmarks)))
    return Grid(number, tuple(rows))
