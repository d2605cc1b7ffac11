"""Forms kept in Excel: all sheets, merged cells, what cells show, and the marks of our own workbooks."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from backend.imports.reader.forms import read_file
from backend.imports.reader.parsed import Finding, ParsedFile, ParsedForm, RiskRow, SelfCheckRow
from backend.imports.rules import Column, FormKind
from tests.imports.samples import EXPERT_POOL
from tests.imports.sheets import OPTIONS, Area, old_workbook, workbook
from tests.imports.word import INVENTORY, SELF_CHECK
from tests.kit.hostile import raw_xlsx, sheet_xml

SHEET = "Sheet1"
HEAD = ("部门（盖章）：教务处", "", "", "负责人：陈处长", "", "填表日期：2026年9月1日")
FORM = (
    ("海州职业技术学院部门工作廉政风险排查表",),
    HEAD,
    INVENTORY,
    ("排课", "照顾", "照顾亲友。", "监管缺失", "高", "公示", ""),
    ("", "漏排", "漏排课程。", "业务", "□高 ☑中 □低", "核对", ""),
    ("管印章", "盗用", "私盖公章。", "自律", "", "双人", ""),
    ("分管领导审核意见", "同意"),
    ("", "签字：        2026年9月3日"),
    ("说明：1.本表一式两份",),
    ("2.如有需要，可自行增页填写。",),
)
MERGED = (Area(0, 0, 0, 6), Area(3, 0, 4, 0), Area(6, 1, 6, 6), Area(7, 1, 7, 6), Area(8, 0, 8, 6))


def found(parsed: ParsedFile) -> list[tuple[tuple[str, ...], str, str | None]]:
    return [
        (row.duties, row.risk_point, row.level and row.level.label)
        for form in parsed.forms
        for row in form.rows
        if isinstance(row, RiskRow)
    ]


def only(parsed: ParsedFile) -> ParsedForm:
    (form,) = parsed.forms
    return form


def flagged(form: ParsedForm) -> list[tuple[str, int | None, int | None]]:
    return [(finding.code, finding.row, finding.column) for finding in form.findings]


@pytest.mark.parametrize("write", [workbook, old_workbook])
@pytest.mark.parametrize("merges", [(), MERGED], ids=["plain", "merged"])
def test_it_reads_an_inventory(write: Any, merges: tuple[Area, ...]) -> None:
    parsed = read_file(write({SHEET: FORM}, {SHEET: merges}))
    form = only(parsed)
    assert form.kind is FormKind.department_inventory
    assert (form.meta.department, form.meta.head_name) == ("教务处", "陈处长")
    assert form.meta.filled_on == date(2026, 9, 1)
    assert found(parsed) == [
        (("排课",), "照顾", "高"),
        (("排课",), "漏排", "中"),
        (("管印章",), "盗用", None),
    ]
    inherited = [] if merges else [("inherited-duty", 5, 1)]
    assert flagged(form) == [*inherited, ("level-missing", 6, 5)]
    assert parsed.findings == ()


def test_it_reads_a_self_check() -> None:
    lists = ("\n".join(f"{n}.{text}" for n, text in enumerate(items, 1)) for items in EXPERT_POOL[2:])
    rows = (
        ("单位（部门）：中心业务科",),
        SELF_CHECK,
        (EXPERT_POOL.subject, *lists),
        ("填表日期：2026年9月2日",),
    )
    form = only(read_file(workbook({SHEET: rows})))
    (entry,) = form.rows
    assert isinstance(entry, SelfCheckRow)
    assert (entry.subject, entry.duties, entry.powers, entry.risks) == (EXPERT_POOL.subject, *EXPERT_POOL[2:])
    assert (form.meta.department, form.meta.filled_on) == (EXPERT_POOL.department, date(2026, 9, 2))


def test_other_tables_are_no_forms() -> None:
    parsed = read_file(workbook({SHEET: (("姓名", "电话", "邮箱"), ("王老师", "内线", "无"))}))
    assert parsed.forms == ()
    (table,) = parsed.tables
    assert table.kind is None
    assert [column.text for column in table.columns] == ["姓名", "电话", "邮箱"]


@pytest.mark.parametrize("write", [workbook, old_workbook])
def test_every_visible_sheet_is_read(write: Any) -> None:
    parsed = read_file(
        write({"王老师": person("王老师"), "空表": (), "李老师": person("李老师"), "电话": (("甲",),)})
    )
    assert [(form.sheet, form.meta.person_name) for form in parsed.forms] == [
        ("王老师", "王老师"),
        ("李老师", "李老师"),
    ]
    assert [(table.sheet, table.number) for table in parsed.tables] == [("王老师", 1), ("李老师", 3)]
    assert [(finding.code, finding.sheet) for finding in parsed.findings] == [("unknown-table", "电话")]


def person(name: str) -> tuple[tuple[str, ...], ...]:
    return (
        ("个人岗位风险点自查表",),
        (f"单位（部门）：教务处    姓名：{name}",),
        SELF_CHECK,
        (f"干事{name}", "1.管学籍\n2.管考试", "1.批学籍", "1.漏报"),
    )


def test_several_people_on_one_sheet() -> None:
    rows = (*person("王老师"), (), (), *person("李老师"), ("填表日期：2026.9.1",))
    parsed = read_file(workbook({SHEET: rows}))
    assert [form.meta.person_name for form in parsed.forms] == ["王老师", "李老师"]
    assert [str(form.meta.filled_on) for form in parsed.forms] == ["None", "2026-09-01"]
    assert [row.row for form in parsed.forms for row in form.rows] == [4, 10]


def test_a_continuation_sheet_goes_on() -> None:
    first, second = FORM[:4], (("续表",), INVENTORY, ("管印章", "盗用", "私盖", "自律", "低", "双人"))
    assert len(only(read_file(workbook({"第一页": first, "续页": second}))).rows) == 2
    other = (INVENTORY, ("管印章", "盗用", "私盖", "自律", "低", "双人"))
    assert len(read_file(workbook({"教务处": first, "学生处": other})).forms) == 2


def test_findings_name_the_very_cell() -> None:
    rows = [(), (), *((None, None, *row) for row in FORM[1:5]), (None, None, "", "", "私改", "", "高")]
    form = only(read_file(workbook({"一": rows})))
    (error,) = [finding for finding in form.findings if finding.severity.value == "error"]
    assert (error.code, error.sheet, error.row, error.column) == ("missing-risk-point", "一", 7, 4)
    assert {finding.sheet for finding in form.findings} == {"一"}


def styled(values: list[tuple[object, str]]) -> bytes:
    """An inventory whose remark holds the values, each in a number format."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        sheet = book.add_worksheet()
        for column, text in enumerate(INVENTORY):
            sheet.write(0, column, text)
        for row, (value, code) in enumerate(values, 1):
            for column, text in enumerate(("管", "险", "形", "因", "高", "措")):
                sheet.write(row, column, text)
            sheet.write(row, 6, value, book.add_format({"num_format": code}))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (46266, "yyyy-mm-dd", "2026-09-01"),
        (46266, 'yyyy"年"m"月"d"日"', "2026年9月1日"),
        (46266, 'yyyy"年"m"月"', "2026年9月"),
        (46266, "m/d/yy", "2026-09-01"),
        (46266.5, "yyyy-mm-dd hh:mm", "2026-09-01 12:00:00"),
        (0.125, "0%", "13%"),
        (0.125, "0.0%", "12.5%"),
        (3, '0"级"', "3级"),
        (7, "000", "007"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1.5, "General", "1.5"),
        (123456789012, "General", "123456789012"),
        (-3, "0;(0)", "(3)"),
        (True, "General", "TRUE"),
    ],
)
def test_numbers_as_excel_shows_them(value: object, code: str, shown: str) -> None:
    (row,) = only(read_file(styled([(value, code)]))).rows
    assert isinstance(row, RiskRow)
    assert row.remark == shown


def test_formulas_give_their_saved_result_and_are_flagged() -> None:
    rows = (INVENTORY, ("管", "险", "形", "因", "高", "措", "=SUM(A1:A2)"))
    form = only(read_file(workbook({SHEET: rows})))
    (row,) = form.rows
    assert isinstance(row, RiskRow)
    assert row.remark == "7"
    assert flagged(form) == [("formula", 2, 7)]
    assert [finding.field for finding in form.findings] == [Column.remark]


def raw(cells: str, **more: bytes) -> ParsedFile:
    header = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in INVENTORY)
    row = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("管", "险", "形", "因", "高"))
    rows = f"<row>{header}</row><row>{row}{cells}</row>"
    return read_file(raw_xlsx(sheet_xml(rows), **more))


@pytest.mark.parametrize(
    ("cell", "text", "codes"),
    [
        ('<c t="inlineStr"><is><r><t>双</t></r><r><t>人</t></r></is></c>', "双人", []),
        (
            '<c t="inlineStr"><is><t>公示</t><rPh sb="0" eb="1"><t>gong</t></rPh><phoneticPr/></is></c>',
            "公示",
            [],
        ),
        ('<c t="inlineStr"><is><t>一_x000A_二_x005F_x0041_</t></is></c>', "一\n二_x0041_", []),
        ('<c t="str"><f>A1&amp;A2</f><v>合并</v></c>', "合并", [("formula", 2, 6)]),
        ("<c><f>cmd|'/c calc'!A0</f></c>", "", [("formula-empty", 2, 6)]),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", [("cell-error", 2, 6)]),
        ('<c t="d"><v>2026-09-01T00:00:00</v></c>', "2026-09-01", []),
        ('<c t="s"><v>99</v></c>', "", [("cell-lost", 2, 6)]),
        ('<c r="F2" t="b"><v>1</v></c>', "TRUE", []),
    ],
)
def test_cells_of_every_kind(cell: str, text: str, codes: list[tuple[str, int, int]]) -> None:
    form = only(raw(cell))
    (row,) = form.rows
    assert isinstance(row, RiskRow)
    assert (row.measures, flagged(form)) == (text, codes)


def test_hidden_rows_count_and_hidden_sheets_are_named() -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        sheet, secret = book.add_worksheet("表"), book.add_worksheet("底稿")
        for at, cells in enumerate(FORM):
            for column, text in enumerate(cells):
                sheet.write(at, column, text)
        sheet.set_row(4, None, None, {"hidden": True})
        secret.write(0, 0, "旧")
        secret.hide()
    parsed = read_file(buffer.getvalue())
    assert len(only(parsed).rows) == 3
    assert [(finding.code, finding.raw) for finding in parsed.findings] == [("hidden-sheet", "底稿")]


def own(rows: list[tuple[str, ...]]) -> ParsedFile:
    """A workbook with the marks of our own: a hidden column of ids, a hidden sheet of keys and values."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        sheet, meta = book.add_worksheet("表"), book.add_worksheet("_meta")
        meta.very_hidden()
        for at, pair in enumerate((("lianfang.form", "42"), ("lianfang.kind", "department_inventory"))):
            meta.write_row(at, 0, pair)
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.write_row(0, 1, ("部门：教务处",))
        sheet.write_row(1, 0, ("lianfang.row", *INVENTORY))
        for at, row in enumerate(rows, 2):
            sheet.write_row(at, 0, row)
    return read_file(buffer.getvalue())


def test_our_own_workbooks_are_known() -> None:
    parsed = own(
        [
            ("7", "合计", "同上", "1.甲\n2.乙", "", "中", "", ""),
            ("9", "", "部门：甲", "", "", "", "", ""),
            ("", "新职责", "新风险", "", "", "低", "", ""),
            ("7", "抄来的", "抄来的险", "", "", "低", "", ""),
        ]
    )
    form = only(parsed)
    rows = [row for row in form.rows if isinstance(row, RiskRow)]
    assert form.form_id == "42"
    assert [(row.row_id, row.duties, row.risk_point, row.manifestation) for row in rows] == [
        ("7", ("合计",), "同上", "1.甲\n2.乙"),
        ("9", (), "部门：甲", ""),
        (None, ("新职责",), "新风险", ""),
        (None, ("抄来的",), "抄来的险", ""),
    ]


def test_a_wide_header_over_a_narrow_number_column() -> None:
    rows = (
        ("部门职责", "廉政风险点", "", "表现形式", "风险等级", "防控措施"),
        ("管", 1, "改分", "私改", "高", "复核"),
        ("", 2, "漏分", "漏登", "低", "核对"),
    )
    parsed = read_file(workbook({SHEET: rows}, {SHEET: [Area(0, 1, 0, 2)]}))
    assert found(parsed) == [(("管",), "改分", "高"), (("管",), "漏分", "低")]


def test_outside_links_are_named_and_not_followed() -> None:
    link = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        'Type="http://x/externalLinkPath" Target="http://127.0.0.1:9/x.xlsx" TargetMode="External"/></Relationships>'
    )
    parsed = raw("", **{"xl/externalLinks/_rels/externalLink1.xml.rels": link.encode()})
    (finding,) = parsed.findings
    assert isinstance(finding, Finding)
    assert (finding.code, finding.raw) == ("external-link", "http://127.0.0.1:9/x.xlsx")
