"""What there is to say about single cells: what a program left in them, and headers that are not the usual ones."""

from backend.imports.reader.drafts import Draft
from backend.imports.reader.findings import FindingLog, Place
from backend.imports.reader.grid import Grid, GridRow
from backend.imports.reader.headers import Header
from backend.imports.rules import AMBIGUOUS_HEADER, Column, squeeze


def note_cells(draft: Draft, header: Header, grid: Grid, row: GridRow) -> None:
    """What the program that wrote the row has left in single cells: formulas, errors."""
    for at, code in row.marks:
        column = next((cell.column for cell in header.cells if cell.at == at and cell.column), Column.whole)
        cell = row.covering(at)
        draft.log.add(code, column, cell.text if cell else "", Place(grid.number, row.number, at + 1))


def note_odd_columns(header: Header, log: FindingLog, place: Place) -> None:
    seen: set[Column] = set()
    for cell in header.cells:
        at = Place(place.table, place.row, cell.number)
        if cell.column is None and cell.text and not cell.reading.is_decided:
            log.add("unknown-column", Column.whole, cell.text, at)
        elif cell.column in seen and not cell.choice:
            log.add("duplicate-column", Column.whole, cell.text, at)
        elif cell.column:
            seen.add(cell.column)
            if cell.reading.is_guess and squeeze(cell.text) != AMBIGUOUS_HEADER:
                log.add("column-guess", cell.column, cell.text, at)
