from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from backend.imports.reader.forms import read_file
from backend.imports.reader.parsed import RiskRow, SelfCheckRow
from backend.imports.rules import FormKind
from tests.imports.samples import EXPERT_POOL
from tests.imports.word import INVENTORY, SELF_CHECK


def workbook(rows: Sequence[Sequence[str]], merged: Sequence[str] = ()) -> bytes:
    """An .xlsx with these rows; `merged` are ranges such as A3:A4."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, cells in enumerate(rows):
            for column, text in enumerate(cells):
                sheet.write_string(at, column, text)
        for area in merged:
            sheet.merge_range(area, rows[int(area[1:].split(":")[0]) - 1][0])
    return buffer.getvalue()


def test_it_reads_an_inventory() -> None:
    rows = (
        ("海州职业技术学院部门工作廉政风险排查表",),
        ("部门（盖章）：教务处", "", "", "负责人：陈处长", "", "填表日期：2026年9月1日"),
        INVENTORY,
        ("排课", "照顾", "照顾亲友。", "监管缺失", "高", "公示", ""),
        ("", "漏排", "漏排课程。", "业务", "□高 ☑中 □低", "核对", ""),
        ("分管领导审核意见", "同意"),
        ("说明：1.本表一式两份",),
    )
    (form,) = read_file(workbook(rows, ["A1:G1", "A4:A5"])).forms
    risks = [row for row in form.rows if isinstance(row, RiskRow)]
    assert form.kind is FormKind.department_inventory
    assert (form.meta.department, form.meta.head_name, str(form.meta.filled_on)) == (
        "教务处",
        "陈处长",
        "2026-09-01",
    )
    assert [(risk.duties, risk.risk_point, risk.level and risk.level.label) for risk in risks] == [
        (("排课",), "照顾", "高"),
        (("排课",), "漏排", "中"),
    ]


def test_it_reads_a_self_check() -> None:
    lists = ("\n".join(f"{n}.{text}" for n, text in enumerate(items, 1)) for items in EXPERT_POOL[2:])
    rows = (
        ("单位（部门）：中心业务科",),
        SELF_CHECK,
        (EXPERT_POOL.subject, *lists),
        ("填表日期：2026年9月2日",),
    )
    (form,) = read_file(workbook(rows)).forms
    (entry,) = form.rows
    assert isinstance(entry, SelfCheckRow)
    assert (entry.subject, entry.duties, entry.powers, entry.risks) == (EXPERT_POOL.subject, *EXPERT_POOL[2:])
    assert form.meta.department == EXPERT_POOL.department


def test_other_tables_are_no_forms() -> None:
    assert read_file(workbook((("姓名", "电话"), ("王老师", "内线")))).forms == ()
