"""Workbooks of programs that do it their own way: nothing is read wrong unseen, and no small file takes hours."""

from io import BytesIO

import pytest
import xlsxwriter

from backend.imports.reader.forms import read_document, read_file
from backend.imports.reader.parsed import RiskRow
from backend.imports.reader.raw import RawTable
from backend.imports.reader.sheet_formats import shown_number
from tests.imports.sheets import OPTIONS
from tests.imports.word import INVENTORY
from tests.kit.hostile import REL_NS, SHEET_NS, raw_xlsx, relationships, sheet_xml

Shown = list[dict[int, str]]
RELS = "xl/_rels/workbook.xml.rels"


def tables(data: bytes) -> list[RawTable]:
    return [block for block in read_document(data).blocks if isinstance(block, RawTable)]


def shown(cells: str, **more: bytes) -> Shown:
    """Column → text of each row."""
    (table,) = tables(raw_xlsx(sheet_xml(cells), **more))
    return [
        {cell.column: "\n".join(part.text for part in cell.paragraphs) for cell in row.cells}
        for row in table.rows
    ]


def marks(cells: str) -> list[tuple[tuple[int, str], ...]]:
    (table,) = tables(raw_xlsx(sheet_xml(cells)))
    return [row.marks for row in table.rows]


INLINE = '<c t="inlineStr"><is><t>{}</t></is></c>'


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        # Text in a cell that says it is something else must not run into the next one.
        ('<c t="str"><is><t>误</t></is><v>甲</v></c>' + INLINE.format("乙"), {0: "甲", 1: "乙"}),
        # Inline text without the type that announces it.
        ("<c><is><t>甲</t></is></c>", {0: "甲"}),
        ('<c t="b"><v>true</v></c>', {0: "TRUE"}),
        (INLINE.format("_xD83D__xDE00_"), {0: "😀"}),
        (INLINE.format("_xD83D_半"), {0: "\ufffd半"}),
    ],
)
def test_cells_written_their_own_way(cells: str, texts: dict[int, str]) -> None:
    assert shown(f"<row>{cells}</row>") == [texts]


def test_a_formula_whose_result_is_the_empty_text_is_a_blank_cell() -> None:
    row = '<row><c><v>1</v></c><c t="str"><f>IF(A1,"","")</f><v></v></c><c><f>B1</f></c></row>'
    assert marks(row) == [((2, "formula-empty"),)]


def test_a_shared_text_that_is_not_there_is_an_error() -> None:
    assert marks('<row><c><v>1</v></c><c t="s"><v>7</v></c></row>') == [((1, "cell-lost"),)]


def linked(**parts: str) -> bytes:
    """The relations of a workbook with one sheet and these further parts: kind → target."""
    more = "".join(
        f'<Relationship Id="{kind}" Type="{REL_NS}/{kind}" Target="{target}"/>' for kind, target in parts.items()
    )
    closing = b"</Relationships>"
    return relationships("worksheet", "worksheets/Sheet1.xml").replace(closing, more.encode() + closing)


def test_shared_texts_are_found_however_they_are_written() -> None:
    """Numbers with blanks around them; parts whose names differ in case."""
    strings = f'<sst xmlns="{SHEET_NS}"><si><t>甲</t></si></sst>'.encode()
    more = {RELS: linked(sharedStrings="SharedStrings.xml"), "xl/sharedStrings.xml": strings}
    assert shown('<row><c t="s"><v>\n 0 </v></c></row>', **more) == [{0: "甲"}]


def test_a_merged_area_that_begins_in_a_blank_row_is_not_the_cell_above() -> None:
    rows = (
        f'<row r="1">{INLINE.format("部门职责")}</row><row r="3"><c r="B3"><v>1</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A2:A3"/></mergeCells><sheetData>'
    )
    (table,) = tables(raw_xlsx(sheet_xml(rows)))
    assert [[cell.is_continued for cell in row.cells] for row in table.rows] == [[False], [False, False]]


def test_one_part_under_many_names_is_read_once() -> None:
    listed = "".join(f'<sheet name="S{at}" sheetId="{at}" r:id="rId1"/>' for at in range(1, 300))
    book = f'<workbook xmlns="{SHEET_NS}" xmlns:r="{REL_NS}"><sheets>{listed}</sheets></workbook>'
    data = raw_xlsx(sheet_xml("<row><c><v>1</v></c></row>"), **{"xl/workbook.xml": book.encode()})
    assert len(tables(data)) == 1


def test_hidden_rows_and_columns_are_said() -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        sheet = book.add_worksheet("表")
        sheet.write_row(0, 0, INVENTORY)
        for at in (1, 2):
            sheet.write_row(at, 0, ("管", f"险{at}", "形", "因", "高", "措"))
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(2, 3, None, None, {"hidden": True})
        sheet.set_column(9, 9, None, None, {"hidden": True})
    parsed = read_file(buffer.getvalue())
    (form,) = parsed.forms
    assert [row.risk_point for row in form.rows if isinstance(row, RiskRow)] == ["险1", "险2"]
    assert [(one.code, one.row) for one in form.findings] == [("hidden-row", 3)]
    assert [(one.code, one.raw) for one in parsed.findings] == [("hidden-column", "表 C、D")]


@pytest.mark.parametrize(
    ("number", "code", "is_1904", "text"),
    [
        ("2.5", "0", False, "3"),
        ("0.285", "0%", False, "29%"),
        ("-0.4", "0", False, "0"),
        ("0", '0;-0;"无"', False, "无"),
        ("0", "0;-0;;@", False, ""),
        ("1.5", "[h]:mm", False, "36:00:00"),
        ("0.5", "h:mm", True, "12:00:00"),
        ("1", "yyyy-mm-dd", False, "1900-01-01"),
        ("61", "yyyy-mm-dd", False, "1900-03-01"),
        ("44197", "aaaa", False, "2021-01-01"),
    ],
)
def test_numbers_at_the_edges_of_their_formats(number: str, code: str, is_1904: bool, text: str) -> None:
    assert shown_number(number, 164, code, is_1904) == text


def test_formats_of_conditions_and_endless_ones_are_not_the_cells() -> None:
    """dxf formats count for themselves; nothing is looked through again and again."""
    code = "0" + "[x]" * 2_000
    styles = (
        f'<styleSheet xmlns="{SHEET_NS}"><numFmts count="2">'
        f'<numFmt numFmtId="164" formatCode="000"/><numFmt numFmtId="165" formatCode="{code}"/></numFmts>'
        '<cellXfs><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
        '<dxfs><dxf><numFmt numFmtId="164" formatCode="yyyy"/></dxf></dxfs></styleSheet>'
    )
    more = {RELS: linked(styles="styles.xml"), "xl/styles.xml": styles.encode()}
    assert shown('<row><c><v>7</v></c><c s="1"><v>7</v></c></row>', **more) == [{0: "007", 1: "7"}]
