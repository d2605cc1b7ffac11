"""Filled workbooks, text tables and zips, each drawn another way."""

from collections.abc import Callable
from io import BytesIO

import xlsxwriter

from backend.imports.rules import FormKind
from tests.imports.corpus.content import (
    CHECKS,
    FINANCE,
    LOGISTICS,
    PERSONNEL,
    POWERS,
    TEACHING,
    Case,
    Expected,
    Risk,
)
from tests.imports.corpus.documents import POSITION, inventory, listed, texts, zipped
from tests.imports.sheets import OPTIONS, Area, fill, old_workbook, text_table, workbook
from tests.imports.word import INVENTORY, SELF_CHECK

TITLE = ("海州职业技术学院部门工作廉政风险排查表",)
Cells = list[tuple[object, ...]]


def top(department: str, day: object = "填表日期：2026年9月28日") -> Cells:
    return [TITLE, (f"部门（盖章）：{department}", "", "负责人：陈立行", "", "", day), INVENTORY]


def rows_of(risks: tuple[Risk, ...]) -> Cells:
    """职责 written once for all its risks, as a merged cell holds it."""
    return [
        ("" if at and risks[at - 1].duty == risk.duty else risk.duty, *texts(risk)[1:])
        for at, risk in enumerate(risks)
    ]


def foot() -> Cells:
    return [
        ("分管领导审核意见", "同意"),
        ("", "签字：李为民          2026年9月30日"),
        ("说明：1.本表一式两份，一份部门存档，一份报院领导小组办公室；",),
        ("2.如有需要，可自行增页填写。",),
    ]


def merged_workbook() -> Case:
    rows = [*top("后勤处"), *rows_of(LOGISTICS), *foot()]
    merges = [
        Area(0, 0, 0, 6),
        Area(3, 0, 4, 0),
        Area(7, 1, 7, 6),
        Area(8, 1, 8, 6),
        Area(9, 0, 9, 6),
        Area(10, 0, 10, 6),
    ]
    return Case(
        "xlsx merged", workbook({"附件二": rows}, {"附件二": merges}), (inventory("后勤处", LOGISTICS),)
    )


def plain_workbook() -> Case:
    """No merged cells; a day as a date of Excel; lists in the cells; blank rows between."""
    rows = [
        TITLE,
        ("部门", "教务处", "负责人", "陈立行", "填表日期", 46293),
        (),
        INVENTORY,
        *(
            tuple(cells)
            for cells in zipped(tuple(risk._replace(remark="") for risk in TEACHING), lambda n: f"{n}. ")
        ),
    ]
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        sheet = book.add_worksheet()
        fill(sheet, rows)
        sheet.write_number(1, 5, 46293, book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
    wanted = tuple(risk._replace(remark="") for risk in TEACHING)
    return Case("xlsx plain", buffer.getvalue(), (inventory("教务处", wanted),))


def a_sheet_a_person() -> Case:
    header = ("序号", "岗位职责", *INVENTORY[1:])
    people = ("周平", "吴敏", "郑雨")
    sheets = {
        name: [
            ("个人岗位廉政风险排查表",),
            ("姓名：" + name, "", "职务：科员"),
            header,
            (1, *texts(risk)),
            *(("", "") for _ in range(3)),
        ]
        for name, risk in zip(people, FINANCE, strict=True)
    }
    forms = tuple(
        Expected(POSITION, (risk,), person=name) for name, risk in zip(people, FINANCE, strict=True)
    )
    return Case("xlsx a sheet a person", workbook(sheets), forms)


def people_below_each_other() -> Case:
    rows: Cells = []
    for check in CHECKS:
        cells = (listed(items, lambda n: f"{n}、") for items in check[1:])
        rows += [
            ("个人岗位风险点自查表",),
            ("单位（部门）：资产处", "", f"姓名：{check.subject[0]}某"),
            SELF_CHECK,
            (check.subject, *cells),
            ("填表人：本人", "", "填表日期：2026.9.5"),
            (),
        ]
    forms = tuple(
        Expected(
            FormKind.position_self_check, (check,), "资产处", f"{check.subject[0]}某", filled_on="2026-09-05"
        )
        for check in CHECKS
    )
    return Case("xlsx people below each other", workbook({"自查表": rows}), forms)


def levels_as_numbers() -> Case:
    """Levels 1 to 3 as figures in the format 0"级", a formula in a remark."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        sheet = book.add_worksheet()
        rows = [*top("人事处"), *(tuple(texts(risk)) for risk in PERSONNEL)]
        fill(sheet, rows)
        grade = book.add_format({"num_format": '0"级"'})
        for at in range(3):
            sheet.write_number(3 + at, 4, at + 1, grade)
        sheet.write_formula(3, 6, '="第"&1&"批"', None, "第1批")
    wanted = (PERSONNEL[0]._replace(remark="第1批"), *PERSONNEL[1:])
    codes = frozenset({"level-convention", "formula"})
    return Case("xlsx levels as numbers", buffer.getvalue(), (inventory("人事处", wanted),), codes)


def away_from_the_corner() -> Case:
    """Beginning at C5, two header rows, a wide head over a number column, a hidden row."""
    upper = ("部门职责", "廉政风险点", "", "风险描述", "原因", "评定等级", "预防措施")
    lower = ("", "编号", "风险名称", "", "", "", "")
    rows: Cells = [
        (),
        (),
        TITLE,
        ("部门：后勤处", "", "", "负责人：陈立行", "", "填报时间：2026-9-28"),
        upper,
        lower,
    ]
    rows += [(risk.duty, at, *texts(risk)[1:6]) for at, risk in enumerate(LOGISTICS, 1)]
    shifted = [(None, None, *cells) for cells in rows]
    merges = [Area(4, 3, 4, 4), *(Area(4, column, 5, column) for column in (2, 5, 6, 7, 8))]
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        sheet = book.add_worksheet("2026")
        fill(sheet, shifted, merges)
        sheet.set_row(8, None, None, {"hidden": True})
    form = inventory("后勤处", LOGISTICS)
    return Case("xlsx away from the corner", buffer.getvalue(), (form,), frozenset({"hidden-row"}))


def catalogue_and_inventory() -> Case:
    powers: Cells = [
        ("廉政风险防控职权目录",),
        ("部门：资产处",),
        ("职权名称", "权力内容", "责任主体", "制度依据"),
        *POWERS,
    ]
    sheets: dict[str, Cells] = {
        "附件一": powers,
        "附件二": [*top("资产处"), *rows_of(LOGISTICS)],
        "通讯录": [("姓名", "电话"), ("甲", "内线")],
    }
    forms = (Expected(FormKind.power_catalogue, POWERS, "资产处"), inventory("资产处", LOGISTICS))
    return Case("xlsx catalogue and inventory", workbook(sheets), forms)


def old_merged() -> Case:
    rows = [*top("财务处"), *rows_of(FINANCE), *foot()]
    merges = [Area(0, 0, 0, 6), Area(4, 0, 5, 0)]
    return Case(
        "xls merged", old_workbook({"Sheet1": rows}, {"Sheet1": merges}), (inventory("财务处", FINANCE),)
    )


def old_sheets() -> Case:
    sheets = {
        f"第{at}页": [("姓名：" + name,), ("岗位职责", *INVENTORY[1:]), tuple(texts(risk))]
        for at, (name, risk) in enumerate(zip(("周平", "吴敏", "郑雨"), PERSONNEL, strict=True), 1)
    }
    forms = tuple(
        Expected(POSITION, (risk,), person=name)
        for name, risk in zip(("周平", "吴敏", "郑雨"), PERSONNEL, strict=True)
    )
    return Case("xls a sheet a person", old_workbook(sheets), forms)


def text_in_gbk() -> Case:
    rows = [*top("后勤处"), *(tuple(texts(risk)) for risk in LOGISTICS), *foot()]
    return Case("csv GBK", text_table(rows, "gb18030"), (inventory("后勤处", LOGISTICS),))


def text_with_tabs() -> Case:
    lists = [tuple(cells) for cells in zipped(FINANCE, lambda n: f"（{n}）")]
    return Case(
        "txt UTF-16", text_table([*top("财务处"), *lists], "utf-16", "\t"), (inventory("财务处", FINANCE),)
    )


def text_with_semicolons() -> Case:
    """Full-width digits and blank rows; a cell that begins like a formula, with the guard of an export."""
    powers = [(f"{'０１２３'[at]}．{power.name}", *power[1:]) for at, power in enumerate(POWERS, 1)]
    rows = [("部门：资产处",), ("权力名称", "具体内容", "办理主体", "依据"), *powers, (), ("",)]
    rows[2] = (*powers[0][:3], '\'=HYPERLINK("http://x")')
    wanted = (POWERS[0]._replace(basis='=HYPERLINK("http://x")'), *POWERS[1:])
    form = Expected(FormKind.power_catalogue, wanted, "资产处")
    return Case("csv ;", text_table(rows, "utf-8", ";"), (form,), frozenset({"formula-text"}))


def register() -> Case:
    """登记汇总表: one row a risk, columns that say whose it is; merged cells are blanks here."""
    header = (
        "序号",
        "部门（单位）",
        "岗位",
        "岗位人员",
        "廉政风险点",
        "表现形式",
        "风险等级",
        "防控措施",
        "认定情况",
    )
    places = (("教务处", "", ""), ("教务处", "考务科长", "周平"), ("", "", ""), ("后勤处", "采购员", "吴敏"))
    risks = (TEACHING[0], TEACHING[1], TEACHING[2], LOGISTICS[2])
    rows = [
        (
            at,
            *place,
            risk.point,
            risk.manifestation,
            risk.level.label if risk.level else "",
            risk.measures,
            "认定",
        )
        for at, (place, risk) in enumerate(zip(places, risks, strict=True), 1)
    ]
    plain = tuple(risk._replace(duty="", causes="", remark="") for risk in risks)
    forms = (
        Expected(FormKind.department_inventory, (plain[0],), "教务处"),
        Expected(POSITION, plain[1:3], "教务处", "周平"),
        Expected(POSITION, plain[3:], "后勤处", "吴敏"),
    )
    data = workbook({"登记汇总表": [("廉政风险点登记汇总表",), header, *rows]})
    return Case("xlsx register", data, forms, frozenset({"table-divided", "unknown-column"}))


def list_of_posts() -> Case:
    """Self-checks of two departments in one table, the department merged over its posts."""
    header = ("部门", *SELF_CHECK)
    departments = ("资产处", "", "学工处", "")
    numbered = [
        (department, check.subject, *(listed(items, lambda n: f"{n}.") for items in check[1:]))
        for department, check in zip(departments, CHECKS, strict=True)
    ]
    merges = [Area(2, 0, 3, 0), Area(4, 0, 5, 0)]
    data = old_workbook({"汇总": [("风险点自查表",), header, *numbered]}, {"汇总": merges})
    forms = (
        Expected(FormKind.position_self_check, CHECKS[:2], "资产处"),
        Expected(FormKind.position_self_check, CHECKS[2:], "学工处"),
    )
    return Case("xls list of posts", data, forms, frozenset({"table-divided"}))


TABLES: tuple[Callable[[], Case], ...] = (
    merged_workbook,
    plain_workbook,
    a_sheet_a_person,
    people_below_each_other,
    levels_as_numbers,
    away_from_the_corner,
    catalogue_and_inventory,
    old_merged,
    old_sheets,
    text_in_gbk,
    text_with_tabs,
    text_with_semicolons,
    register,
    list_of_posts,
)
