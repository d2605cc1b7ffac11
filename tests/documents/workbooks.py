"""Workbooks read back with openpyxl, a reader that is not ours."""

from io import BytesIO
from typing import Any, Final

import openpyxl

HEAD: Final = "lianfang.row"


def open_book(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))


def identity(book: Any) -> dict[str, str]:
    """Keys and values of the very hidden sheet."""
    sheet = book["_meta"]
    assert sheet.sheet_state == "veryHidden"
    return {row[0]: row[1] or "" for row in sheet.iter_rows(values_only=True)}


def lines(book: Any) -> list[list[str]]:
    """What stands in each row of the form, without the hidden ids and the empty cells."""
    rows = book.worksheets[0].iter_rows(min_col=2, values_only=True)
    return [[str(cell) for cell in row if cell not in (None, "")] for row in rows]


def table(book: Any) -> list[list[str]]:
    """The rows below the column heads that have an id, each with it in front."""
    sheet = book.worksheets[0]
    head = next(cell.row for cell in sheet["A"] if cell.value == HEAD)
    rows = sheet.iter_rows(min_row=head + 1, values_only=True)
    return [[str(cell or "") for cell in row] for row in rows if row[0]]
