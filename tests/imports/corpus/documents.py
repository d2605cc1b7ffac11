"""Filled Word files that differ in how their lists are written (forms.md §2.2)."""

from collections.abc import Callable, Sequence
from itertools import groupby

from backend.imports.rules import FormKind
from tests.imports.corpus.content import (
    CHECKS,
    FINANCE,
    LOGISTICS,
    SECTIONS,
    TEACHING,
    Case,
    Check,
    Expected,
    Risk,
)
from tests.imports.word import (
    INVENTORY,
    SELF_CHECK,
    cell,
    docx,
    para,
    row,
    run,
    table,
)

DEPARTMENT, POSITION = FormKind.department_inventory, FormKind.position_inventory
TITLE = para("海州职业技术学院部门工作廉政风险排查表")
SECTION_HEADER = ("处（科）室名称", "处(科)室职责", "处（科）室权利", "处（科）室风险点")


def head(department: str, name: str = "陈立行", day: str = "2026年9月28日") -> str:
    return para(f"部门（盖章）：{department}        负责人：{name}      填表日期：{day}")


def inventory(department: str, rows: Sequence[Risk], day: str = "2026-09-28") -> Expected:
    return Expected(DEPARTMENT, tuple(rows), department, head="陈立行", filled_on=day)


def texts(risk: Risk, level: str | None = None) -> list[str]:
    shown = (risk.level.label if risk.level else "") if level is None else level
    return [risk.duty, risk.point, risk.manifestation, risk.causes, shown, risk.measures, risk.remark]


def listed(items: Sequence[str], mark: Callable[[int], str], joint: str = "\n") -> str:
    return joint.join(mark(number) + item for number, item in enumerate(items, 1))


def zipped(rows: Sequence[Risk], mark: Callable[[int], str], joint: str = "\n") -> list[list[str]]:
    """A row a duty, its risks as lists of one style in every cell."""
    drawn = []
    for duty, found in groupby(rows, key=lambda risk: risk.duty):
        group = list(found)
        if len(group) == 1:
            drawn.append(texts(group[0]))
            continue
        columns = [listed([str(risk[at]) for risk in group], mark, joint) for at in (1, 2, 3, 5)]
        levels = "\n".join(risk.level.label for risk in group if risk.level)
        drawn.append([duty, *columns[:3], levels, columns[3], ""])
    return drawn


def without_remarks(rows: Sequence[Risk]) -> tuple[Risk, ...]:
    return tuple(risk._replace(remark="") for risk in rows)


def full_width_lists() -> Case:
    body = (
        TITLE
        + head("教务处")
        + table(INVENTORY, *zipped(without_remarks(TEACHING), lambda n: f"{'０１２３'[n]}．"))
    )
    return Case("lists 1．", docx(body), (inventory("教务处", without_remarks(TEACHING)),))


def inline_lists() -> Case:
    rows = zipped(LOGISTICS, lambda n: f"{n}、", "；")
    return Case(
        "lists 1、 in one line",
        docx(TITLE + head("后勤处") + table(INVENTORY, *rows)),
        (inventory("后勤处", LOGISTICS),),
    )


def bracketed_lists() -> Case:
    breaks = '</w:t><w:br/><w:t xml:space="preserve">'

    def drawn(text: str) -> str:
        return f"<w:p>{run(text)}</w:p>".replace("\n", breaks)

    rows = [
        row([cell(drawn(text)) if "\n" in text else text for text in cells])
        for cells in zipped(FINANCE, lambda n: f"（{n}）")
    ]
    return Case(
        "lists （1） with soft breaks",
        docx(TITLE + head("财务处") + table(INVENTORY, *rows)),
        (inventory("财务处", FINANCE),),
    )


def checks(marks: Sequence[Callable[[int], str]], joints: Sequence[str], people: Sequence[Check]) -> str:
    """Self-checks one below the other, each with its own way to write lists."""
    rows = [
        (check.subject, *(listed(items, mark, joint) for items in check[1:]))
        for check, mark, joint in zip(people, marks, joints, strict=True)
    ]
    return table(SELF_CHECK, *rows)


def circled_and_chinese_lists() -> Case:
    numerals = "〇一二三四五六七八九"
    marks = (
        lambda n: chr(0x2460 + n - 1),
        lambda n: f"{numerals[n]}、",
        lambda n: f"（{numerals[n]}）",
        lambda n: f"{n})",
    )
    body = para("单位（部门）：资产处    姓名：") + checks(marks, ("", "\n", "\n", "\n"), CHECKS)
    form = Expected(FormKind.position_self_check, CHECKS, "资产处")
    return Case("lists ① 一、 （一） 1)", docx(body), (form,))


def spoken_lists() -> Case:
    marks = (lambda n: f"{'零一二三四'[n]}是", lambda n: f"第{'零一二三四'[n]}，")
    body = para("处（科）室风险点自查表") + para("单位：招生就业处    负责人：李远")
    rows = [
        (
            section.subject,
            *(listed(items, mark, "；") if len(items) > 1 else items[0] for items in section[1:]),
        )
        for section, mark in zip(SECTIONS, marks, strict=True)
    ]
    form = Expected(FormKind.department_self_check, SECTIONS, "招生就业处", head="李远")
    return Case("lists 一是", docx(body + table(SECTION_HEADER, *rows)), (form,))


def automatic_numbers() -> Case:
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    )
    numbering = f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum>' + "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="1"/></w:num>' for key in range(1, 13)
    )
    key = iter(range(1, 13))

    def numbered(items: Sequence[str]) -> str:
        mark = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{next(key)}"/></w:numPr>'
        return cell("".join(para(item, mark) for item in items))

    rows = [row([check.subject, *(numbered(items) for items in check[1:])]) for check in CHECKS]
    body = para("单位（部门）：资产处") + table(SELF_CHECK, *rows)
    form = Expected(FormKind.position_self_check, CHECKS, "资产处")
    return Case("automatic numbers", docx(body, numbering=numbering), (form,))


def bullets_and_bare_digits() -> Case:
    marks = (lambda n: "• ", lambda n: f"{n}", lambda n: "— ", lambda n: "■")
    body = para("单位（部门）：资产处") + checks(marks, ("\n",) * 4, CHECKS)
    form = Expected(FormKind.position_self_check, CHECKS, "资产处")
    return Case("bullets and bare digits", docx(body), (form,), frozenset({"list-lone"}))


def wrapped(text: str, width: int) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def hard_wraps_and_blank_lines() -> Case:
    """As typed on a machine with narrow lines: every item cut into lines, empty lines between items."""
    check = CHECKS[0]
    cells = [
        "\n\n".join(wrapped(f"{number}.{item}", 9) for number, item in enumerate(items, 1))
        for items in check[1:]
    ]
    body = para("单位（部门）：资产处") + table(SELF_CHECK, ("采 购 员", *cells))
    wanted = check._replace(subject="采 购 员")
    return Case(
        "hard wraps and blank lines",
        docx(body),
        (Expected(FormKind.position_self_check, (wanted,), "资产处"),),
    )


LISTS = (
    full_width_lists,
    inline_lists,
    bracketed_lists,
    circled_and_chinese_lists,
    spoken_lists,
    automatic_numbers,
    bullets_and_bare_digits,
    hard_wraps_and_blank_lines,
)
