"""A workbook with notes for files that can hold none themselves: text tables and Excel 97, as the reader took them."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from backend.imports.annotator.notes import AUTHOR, Note
from backend.imports.annotator.xlsx import annotate
from backend.imports.reader.raw import RawCell, RawRow, RawTable
from backend.kit.sheets import MAX_CELL

OPTIONS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
SHEET_NAME: Final = "表"
TAB_LIMIT: Final = 31
UNFIT: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
WIDTH: Final = 24
MERGE_WITHIN: Final = 20_000
"""Rows of a table whose merges are drawn anew; beyond, it is a register and no form."""


def annotated_copy(tables: Sequence[RawTable], notes: Sequence[Note]) -> bytes:
    """An .xlsx with the tables, one a sheet, every text at its own row and column, and the notes."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        book.set_properties({"author": AUTHOR})
        look = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        taken = set[str]()
        for table in tables:
            sheet = book.add_worksheet(_tab(table.sheet or SHEET_NAME, taken))
            sheet.set_column(0, 25, WIDTH)
            _write(sheet, table, look)
    return annotate(buffer.getvalue(), notes)


def _tab(name: str, taken: set[str]) -> str:
    """The sheet's own name where a workbook can have it; a damaged file may say anything."""
    plain = UNFIT.sub("_", name).strip("'")[:TAB_LIMIT] or SHEET_NAME
    tab, number = plain, 1
    while tab.casefold() in taken:
        number += 1
        tab = f"{plain[: TAB_LIMIT - 5]}_{number}"
    taken.add(tab.casefold())
    return tab


def _write(sheet: Any, table: RawTable, look: Any) -> None:
    """What is typed stays text, whatever it begins with."""
    rows = [(row.number or index, row) for index, row in enumerate(table.rows, start=1)]
    for at, (number, row) in enumerate(rows):
        for cell in row.cells:
            if cell.is_continued:
                continue
            text = "\n".join(paragraph.text for paragraph in cell.paragraphs)[:MAX_CELL]
            bottom = _bottom(rows, at, cell) if at < MERGE_WITHIN else number
            right = cell.column + cell.span - 1
            if bottom > number or right > cell.column:
                with suppress(OverlappingRange):  # the text stands in the first cell all the same
                    sheet.merge_range(number - 1, cell.column, bottom - 1, right, "", look)
            sheet.write_string(number - 1, cell.column, text, look)


def _bottom(rows: Sequence[tuple[int, RawRow]], at: int, cell: RawCell) -> int:
    """The last row of a merged area."""
    while at + 1 < len(rows) and any(_continuations(rows[at + 1][1], cell)):
        at += 1
    return rows[at][0]


def _continuations(row: RawRow, cell: RawCell) -> Iterator[bool]:
    return (one.is_continued and (one.column, one.span) == (cell.column, cell.span) for one in row.cells)
