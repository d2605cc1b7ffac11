"""Notes in workbooks: in the very cell, and the sheets themselves as they were."""

from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from lxml import etree
from openpyxl.comments import Comment

from backend.imports.annotator.notes import Note
from backend.imports.annotator.xlsx import annotate
from backend.imports.annotator.xlsx_places import area_of, cell_of, read_worksheet, reference_of
from backend.imports.reader.forms import read_file
from backend.imports.rules import Column, Severity
from backend.kit.archives import BadArchive
from backend.kit.files import BadFile
from tests.imports.commented import parts, sheet_of
from tests.imports.word import INVENTORY, pack

ERROR, WARNING, NOTE = Severity.error, Severity.warning, Severity.note
ROWS = (
    ("海州职业技术学院部门工作廉政风险排查表",),
    ("部门（盖章）：教务处", "", "", "", "", "填表日期：2026年13月"),
    INVENTORY,
    ("排课", "照顾", "照顾亲友。", "监管缺失", "较高", "公示", ""),
    ("", "漏排", "漏排课程。", "业务", "中", "核对", ""),
)
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def form() -> bytes:
    return sheet_of(ROWS, ["A1:G1", "A4:A5"])


def noted(data: bytes, sheet: str | None = None) -> dict[str, str]:
    """Cell → its note, as openpyxl reads them."""
    book = openpyxl.load_workbook(BytesIO(data))
    cells = (cell for row in book[sheet or book.sheetnames[0]].iter_rows() for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def test_it_works() -> None:
    data = annotate(
        form(),
        [
            Note(WARNING, "请核对。", 1, 4, 5),
            Note(ERROR, "认不出风险等级，请填“高”“中”或“低”。", 1, 4, 5),
            Note(WARNING, "认不出填表日期。", raw="2026年13月"),
            Note(ERROR, "不能导入。", 1, 5, fields=(Column.risk_point,)),
        ],
    )
    assert noted(data) == {
        "E4": "错误：认不出风险等级，请填“高”“中”或“低”。\n疑问：请核对。",
        "F2": "疑问：认不出填表日期。",
        "B5": "错误：不能导入。",
    }
    book = openpyxl.load_workbook(BytesIO(data))
    assert book.active["E4"].comment.author == "廉防"


def test_nothing_else_changes() -> None:
    before = form()
    after = annotate(before, [Note(ERROR, "看", 1, row, column) for row in range(1, 6) for column in range(1, 8)])
    old, new = parts(before), parts(after)
    link = b'<legacyDrawing xmlns="' + MAIN.encode() + b'"'
    assert new[SHEET].startswith(old[SHEET].removesuffix(b"</worksheet>") + link)
    assert new[SHEET].endswith(b"</worksheet>")
    for name in old.keys() - {SHEET, "[Content_Types].xml"}:
        assert new[name] == old[name]
    assert read_file(after) == read_file(before)


def test_a_program_named_in_a_workbook_is_not_started() -> None:
    link = "xl/externalLinks/externalLink1.xml"
    dde = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    before: dict[str, str | bytes] = {**parts(form()), link: dde}
    made = parts(annotate(pack(before), [Note(ERROR, "看", 1, 4, 5)]))
    (found,) = etree.fromstring(made[link])
    assert found.values() == ["NULL", "NULL"]


def test_merged_cells_get_the_note_where_their_text_is() -> None:
    assert noted(annotate(form(), [Note(NOTE, "沿用", 1, 5, 1), Note(NOTE, "题", 1, 1, 6)])) == {
        "A4": "提示：沿用",
        "A1": "提示：题",
    }


def test_notes_that_are_there_stay() -> None:
    book = openpyxl.load_workbook(BytesIO(form()))
    book.active["E4"].comment = Comment("请再看", "陈处长")
    book.active["A3"].comment = Comment("表头", "陈处长")
    buffer = BytesIO()
    book.save(buffer)
    data = annotate(buffer.getvalue(), [Note(ERROR, "不认识", 1, 4, 5), Note(ERROR, "缺", 1, 5, 2)])
    assert noted(data) == {"E4": "请再看\n廉防：\n错误：不认识", "A3": "表头", "B5": "错误：缺"}
    again = annotate(data, [Note(ERROR, "还缺", 1, 5, 2)])
    assert noted(again)["B5"] == "错误：缺\n廉防：\n错误：还缺"


def test_a_thread_keeps_its_cell_and_the_note_stands_beside_it() -> None:
    book = openpyxl.load_workbook(BytesIO(form()))
    book.active["E4"].comment = Comment("[线程批注]", "tc={00000000-0000-0000-0000-000000000001}")
    buffer = BytesIO()
    book.save(buffer)
    found = noted(annotate(buffer.getvalue(), [Note(ERROR, "不认识", 1, 4, 5)]))
    assert found == {"E4": "[线程批注]", "F4": "（对 E4 格）\n错误：不认识"}


def test_boxes_have_ids_of_their_own() -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name in ("甲", "乙"):
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, "字")
            sheet.write_comment("A1", "原有")
    notes = [Note(ERROR, f"{sheet}{row}", 1, row, 2, sheet=sheet) for sheet in "甲乙" for row in (1, 2)]
    data = annotate(buffer.getvalue(), notes)
    assert noted(data, "甲") == {"A1": "原有", "B1": "错误：甲1", "B2": "错误：甲2"}
    assert noted(data, "乙") == {"A1": "原有", "B1": "错误：乙1", "B2": "错误：乙2"}
    ids = [
        item.get("id")
        for name, content in parts(data).items()
        if name.endswith(".vml")
        for item in etree.fromstring(content).iter("{urn:schemas-microsoft-com:vml}shape")
    ]
    assert len(ids) == len(set(ids)) == 6


def test_a_hidden_sheet_in_front_is_not_the_one_that_was_read() -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("_meta").hide()
        sheet = book.add_worksheet("表")
        sheet.activate()
        sheet.write_string(0, 0, "字")
    assert noted(annotate(buffer.getvalue(), [Note(ERROR, "看", 1, 1, 1)]), "表") == {"A1": "错误：看"}


@pytest.mark.parametrize(
    ("tail", "behind"),
    [
        ("<sheetData/>", ""),
        ('<sheetData/><pageMargins left="1"/><tableParts count="0"/>', "<tableParts"),
        ('<sheetData/><autoFilter ref="A1"><extLst/></autoFilter><extLst/>', "<extLst/></worksheet>"),
    ],
)
def test_the_link_stands_where_the_schema_wants_it(tail: str, behind: str) -> None:
    data = f'<worksheet xmlns="{MAIN}">{tail}</worksheet>'.encode()
    gap = read_worksheet(data, None).gap
    assert data[gap:].decode().startswith(behind or "</worksheet>")


def test_cells_are_named_both_ways() -> None:
    for cell in ((1, 1), (5, 26), (7, 27), (1048576, 16384)):
        assert cell_of(reference_of(cell)) == cell
    assert reference_of((5, 703)) == "AAA5"
    assert area_of("$B$2:C9") == (2, 2, 9, 3)
    for wrong in ("", "5", "A", "ABCD1", "中1", "A1:"):
        assert area_of(wrong) is None or wrong == "A1:"


def test_hostile_files_are_refused_as_in_reading() -> None:
    entity = f'<!DOCTYPE x [<!ENTITY a "b">]><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    with pytest.raises(BadFile):
        read_worksheet(entity.encode(), None)
    with pytest.raises(BadFile):
        read_worksheet(b"<worksheet>", None)
    with pytest.raises(BadArchive):
        annotate(b"PK\x03\x04broken", [Note(ERROR, "看")])


def test_a_workbook_without_sheets_comes_back_as_it_was() -> None:
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    data = pack({"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>', "xl/_rels/workbook.xml.rels": relations})
    assert annotate(data, [Note(ERROR, "看")]) == data
    assert annotate(form(), []) == form()
