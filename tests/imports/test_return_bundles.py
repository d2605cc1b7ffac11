"""Files that hold no comments come back as ones that do; zips with the files that have remarks."""

import shutil
import zipfile
from collections.abc import Sequence
from io import BytesIO

import openpyxl
import pytest
import xlwt

from backend.imports.annotator.files import annotate_file, renamed
from backend.imports.annotator.notes import Note
from backend.imports.annotator.xlsx_copy import annotated_copy
from backend.imports.reader.forms import read_document, read_file
from backend.imports.reader.limits import Limits
from backend.imports.reader.parsed import ParsedFile, RiskRow
from backend.imports.reader.raw import Paragraph, RawCell, RawRow, RawTable
from backend.imports.returns.rules import notes_of
from backend.imports.rules import Severity
from backend.kit.files import BadFile, FileKind
from tests.imports.commented import commented, parts
from tests.imports.test_return_sheet_notes import ROWS, form, noted
from tests.imports.word import INVENTORY, docx, pack, para, table

LIMITS = Limits()
LEVEL = "错误：认不出风险等级，请填“高”“中”或“低”。"


def text_table(rows: Sequence[Sequence[str]], encoding: str) -> bytes:
    lines = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return "\r\n".join(lines).encode(encoding)


def old_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("排查表")
    for at, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if (at, column) not in ((3, 0), (4, 0)):
                sheet.write(at, column, text)
    sheet.write_merge(3, 4, 0, 0, "排课")
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def word() -> bytes:
    return docx(para("部门：教务处") + table(INVENTORY, ("管", "改分", "私改", "缺失", "较高", "复核", "")))


def bundle(files: dict[str, bytes], encoding: str = "utf-8") -> bytes:
    """A zip whose names are in this encoding and do not say so, as old Chinese programs write them."""
    buffer = BytesIO()
    names = {f"{at:0{len(name.encode(encoding))}d}": name for at, name in enumerate(files, start=1)}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for digits, name in names.items():
            archive.writestr(digits, files[name])
    data = buffer.getvalue()
    for digits, name in names.items():
        data = data.replace(digits.encode(), name.encode(encoding))
    return data


def remarks(parsed: ParsedFile) -> list[Note]:
    found = [*parsed.findings, *(finding for one in parsed.forms for finding in one.findings)]
    return [
        Note(one.severity, one.message, one.table, one.row, one.column, (), one.raw, one.sheet, one.source)
        for one in found
    ]


def risks(data: bytes) -> list[tuple[str, str, int]]:
    rows = (row for one in read_file(data).forms for row in one.rows)
    return [(row.risk_point, row.manifestation, row.row) for row in rows if isinstance(row, RiskRow)]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_text_table_comes_back_as_a_workbook(encoding: str) -> None:
    data = text_table((*ROWS[:3], [], *ROWS[3:], ("=1+1", "+换行\n的", "-表现", "", "低", "", "")), encoding)
    made = annotate_file("表.csv", data, remarks(read_file(data)), LIMITS)
    assert (made.name, made.kind) == ("表（批注）.xlsx", FileKind.xlsx)
    assert noted(made.content)["E5"] == LEVEL
    cells = openpyxl.load_workbook(BytesIO(made.content)).active
    assert (cells["A7"].value, cells["A7"].data_type, cells["B7"].value) == ("=1+1", "s", "+换行\n的")
    assert risks(made.content) == risks(data)


def test_an_old_workbook_comes_back_as_a_new_one() -> None:
    data = old_workbook(ROWS)
    made = annotate_file("排查表.xls", data, remarks(read_file(data)), LIMITS)
    assert made.name == "排查表（批注）.xlsx"
    assert noted(made.content, "排查表")["E4"] == LEVEL
    book = openpyxl.load_workbook(BytesIO(made.content))
    assert [str(area) for area in book["排查表"].merged_cells.ranges] == ["A4:A5"]
    assert risks(made.content) == risks(data)


def test_areas_merged_both_ways_are_drawn_anew() -> None:
    tables = [block for block in read_document(form()).blocks if isinstance(block, RawTable)]
    book = openpyxl.load_workbook(BytesIO(annotated_copy(tables, [])))
    assert sorted(str(area) for area in book.active.merged_cells.ranges) == ["A1:G1", "A4:A5"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_zip_comes_back_with_the_files_that_have_remarks(encoding: str) -> None:
    right = docx(para("部门：教务处") + table(INVENTORY, ("管", "改分", "私改。", "缺失", "高", "复核", "")))
    files = {"一处/甲.docx": word(), "一处/乙.docx": right, "丙.xlsx": form(), "说明.pdf": b"%PDF-1.7"}
    data = bundle(files, encoding)
    made = annotate_file("各处.zip", data, remarks(read_file(data)), LIMITS)
    assert (made.name, made.kind) == ("各处（批注）.zip", FileKind.zip)
    back = parts(made.content)
    assert list(back) == ["一处/甲（批注）.docx", "一处/乙.docx", "丙（批注）.xlsx", "说明.pdf"]
    assert commented(back["一处/甲（批注）.docx"])["较高"] == LEVEL
    assert noted(back["丙（批注）.xlsx"])["E4"] == LEVEL
    assert (back["一处/乙.docx"], back["说明.pdf"]) == (right, b"%PDF-1.7")


def test_macros_are_not_handed_back() -> None:
    macros = pack({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>", "word/vbaProject.bin": b"x"})
    data = bundle({"甲.docx": word(), "乙.docm": macros})
    back = parts(annotate_file("各处.zip", data, remarks(read_file(data)), LIMITS).content)
    assert list(back) == ["甲（批注）.docx", "乙（批注）.txt"]
    assert "文件里带有宏" in back["乙（批注）.txt"].decode()


@pytest.mark.parametrize(
    ("names", "tabs"),
    [(["表", "表"], ["表", "表_2"]), (["a[b]", "'x'", "长" * 40], ["a_b_", "x", "长" * 31])],
)
def test_sheets_of_a_damaged_workbook_get_names_that_are_possible(names: list[str], tabs: list[str]) -> None:
    over = [RawCell(0, 2, False, (Paragraph("甲"),)), RawCell(1, 2, False, (Paragraph("乙"),))]
    tables = [RawTable((RawRow(tuple(over), number=1),), name) for name in names]
    assert openpyxl.load_workbook(BytesIO(annotated_copy(tables, []))).sheetnames == tabs


def test_a_name_that_is_taken_is_not_taken_again() -> None:
    files = {"甲.docx": word(), "甲（批注）.docx": word()}
    data = bundle(files)
    made = annotate_file("各处.zip", data, [Note(Severity.error, "看", source="甲.docx")], LIMITS)
    assert list(parts(made.content)) == list(files)
    assert list(commented(parts(made.content)["甲.docx"]).values()) == ["错误：看"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_an_old_document_comes_back_as_a_new_one() -> None:
    lines = "".join(rf"{{\cell \u{ord(mark)}?}}" for mark in "表")
    data = rf"{{\rtf1\ansi \trowd\cellx2000\intbl {lines}\cell\row\pard \u35828?}}".encode()
    made = annotate_file("表.rtf", data, [Note(Severity.error, "没有表格。")], LIMITS)
    assert (made.name, made.kind) == ("表（批注）.docx", FileKind.docx)
    assert list(commented(made.content).values()) == ["错误：没有表格。"]


def test_without_a_converter_an_old_document_is_refused_with_advice() -> None:
    with pytest.raises(BadFile) as caught:
        annotate_file("表.rtf", rb"{\rtf1\ansi}", [Note(Severity.error, "看")], Limits(converter="off"))
    assert "另存为" in str(caught.value.detail)


@pytest.mark.parametrize(
    ("name", "extension", "made"),
    [
        ("表.docx", "docx", "表（批注）.docx"),
        ("夹.1/表", "docx", "夹.1/表（批注）.docx"),
        ("表（批注）.docx", "docx", "表（批注）.docx"),
        (".csv", "xlsx", ".csv（批注）.xlsx"),
    ],
)
def test_names_say_that_there_are_comments(name: str, extension: str, made: str) -> None:
    assert renamed(name, extension) == made


def test_nothing_to_say_about_nothing() -> None:
    assert notes_of({"findings": [], "forms": []}) == []
