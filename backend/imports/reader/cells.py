"""One table row with its cells by column."""

from dataclasses import dataclass

from backend.imports.reader.findings import Place
from backend.imports.reader.grid import GridCell
from backend.imports.reader.items import own_text, plain_text
from backend.imports.reader.raw import Paragraph
from backend.imports.rules import Column


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One table row, its cells by column; `numbers` are the cells' places for findings."""

    table: int
    row: int
    row_id: str | None
    cells: dict[Column, GridCell]
    numbers: dict[Column, int]

    def place(self, column: Column) -> Place:
        return Place(self.table, self.row, self.numbers.get(column))

    def paragraphs(self, column: Column) -> tuple[Paragraph, ...]:
        cell = self.cells.get(column)
        return cell.paragraphs if cell else ()

    def text(self, column: Column) -> str:
        read = own_text if self.row_id else plain_text
        return read(self.paragraphs(column))

    def is_continued(self, column: Column) -> bool:
        cell = self.cells.get(column)
        return cell is not None and cell.is_continued

    def says(self, column: Column) -> bool:
        """Whether the row itself (no merge from above) has text there."""
        return not self.is_continued(column) and bool(plain_text(self.paragraphs(column)))


def source_raw(source: SourceRow) -> str:
    """The row's own words, for a finding."""
    return " | ".join(source.text(column) for column in source.cells if source.says(column))
