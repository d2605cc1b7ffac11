"""Plain tables as an .xlsx file, ready to be printed: what is text stays text, whatever it begins with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import xlsxwriter

OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
A4: Final = 9
CELL_LIMIT: Final = 32_767
HEAD: Final = 2
"""Title and columns, repeated on every printed page."""


@dataclass(frozen=True, slots=True)
class SheetOfRows:
    """One worksheet: its tab, its title, its columns with their breadth in characters, and its rows."""

    tab: str
    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[str | int]]
    note: str = ""


def pour_tables(sheets: Sequence[SheetOfRows], target: BinaryIO) -> None:
    """Writes the workbook into a file; rows are read while they are written."""
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        looks = _looks(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.tab), sheet, looks)


def _looks(book: Any) -> dict[str, Any]:
    cell = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True, "border": 1}
    title = {"font_name": "方正小标宋简体", "font_size": 16, "align": "center", "valign": "vcenter"}
    return {
        "title": book.add_format(title),
        "head": book.add_format(cell | {"font_name": "黑体", "align": "center"}),
        "cell": book.add_format(cell),
        "number": book.add_format(cell | {"align": "center"}),
        "note": book.add_format({"font_name": "宋体", "font_size": 10}),
    }


def _write(page: Any, sheet: SheetOfRows, looks: dict[str, Any]) -> None:
    last = len(sheet.columns) - 1
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, HEAD - 1)
    page.freeze_panes(HEAD, 0)
    page.set_footer("&C— &P —")
    page.set_row(0, 30)
    if last:
        page.merge_range(0, 0, 0, last, sheet.title, looks["title"])
    else:
        page.write_string(0, 0, sheet.title, looks["title"])
    for column, (name, breadth) in enumerate(sheet.columns):
        page.set_column(column, column, breadth)
        page.write_string(1, column, name, looks["head"])
    at = HEAD
    for row in sheet.rows:
        for column, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(at, column, value, looks["number"])
            else:
                page.write_string(at, column, value[:CELL_LIMIT], looks["cell"])
        at += 1
    if at > HEAD:
        page.autofilter(HEAD - 1, 0, at - 1, last)
    if sheet.note:
        page.write_string(at + 1, 0, sheet.note, looks["note"])
