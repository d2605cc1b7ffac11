"""Filled files of people who go their own way: an item a row, blanks with seals, small headings, levels in words."""

from itertools import zip_longest

from backend.imports.rules import FormKind
from tests.imports.corpus.content import CHECKS, FINANCE, LOGISTICS, PERSONNEL, TEACHING, Case, Expected
from tests.imports.corpus.documents import inventory, texts
from tests.imports.corpus.tables import Cells
from tests.imports.sheets import Area, old_workbook, text_table, workbook
from tests.imports.word import INVENTORY, SELF_CHECK, docx, para, table


def an_item_a_row() -> Case:
    """Each duty, power and risk in a row of its own; the post is written once and not merged."""
    rows: Cells = [("单位（部门）：资产处（公章）", "", "", "填表人（签字）：周平"), SELF_CHECK]
    for check in CHECKS:
        for at, items in enumerate(zip_longest(*check[1:])):
            numbered = (f"{at + 1}.{item}" if item else "" for item in items)
            rows.append((check.subject if at == 0 else "", *numbered))
    form = Expected(FormKind.position_self_check, CHECKS, "资产处")
    return Case("xlsx an item a row", workbook({"自查": rows}), (form,), frozenset({"inherited-subject"}))


def seals_and_signatures() -> Case:
    """Blanks with seal marks and with labels that are none of ours beside them; the day has no day."""
    line = "填报单位：财务处（公章）    单位负责人签字：陈立行    联系电话：内线    填报时间：2026年9月"
    body = para("2026年度部门工作廉政风险排查表（试行）") + para(line) + table(INVENTORY, *map(texts, FINANCE))
    wanted = inventory("财务处", FINANCE, "")
    return Case("seals and signatures", docx(body), (wanted,), frozenset({"bad-date"}))


def small_headings() -> Case:
    """Headings between the rows that are not merged: they are no duties, and that is said."""
    rows: Cells = [
        ("部门：后勤处", "", "部门负责人（签字）：陈立行"),
        INVENTORY,
        ("一、维修方面",),
        *(tuple(texts(risk)) for risk in LOGISTICS[:2]),
        ("二、采购和公房方面",),
        *(tuple(texts(risk)) for risk in LOGISTICS[2:]),
        ("审核人：李为民", "", "填表人：郑雨", "", "填表日期：2026.9.28"),
    ]
    wanted = inventory("后勤处", LOGISTICS)
    return Case("csv small headings", text_table(rows, "utf-8"), (wanted,), frozenset({"duty-without-risk"}))


def merged_levels() -> Case:
    """One level, one cause and one measure merged over the rows they hold for."""
    level = PERSONNEL[0].level
    shared = (risk._replace(causes="监管缺失", level=level, measures="双人双锁") for risk in PERSONNEL[:2])
    risks = (*shared, PERSONNEL[2])
    rows: Cells = [("部门：人事处",), INVENTORY, *(tuple(texts(risk)) for risk in risks)]
    merges = [Area(2, column, 3, column) for column in (0, 3, 4, 5)]
    form = Expected(FormKind.department_inventory, risks, "人事处")
    return Case("xls merged levels", old_workbook({"表": rows}, {"表": merges}), (form,))


def levels_in_words() -> Case:
    written = ("高风险（一级）", " 高 等 级 ", "中度", "低。")
    rows = [tuple(texts(risk, level)) for risk, level in zip(TEACHING, written, strict=True)]
    risks = (*TEACHING[:2], TEACHING[2]._replace(level=None), TEACHING[3])
    data = workbook({"表": [("部门：教务处",), INVENTORY, *rows]})
    form = Expected(FormKind.department_inventory, risks, "教务处")
    return Case("xlsx levels in words", data, (form,), frozenset({"level-unknown"}))


ODDITIES = (an_item_a_row, seals_and_signatures, small_headings, merged_levels, levels_in_words)
