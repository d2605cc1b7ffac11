"""Filled Word files that differ in how their tables are drawn (forms.md §2.2)."""

from itertools import groupby

from backend.imports.rules import FormKind
from tests.imports.corpus.content import (
    CHECKS,
    FINANCE,
    LOGISTICS,
    LOW,
    PERSONNEL,
    POWERS,
    TEACHING,
    Case,
    Expected,
)
from tests.imports.corpus.documents import (
    POSITION,
    TITLE,
    head,
    inventory,
    listed,
    texts,
    without_remarks,
)
from tests.imports.word import (
    INVENTORY,
    MERGE_START,
    MERGED,
    SELF_CHECK,
    cell,
    docx,
    para,
    paras,
    row,
    run,
    span,
    table,
)

POSITION_HEADER = ("岗位职责", *INVENTORY[1:])
WINGDINGS = '<w:r><w:sym w:font="Wingdings" w:char="F0{}"/></w:r>'
ZERO_WIDTH = "制度缺陷\u200b及漏洞"


def ticked_levels() -> Case:
    written = ("H", "□低 □中 ☑高", "中等", "□高\n□中\n☑低")
    box = cell(f"<w:p>{run('高')}{WINGDINGS.format('FE')}{run('  中')}{WINGDINGS.format('A8')}</w:p>")
    rows = [texts(risk, level) for risk, level in zip(TEACHING, written, strict=True)]
    drawn = [row([*cells[:4], box if cells[4] == "H" else cells[4], *cells[5:]]) for cells in rows]
    return Case(
        "ticks", docx(TITLE + head("教务处") + table(INVENTORY, *drawn)), (inventory("教务处", TEACHING),)
    )


def conventional_levels() -> Case:
    written = ("Ⅰ级", "二级", "3")
    rows = [texts(risk, level) for risk, level in zip(PERSONNEL, written, strict=True)]
    body = TITLE + head("人事处") + table(INVENTORY, *rows)
    return Case(
        "conventional levels", docx(body), (inventory("人事处", PERSONNEL),), frozenset({"level-convention"})
    )


def unknown_levels() -> Case:
    """Nothing is guessed: an odd word and two ticks are errors, an empty cell is a doubt."""
    written = ("严重", "☑高 ☑中 □低", "")
    rows = [texts(risk, level) for risk, level in zip(PERSONNEL, written, strict=True)]
    wanted = tuple(risk._replace(level=None) for risk in PERSONNEL)
    codes = frozenset({"level-unknown", "level-several", "level-missing"})
    body = TITLE + head("人事处") + table(INVENTORY, *rows)
    return Case("unknown levels", docx(body), (inventory("人事处", wanted),), codes)


def two_header_rows_and_merges() -> Case:
    header = row(
        [
            cell("部门\n职责", MERGE_START),
            cell("廉政风险", span(3)),
            cell("风险等级\n（高、中、低）", MERGE_START),
            cell("防控方法", MERGE_START),
        ]
    )
    second = row(
        [
            cell("", MERGED),
            cell("风 险 点"),
            cell("主要表现形式"),
            cell("成因分析"),
            cell("", MERGED),
            cell("", MERGED),
        ]
    )
    rows = []
    for duty, found in groupby(without_remarks(LOGISTICS), key=lambda risk: risk.duty):
        for at, risk in enumerate(found):
            first = cell("" if at else duty, MERGED if at else MERGE_START)
            rows.append(row([first, *texts(risk)[1:6]]))
    body = TITLE + head("后勤处") + table(header, second, *rows)
    return Case("two header rows", docx(body), (inventory("后勤处", without_remarks(LOGISTICS)),))


def same_as_above() -> Case:
    rows = [texts(risk) for risk in FINANCE]
    rows[2][0] = "同上"
    rows[1][3] = "监管缺失"
    rows[2][3] = "〃"
    wanted = (FINANCE[0], FINANCE[1]._replace(causes="监管缺失"), FINANCE[2]._replace(causes="监管缺失"))
    body = TITLE + head("财务处") + table(INVENTORY, *rows, [""] * 7, [""] * 7)
    return Case("同上", docx(body), (inventory("财务处", wanted),))


def continuation_pages() -> Case:
    """One table over three pages: the second repeats the header under 续表, the third has none, a row is cut."""
    first, second, third = (texts(risk) for risk in TEACHING[:3])
    cut = second[2].index("，")
    before = [*second[:2], second[2][: cut + 3], *second[3:]]
    after = ["", "", second[2][cut + 3 :], "", "", "", ""]
    body = (
        TITLE
        + head("教务处")
        + table(INVENTORY, first, before, after)
        + para("续表")
        + table(INVENTORY, third)
        + para()
        + table(texts(TEACHING[3]))
    )
    return Case("continuation pages", docx(body), (inventory("教务处", TEACHING),))


def several_people() -> Case:
    """Three people in one file; the blanks of the last two stand inside their tables."""

    def blanks(name: str) -> str:
        return row(
            [
                cell("姓名"),
                cell(name),
                cell("职务"),
                cell("干事", span(2)),
                cell("填表日期：2026/9/1", span(2)),
            ]
        )

    heading = para("个人岗位廉政风险排查表")
    parts = [
        heading + para("姓名：周平    职务：科员") + table(POSITION_HEADER, texts(FINANCE[0])),
        table(
            row([cell("个人岗位廉政风险排查表", span(7))]), blanks("吴敏"), POSITION_HEADER, texts(FINANCE[1])
        ),
        table(blanks("郑雨"), POSITION_HEADER, texts(FINANCE[2])),
    ]
    forms = (
        Expected(POSITION, (FINANCE[0],), person="周平"),
        Expected(POSITION, (FINANCE[1],), person="吴敏", filled_on="2026-09-01"),
        Expected(POSITION, (FINANCE[2],), person="郑雨", filled_on="2026-09-01"),
    )
    return Case("several people", docx(para().join(parts)), forms)


def revisions_and_boxes() -> Case:
    gone_words = "<w:del><w:r><w:delText>考卷</w:delText></w:r></w:del>"
    changed = f"<w:p><w:ins>{run('试题')}</w:ins>{gone_words}{run('泄密')}</w:p>"
    control = f"<w:sdt><w:sdtContent>{para(ZERO_WIDTH)}</w:sdtContent></w:sdt>"
    gone = row(["管", "已删", "", "", "低", "", ""], "<w:del/>")
    box = f"<w:p><w:r><w:drawing><w:txbxContent>{TITLE}</w:txbxContent></w:drawing></w:r></w:p>"
    first, second = texts(TEACHING[0]), texts(TEACHING[1])
    rows = (
        row([first[0], cell(changed), *first[2:]]),
        row([*second[:3], cell(control), *second[4:]]),
        gone,
    )
    return Case(
        "revisions and boxes",
        docx(box + head("教务处") + table(INVENTORY, *rows)),
        (inventory("教务处", TEACHING[:2]),),
    )


def rows_that_are_none() -> Case:
    """A frame around the table; small headings, totals, an opinion, notes, a signature."""
    first, *rest = (texts(risk) for risk in LOGISTICS)
    inner = table(
        INVENTORY,
        row([cell("一、后勤保障方面", span(7))]),
        first,
        *rest,
        ["合计", "", "", "", "", "", ""],
        row([cell("分管领导审核意见"), cell("同意上报。\n签字：      2026年9月30日", span(6))]),
        row([cell("说明：1.“原因分析”填写风险点存在的原因；\n2.如有需要，可自行增页填写。", span(7))]),
    )
    body = f"<w:tbl><w:tr><w:tc>{TITLE}{head('后勤处')}{inner}<w:p/></w:tc></w:tr></w:tbl>"
    return Case("rows that are none", docx(body), (inventory("后勤处", LOGISTICS),))


def catalogue() -> Case:
    header = ("序 号", "职权名称", "职权内容", "行使主体", "法律依据")
    rows = [(f"{number}", *power) for number, power in enumerate(POWERS, 1)]
    body = (
        para("附件一：")
        + para("海州职业技术学院廉政风险防控职权目录")
        + para("部门：资产处            填表日期：二〇二六年九月三十日")
        + table(header, *rows, ("合计", "3项", "", "", ""))
        + para("分管校领导：                部门负责人：孙成")
    )
    form = Expected(FormKind.power_catalogue, POWERS, "资产处", head="孙成", filled_on="2026-09-30")
    return Case("catalogue", docx(body), (form,))


def catalogue_of_lists() -> Case:
    columns = [listed([power[at] for power in POWERS], lambda n: f"{n}．") for at in range(4)]
    body = (
        para("职权目录") + para("部门：资产处") + table(("权力事项", "具体内容", "办理主体", "依据"), columns)
    )
    form = Expected(FormKind.power_catalogue, POWERS, "资产处")
    return Case("catalogue of lists", docx(body), (form,), frozenset({"list-decimal"}))  # 1．5万元 may be 1.5


def counts_that_differ() -> Case:
    """Two points, one measure: it is given to both, and that is said."""
    first, second = FINANCE[1:]
    point = listed([first.point, second.point], lambda n: f"{n}.")
    cells = [
        first.duty,
        point,
        f"1.{first.manifestation}\n2.{second.manifestation}",
        "业务素质不高",
        "低",
        "抽查",
        "",
    ]
    wanted = tuple(
        risk._replace(causes="业务素质不高", level=LOW, measures="抽查") for risk in (first, second)
    )
    body = TITLE + head("财务处") + table(INVENTORY, cells)
    return Case("counts that differ", docx(body), (inventory("财务处", wanted),), frozenset({"cannot-align"}))


def broken_numbers() -> Case:
    """A number left out, one twice, a row without its point: read in order, and flagged."""
    check = CHECKS[0]
    cells = (
        f"1.{check.duties[0]}\n2.{check.duties[1]}\n4.{check.duties[2]}",
        f"1、{check.powers[0]}\n1、{check.powers[1]}",
        "\n".join(f"{number}.{item}" for number, item in enumerate(check.risks, 1)),
    )
    body = para("单位（部门）：资产处") + table(SELF_CHECK, (check.subject, *cells))
    form = Expected(FormKind.position_self_check, (check,), "资产处")
    return Case("broken numbers", docx(body), (form,), frozenset({"list-gap", "list-repeat"}))


def row_without_its_point() -> Case:
    rows = [texts(risk) for risk in PERSONNEL]
    rows[1][1] = ""
    body = TITLE + head("人事处") + table(INVENTORY, *rows) + paras("填表人：钱多\n注：本表一式两份")
    wanted = (PERSONNEL[0], PERSONNEL[2])
    return Case(
        "a row without its point",
        docx(body),
        (inventory("人事处", wanted),),
        frozenset({"missing-risk-point"}),
    )


LAYOUTS = (
    ticked_levels,
    conventional_levels,
    unknown_levels,
    two_header_rows_and_merges,
    same_as_above,
    continuation_pages,
    several_people,
    revisions_and_boxes,
    rows_that_are_none,
    catalogue,
    catalogue_of_lists,
    counts_that_differ,
    broken_numbers,
    row_without_its_point,
)
