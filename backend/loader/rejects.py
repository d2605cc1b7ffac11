"""The error file: the rejected rows as they stood, with what is wrong, in the format of the input."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import xlsxwriter

from backend.kit.sheets import encoding_of, escape_formula
from backend.loader.table import Finding, Table

ADDED = ("行号", "错误")
"""The server ignores these columns, so the corrected file can be loaded as it is."""
WORKBOOKS = (".xlsx", ".xls", ".et")


def default_path(source: Path) -> Path:
    """`岗位.csv` → `岗位.errors.csv`; every workbook → .xlsx."""
    suffix = ".xlsx" if source.suffix.lower() in WORKBOOKS else source.suffix
    return source.with_name(f"{source.stem}.errors{suffix}")


def write_rejects(table: Table, findings: Iterable[Finding], target: Path) -> int:
    """Writes the rejected rows; returns how many. Nothing is written when there are none."""
    wrong: dict[int, list[str]] = {}
    for line, message in findings:
        wrong.setdefault(line, []).append(message)
    if not wrong:
        return 0
    width = len(table.header.cells)
    rows = _rejected(table, wrong, width)
    if target.suffix.lower() in WORKBOOKS:
        _write_workbook(target, rows)
    else:
        _write_text(target, rows, encoding_of(table.path))
    return len(wrong)


def _rejected(table: Table, wrong: dict[int, list[str]], width: int) -> Iterator[list[str]]:
    yield [*table.header.cells, *ADDED]
    for row in table.rows():
        if row.line in wrong:
            padded = [*row.cells, *[""] * (width - len(row.cells))]
            yield [*padded[:width], str(row.line), "；".join(text.rstrip("。") for text in wrong[row.line])]


def _write_text(target: Path, rows: Iterable[list[str]], encoding: str) -> None:
    # Excel takes UTF-8 without a byte order mark for the local code page.
    chosen = "utf-8-sig" if encoding == "utf-8" else encoding
    with target.open("w", encoding=chosen, newline="") as file:
        writer = csv.writer(file)
        for cells in rows:
            writer.writerow([escape_formula(cell) for cell in cells])


def _write_workbook(target: Path, rows: Iterable[list[str]]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(target), options) as workbook:
        sheet = workbook.add_worksheet("有误的行")
        as_text = workbook.add_format({"num_format": "@"})
        for at, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write_string(at, column, cell, as_text)
