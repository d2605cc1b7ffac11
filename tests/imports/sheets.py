"""Workbooks, text tables and zips as people make them, for the tests of the reader."""

import csv
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any, NamedTuple

import xlsxwriter
import xlwt

Rows = Sequence[Sequence[object]]
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class Area(NamedTuple):
    """A merged area; all from 0, ends included. The text is that of its first cell."""

    top: int
    left: int
    bottom: int
    right: int


def workbook(sheets: Mapping[str, Rows], merges: Mapping[str, Sequence[Area]] | None = None) -> bytes:
    """An .xlsx; None leaves a cell out, `=…` is a formula whose saved result is 7."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        for name, rows in sheets.items():
            fill(book.add_worksheet(name), rows, (merges or {}).get(name, ()))
    return buffer.getvalue()


def fill(sheet: Any, rows: Rows, merges: Sequence[Area] = ()) -> None:
    for at, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(at, column, value, None, 7)
            elif value is not None and value != "":
                sheet.write(at, column, value)
    for area in merges:
        text = rows[area.top][area.left]
        sheet.merge_range(*area, "")
        sheet.write(area.top, area.left, text)


def old_workbook(sheets: Mapping[str, Rows], merges: Mapping[str, Sequence[Area]] | None = None) -> bytes:
    """An .xls, as Excel 97 to 2003 and many office systems write it."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        areas = (merges or {}).get(name, ())
        covered = {
            (row, column)
            for area in areas
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        }
        for at, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if (at, column) not in covered and value not in (None, ""):
                    sheet.write(at, column, value)
        for area in areas:
            sheet.write_merge(area.top, area.bottom, area.left, area.right, rows[area.top][area.left])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def text_table(rows: Rows, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """A .csv or .txt."""
    target = StringIO()
    csv.writer(target, delimiter=delimiter).writerows(rows)
    return target.getvalue().encode(encoding)


def bundle(files: Mapping[str, bytes], encoding: str = "utf-8") -> bytes:
    """A zip; with `gbk` its names are written as Chinese Windows does, without saying so."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name if encoding == "utf-8" else stand_in(name, encoding))
            archive.writestr(entry, data)
    made = buffer.getvalue()
    if encoding != "utf-8":
        for name in files:
            made = made.replace(stand_in(name, encoding).encode(), name.encode(encoding))
    return made


def stand_in(name: str, encoding: str) -> str:
    """An ASCII name of as many bytes, to be replaced once the zip is written."""
    count = len(name.encode(encoding))
    return f"{sum(name.encode()) % 10_000:04d}".rjust(count, "q")[-count:] if not name.isascii() else name
