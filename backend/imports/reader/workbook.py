"""A form kept in Excel: its rows as one table. Merged cells come as blanks, which the reader of forms fills in."""

from collections.abc import Sequence

from backend.imports.reader.raw import Paragraph, RawCell, RawDocument, RawRow, RawTable
from backend.kit.sheets import read_rows


def read_workbook(data: bytes) -> RawDocument:
    """The first visible sheet of an .xlsx. Raises BadSheet or BadArchive."""
    rows = [_row(row.line, row.cells) for row in read_rows(data, "form.xlsx")]
    return RawDocument((RawTable(tuple(rows), ""),), {})


def _row(line: int, texts: Sequence[str]) -> RawRow:
    return RawRow(tuple(_cell(column, text) for column, text in enumerate(texts)), number=line)


def _cell(column: int, text: str) -> RawCell:
    return RawCell(column, 1, False, tuple(Paragraph(line) for line in text.split("\n")))
