"""Forms kept in Excel 97 (.xls, .et): every sheet through calamine, in a child process that may fail alone."""

import tempfile
from collections.abc import Sequence
from typing import Final

from backend.imports.reader.raw import RawDocument, RawTable
from backend.imports.reader.sheet_cells import Area, Budget, SheetCells, pairs
from backend.imports.reader.sheet_tables import make_table
from backend.imports.reader.workbook import META_SHEET
from backend.kit.sheets import ENDINGS, BadSheet, workbook_messages

ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


def read_old_workbook(data: bytes, budget: Budget, seconds: float) -> RawDocument:
    """An .xls. Formulas cannot be told from values in it. Raises BadFile or BadSheet."""
    if ENCRYPTED in data:
        raise BadSheet("encrypted", ENDINGS["encrypted"])
    properties: dict[str, str] = {}
    tables: list[RawTable] = []
    notes: list[tuple[str, str]] = []
    for is_visible, cells in _sheets(data, budget, seconds):
        if cells.name == META_SHEET:
            properties |= dict(pairs(cells))
        elif is_visible:
            tables.append(make_table(cells))
        elif cells.rows:
            notes.append(("hidden-sheet", cells.name))
    if not tables:
        raise BadSheet("no-sheet", ENDINGS["no-sheet"])
    return RawDocument(tuple(tables), properties, tuple(notes))


def _sheets(data: bytes, budget: Budget, seconds: float) -> list[tuple[bool, SheetCells]]:
    found: list[tuple[bool, SheetCells]] = []
    with tempfile.NamedTemporaryFile(suffix=".xls") as file:
        file.write(data)
        file.flush()
        for message in workbook_messages(file.name, "--all", seconds=seconds):
            if isinstance(message, dict):
                merges = [Area(top + 1, left, bottom + 1, right) for top, left, bottom, right in message["merges"]]
                found.append((message["is_visible"], SheetCells(message["sheet"], merges=merges)))
            else:
                _take(found[-1][1], message[0], message[1], budget)
    return found


def _take(cells: SheetCells, line: int, texts: Sequence[str], budget: Budget) -> None:
    row = {column: text for column, text in enumerate(texts) if text}
    for column, text in row.items():
        budget.take_cell(line, column, text)
    if row:
        budget.take_row()
        cells.rows[line] = row
