"""Form → .xlsx in the official layout: what is typed stays text, whatever it begins with (opinion.txt lines 104–387).

A returned file is known by a very hidden sheet `_meta` and a hidden first column with the ids of the rows.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from struct import Struct
from typing import Any, BinaryIO, Final

import xlsxwriter

from backend.documents.rules import DocumentKind, paper_text
from backend.documents.schemas import Form, kind_of
from backend.documents.writer.charts import Chart, picture
from backend.documents.writer.desk import A4, PIXELS, Desk
from backend.documents.writer.forms import properties
from backend.documents.writer.printed import Printed, Row, printed

META: Final = "_meta"
MADE: Final = datetime(2012, 9, 1, tzinfo=UTC)
"""Fixed, so that the same form gives the same bytes."""
OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LEVELS: Final = ("高", "中", "低")
LEVEL_COLUMN: Final = 4
PNG_SIZE, PNG_HEAD = Struct(">2L"), 16
"""Width and height of a picture, and where they stand in a PNG."""


def write_workbook(form: Form, charts: Sequence[Chart] = ()) -> bytes:
    """The filled .xlsx; each chart has a sheet of its own."""
    target = BytesIO()
    pour_workbook(form, target, charts)
    return target.getvalue()


def pour_workbook(form: Form, target: BinaryIO, charts: Sequence[Chart] = ()) -> None:
    """Writes the workbook into a file; a register's rows are read while they are written and none is kept."""
    is_long = kind_of(form) is DocumentKind.risk_register
    with xlsxwriter.Workbook(target, OPTIONS | {"constant_memory": is_long, "in_memory": not is_long}) as book:
        page = printed(form)
        book.set_properties({"title": paper_text(page.heading.title), "created": MADE})
        desk = Desk(book, page.kind.label, page.design)
        _head(desk, page)
        if page.boxes:
            _boxes(desk, page)
        else:
            _table(desk, page)
        _tail(desk, page)
        desk.finish()
        for at, chart in enumerate(charts, start=1):
            _chart(book, chart, at)
        _identity(book, page)


def _chart(book: Any, chart: Chart, number: int) -> None:
    sheet = book.add_worksheet(f"流程图{number}")
    wide, high = chart.millimetres
    png = picture(chart)
    columns, lines = PNG_SIZE.unpack_from(png, PNG_HEAD)
    scale = {"x_scale": wide * PIXELS / columns, "y_scale": high * PIXELS / lines}
    data = {"image_data": BytesIO(png), "description": paper_text(chart.title)}
    sheet.insert_image(0, 0, f"flow{number}.png", data | scale)
    sheet.set_paper(A4)
    if chart.is_wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
    sheet.hide_gridlines(2)


def _identity(book: Any, page: Printed) -> None:
    """What the file says about itself when it comes back: key and value in each row."""
    sheet = book.add_worksheet(META)
    sheet.very_hidden()
    for at, (key, value) in enumerate(properties(page.kind, page.heading).items()):
        sheet.write_string(at, 0, key)
        sheet.write_string(at, 1, value)


def _head(desk: Desk, page: Printed) -> None:
    if page.heading.label:
        desk.label(page.heading.label)
    desk.title(page.heading.title)
    desk.said(page.said)


def _table(desk: Desk, page: Printed) -> None:
    desk.columns(page.design.columns)
    first, is_register = desk.at, page.kind is DocumentKind.risk_register
    for row in page.rows:
        desk.row(row, is_numbered=is_register)
    last = desk.at - 1
    for _ in () if is_register and last >= first else page.blanks:
        desk.row(Row("", ("",) * len(page.design.columns)))
    desk.end_rows()
    if is_register:
        desk.filter(first - 1, last)
    if page.design.opinion:
        desk.choices(LEVEL_COLUMN, first, LEVELS)
        desk.opinion(page.design.opinion, page.opinion, page.signature)


def _boxes(desk: Desk, page: Printed) -> None:
    for box in page.boxes:
        if box.job_title is None:
            desk.wide_box(box.words, box.text, box.height)
        else:
            desk.pair_box((box.words, box.text, "职务", box.job_title), box.height)


def _tail(desk: Desk, page: Printed) -> None:
    """The signatures of the register stand above its notes, the last line of the self-check below them."""
    if page.kind is DocumentKind.risk_register:
        desk.said(page.below, height=30)
    for note in page.notes:
        desk.note(note)
    if page.kind is not DocumentKind.risk_register and page.below:
        desk.said(page.below, height=30)
