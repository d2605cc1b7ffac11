"""The official layout as a workbook, read back with openpyxl (requirements S127)."""

import warnings
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from backend.documents.queries import blank_form
from backend.documents.rules import DocumentKind
from backend.documents.schemas import Form, RiskInventoryForm, SelfCheckForm, kind_of
from backend.documents.writer.designs import DESIGNS
from backend.documents.writer.workbook import write_workbook
from tests.documents.filled import COLLEGE, FORMS, catalogue, inventory, self_check, warning
from tests.documents.workbooks import HEAD, identity, lines, open_book, table

FORM_IDS = [kind_of(form).value for form in FORMS]


def opened(form: Form) -> Any:
    return open_book(write_workbook(form))


@pytest.mark.parametrize("form", FORMS, ids=FORM_IDS)
def test_it_has_the_official_layout(form: Form) -> None:
    book, design = opened(form), DESIGNS[kind_of(form)]
    sheet = book.worksheets[0]
    assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
    assert sheet.page_setup.orientation == ("landscape" if design.is_landscape else "portrait")
    assert round(sheet.page_margins.left * 25.4) == (35 if design.is_landscape else 28)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.column_dimensions["A"].hidden
    assert sheet.print_area.startswith(f"'{sheet.title}'!$B$1:")
    written = lines(book)
    assert written[:2] == [[form.heading.label], [form.heading.title]]
    for blank in design.blanks:
        assert any(text.startswith(blank.words) for text in written[2]), blank.words
    if design.columns:
        assert written[3] == list(design.columns)
        assert sheet.print_title_rows == "$4:$4"
    for words in (*design.notes, *(blank.words for blank in design.below)):
        assert any(text.startswith(words) for row in written for text in row), words


@pytest.mark.parametrize("form", FORMS, ids=FORM_IDS)
def test_it_is_known_when_it_comes_back(form: Form) -> None:
    book = opened(form)
    assert identity(book) == {
        "lianfang.kind": kind_of(form).value,
        "lianfang.form": "17",
        "lianfang.version": "3",
    }
    heads = [cell.value for cell in book.worksheets[0]["A"]]
    assert heads.count(HEAD) == (0 if kind_of(form) is DocumentKind.warning_record else 1)


@pytest.mark.parametrize("kind", [DocumentKind.department_inventory, DocumentKind.position_inventory])
def test_the_rows_of_a_sheet(kind: DocumentKind) -> None:
    book = opened(inventory(kind))
    sheet = book.worksheets[0]
    rows = table(book)
    assert rows[0] == [
        *("0", "负责零星维修", "风险0", "把一个项目拆成几个小项目", "制度缺陷及漏洞", "高"),
        *("合并计算\n一律招标", "无"),
    ]
    assert [row[0] for row in rows] == ["0", "1", "2"]
    assert [row[1] for row in rows] == ["负责零星维修", "", "负责采购"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert "B5:B6" in merged
    assert all(cell.alignment.wrap_text for cell in sheet[5][1:8])
    text = "\n".join(text for row in lines(book) for text in row)
    assert "同意。" in text
    assert "签字：林副院长" in text
    assert "2026年10月8日" in text
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.formula1, rule.errorStyle) == ('"高,中,低"', "warning")


def test_the_rows_of_a_catalogue_and_a_self_check() -> None:
    assert table(opened(catalogue()))[1] == ["1", "维修发包1", "零星维修询价", "维修科", "管理办法"]
    (row,) = table(opened(self_check(DocumentKind.position_self_check)))
    assert row == ["5", "科长", "1.贯彻政策\n2.审核把关", "1.初审", "1.泄露信息\n2.把关不严"]


def test_the_warning_record_has_its_rows() -> None:
    written = lines(opened(warning()))
    assert ["预警对象姓名", "赵某", "职务", "科长"] in written
    assert ["采取的预警措施", "提醒谈话"] in written
    assert ["预警处置实施时间", "2026年9月28日"] in written


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_blank_forms_have_rows_to_write_in(kind: DocumentKind) -> None:
    book = opened(blank_form(kind, COLLEGE))
    sheet = book.worksheets[0]
    assert table(book) == [] if DESIGNS[kind].columns else True
    bordered = [row for row in sheet.iter_rows(min_col=2) if row[0].border.left.style == "thin"]
    assert len(bordered) >= (2 if DESIGNS[kind].min_row > 200 else 7)


def test_what_people_type_stays_text() -> None:
    nasty = ["=1+1", "{=SUM(A1)}", "+86", "@cmd", "https://example.org", "0012", "_x0041_", "\x00\x0b甲\n乙", "😀𬭎"]
    form = inventory(DocumentKind.department_inventory, len(nasty))
    odd = [replace(line, risk_point=text) for line, text in zip(form.risks, nasty, strict=True)]
    data = write_workbook(replace(form, risks=tuple(odd), head_name="=1+1"))
    with zipfile.ZipFile(BytesIO(data)) as parts:
        inside = b"".join(parts.read(name) for name in parts.namelist())
    assert b"<f>" not in inside
    assert b"<hyperlink" not in inside
    found = [row[2] for row in table(open_book(data))]
    assert [text.replace("_x005F_", "_") for text in found] == [text.removeprefix("\x00\x0b") for text in nasty]


def test_a_thousand_rows() -> None:
    rows = table(opened(inventory(DocumentKind.department_inventory, 1_000)))
    assert [row[0] for row in rows] == [str(number) for number in range(1_000)]


def test_a_text_too_long_for_a_row_is_set_smaller() -> None:
    """No row of a workbook is higher than 409 points."""
    many = tuple(f"第{number}项职责要按规定的程序和时限办理" for number in range(40))
    form = self_check(DocumentKind.position_self_check)
    line = replace(form.lines[0], duties=many)
    book = opened(SelfCheckForm(form.heading, form.kind, form.filled_on, (line,)))
    sheet = book.worksheets[0]
    assert sheet.row_dimensions[5].height <= 409
    assert sheet["C5"].font.size < DESIGNS[form.kind].size


def test_a_long_duty_makes_room_beside_its_rows() -> None:
    duty = "按规定办理" * 60
    form = inventory(DocumentKind.department_inventory, 2)
    risks = tuple(replace(line, duty=duty) for line in form.risks)
    sheet = opened(replace(form, risks=risks)).worksheets[0]
    assert sheet.row_dimensions[5].height + sheet.row_dimensions[6].height > 300


def test_the_same_form_gives_the_same_bytes() -> None:
    assert write_workbook(catalogue()) == write_workbook(catalogue())


def test_a_cell_holds_what_excel_can_hold() -> None:
    form: RiskInventoryForm = inventory(DocumentKind.department_inventory, 1)
    risks = (replace(form.risks[0], measures="字" * 40_000),)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = table(opened(replace(form, risks=risks)))
    assert len(rows[0][6]) == 32_767
