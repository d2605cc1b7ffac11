"""Plain tables as a workbook (ledger, contents of a package, results): text stays text, whatever it begins with."""

from io import BytesIO

import openpyxl

from backend.kit.workbooks import SheetOfRows, pour_tables

NASTY = ("=1+1", "+86 10", "-1", "@cmd", '=HYPERLINK("x")', "{=SUM(A1)}", "https://example.org", "0012")


def test_no_text_becomes_a_formula_or_a_link() -> None:
    target = BytesIO()
    columns = [(text, 8) for text in NASTY]
    sheets = [
        SheetOfRows("目录", "=1+1", columns, [NASTY, (7,) * len(NASTY)], note="@cmd"),
        SheetOfRows("一列", "+1", columns[:1], [("-1",)]),
    ]
    pour_tables(sheets, target)
    book = openpyxl.load_workbook(target)
    rows = list(book["目录"].iter_rows())
    for row in rows[1:3]:
        assert [(cell.value, cell.data_type) for cell in row] == [(text, "s") for text in NASTY]
    assert [cell.data_type for cell in rows[3]] == ["n"] * len(NASTY)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    assert (book["目录"]["A1"].value, book["一列"]["A1"].value) == ("=1+1", "+1")
