"""Forms kept as text: .csv and .txt in any encoding of the last thirty years, whatever separates the columns."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import Final

from backend.imports.reader.package import refuse
from backend.imports.reader.raw import RawDocument
from backend.imports.reader.sheet_cells import Budget, SheetCells
from backend.imports.reader.sheet_tables import make_table
from backend.kit.sheets import DELIMITERS, MAX_CELL, BadSheet, encoding_of, strip_guard

SAMPLE: Final = 50
BLANK_SHARE: Final = 20
"""Cells of a text table there may be for each that may have content."""
QUOTED: Final = re.compile(r'"(?:[^"]|"")*"?')
NAMED: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)
MORE: Final = (*DELIMITERS, "|")


def read_text_table(data: bytes, budget: Budget) -> RawDocument:
    """One table. Rows count as a spreadsheet would show them. Raises BadFile or BadSheet."""
    text = data.decode(encoding_of(data)).removeprefix("\ufeff")
    first, _, rest = text.partition("\n")
    named = NAMED.fullmatch(first)
    delimiter = named[1] if named else delimiter_of(text)
    if not delimiter:
        raise refuse("unknown-type")
    if text.count(delimiter) > BLANK_SHARE * budget.limits.cells:
        raise refuse("too-complex")
    cells = SheetCells("")
    for number, texts in enumerate(_records(rest if named else text, delimiter), start=2 if named else 1):
        row = {column: strip_guard(cell) for column, cell in enumerate(texts) if cell.strip()}
        for column, cell in row.items():
            budget.take_cell(number, column, cell)
            if cell.startswith("="):
                cells.marks[number, column] = "formula-text"
        if row:
            budget.take_row()
            cells.rows[number] = row
    return RawDocument((make_table(cells),), {})


def delimiter_of(text: str) -> str:
    """What divides most of the first lines into columns; the empty string when nothing does."""
    lines = QUOTED.sub("", text[:200_000]).split("\n")[:SAMPLE]
    widths = {mark: sorted((line.count(mark) for line in lines), reverse=True) for mark in MORE}
    best = max(MORE, key=lambda mark: sum(count >= 2 for count in widths[mark]) * 100 + widths[mark][0])
    return best if widths[best][0] else ""


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                detail = f"有一格的内容超过 {MAX_CELL} 个字符，或引号没有成对。"
                raise BadSheet("cell", detail, line) from None
            raise BadSheet("quotes", "引号没有成对，请检查这一行的双引号。", line) from None
        if any("\0" in cell for cell in record):
            raise BadSheet("nul", "有空字符，请删去后再上传。", line)
        yield record
