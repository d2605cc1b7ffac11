"""The consolidated register as a workbook, row by row: what is typed stays text, whatever it begins with."""

from typing import Any, BinaryIO, Final

import xlsxwriter

from backend.documents.rules import REGISTER_COLUMNS, REGISTER_WIDTHS, paper_text, written_date
from backend.documents.schemas import Form, RiskRegisterForm
from backend.documents.writer.forms import register_cells
from backend.documents.writer.templates.parts import FANG, HEI, TITLE

HEAD_ROWS: Final = 3
"""Title, line of blanks, columns: repeated on every printed page."""
A4: Final = 9
MM_PER_CHARACTER: Final = 2.05
"""A column's width in Excel is counted in figures of the standard font."""
CELL_LIMIT: Final = 32_767
CENTERED: Final = frozenset({0, 1, 2, 3, 6, 8, 9})
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def pour_workbook(form: Form, target: BinaryIO) -> None:
    """Writes the register into a file as .xlsx; its rows are read while it is written."""
    assert isinstance(form, RiskRegisterForm)
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        sheet = book.add_worksheet("登记汇总表")
        _page(sheet)
        last = len(REGISTER_COLUMNS) - 1
        title = {"font_name": TITLE, "font_size": 18, "align": "center", "valign": "vcenter"}
        sheet.set_row(0, 34)
        sheet.merge_range(0, 0, 0, last, form.heading.title, book.add_format(title))
        plain = book.add_format({"font_name": FANG, "font_size": 11, "valign": "vcenter"})
        year = f"{form.year} 年" if form.year else "      年"
        for column, text in (
            (0, f"填报单位（盖章）：{form.unit}"),
            (5, f"年度：{year}"),
            (7, f"填表日期：{written_date(form.filled_on)}"),
        ):
            sheet.write_string(1, column, text, plain)
        _columns(book, sheet)
        after = _rows(book, sheet, form)
        _below(sheet, form, after, plain)


def _page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEAD_ROWS - 1)
    sheet.set_footer("&C— &P —")
    sheet.center_horizontally()
    sheet.freeze_panes(HEAD_ROWS, 0)
    for column, width in enumerate(REGISTER_WIDTHS):
        sheet.set_column(column, column, width / MM_PER_CHARACTER)


def _columns(book: Any, sheet: Any) -> None:
    look = {"font_name": HEI, "font_size": 10, "align": "center", "valign": "vcenter"}
    head = book.add_format(look | {"border": 1, "text_wrap": True})
    sheet.set_row(HEAD_ROWS - 1, 30)
    for column, words in enumerate(REGISTER_COLUMNS):
        sheet.write_string(HEAD_ROWS - 1, column, words, head)


def _rows(book: Any, sheet: Any, form: RiskRegisterForm) -> int:
    """The rows; returns the first line below them."""
    look = {"font_name": FANG, "font_size": 10, "valign": "vcenter", "border": 1, "text_wrap": True}
    left, middle = book.add_format(look), book.add_format(look | {"align": "center"})
    at = HEAD_ROWS
    for number, line in enumerate(form.lines, start=1):
        sheet.write_number(at, 0, number, middle)
        for column, text in enumerate(register_cells(line), start=1):
            shown = paper_text(text)[:CELL_LIMIT]
            sheet.write_string(at, column, shown, middle if column in CENTERED else left)
        at += 1
    if at > HEAD_ROWS:
        sheet.autofilter(HEAD_ROWS - 1, 0, at - 1, len(REGISTER_COLUMNS) - 1)
    return at


def _below(sheet: Any, form: RiskRegisterForm, at: int, plain: Any) -> None:
    sheet.set_row(at + 1, 30)
    for column, words in ((0, "单位负责人（签字）："), (5, "分管领导（签字）："), (7, "填表人（签字）：")):
        sheet.write_string(at + 1, column, words, plain)
    sheet.write_string(at + 2, 0, f"说明：1.{form.total}", plain)
    sheet.write_string(at + 3, 0, "2.本表一式两份，一份部门存档，一份报院领导小组办公室。", plain)
