"""Which official forms there are, how they are called, and what their lines look like on paper."""

import re
from datetime import date
from typing import Final

from backend.kit.files import FileKind
from backend.kit.terms import Term


class DocumentKind(Term):
    """The forms of opinion.txt lines 104–387 and handout.txt lines 38–57, 168–187 and 250."""

    power_catalogue = "power_catalogue", "职权目录"
    department_inventory = "department_inventory", "部门工作廉政风险排查表"
    position_inventory = "position_inventory", "个人岗位廉政风险排查表"
    warning_record = "warning_record", "廉政风险预警处置记录单"
    position_self_check = "position_self_check", "个人岗位风险点自查表"
    department_self_check = "department_self_check", "处（科）室风险点自查表"
    risk_register = "risk_register", "风险点登记汇总表"


LABELS: Final[dict[DocumentKind, str]] = {
    DocumentKind.power_catalogue: "附件一",
    DocumentKind.department_inventory: "附件二",
    DocumentKind.position_inventory: "附件三",
    DocumentKind.warning_record: "附件四",
    DocumentKind.position_self_check: "附件1",
    DocumentKind.department_self_check: "附件2",
    DocumentKind.risk_register: "",
}
"""As the sources number them; another college passes its own."""

TITLE_WORDS: Final[dict[DocumentKind, str]] = {
    **{kind: kind.label for kind in DocumentKind},
    DocumentKind.power_catalogue: "廉政风险防控职权目录",
    DocumentKind.risk_register: "廉政风险点登记汇总表",
}

CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
BLANK_DATE: Final = "      年   月   日"


class DocumentFormat(Term):
    """As what a form is handed out."""

    docx = "docx", "Word 文档"
    xlsx = "xlsx", "Excel 工作簿"
    pdf = "pdf", "PDF"


FILE_KINDS: Final[dict[DocumentFormat, FileKind]] = {one: FileKind(one.value) for one in DocumentFormat}

REGISTER_COLUMNS: Final = (
    "序号",
    "部门（单位）",
    "岗位",
    "岗位人员",
    "廉政风险点",
    "表现形式",
    "风险等级",
    "防控措施",
    "责任岗位",
    "认定情况",
)
REGISTER_WIDTHS: Final = (10, 21, 21, 15, 34, 39, 11, 40, 20, 14)
"""Millimetres; together the breadth of a landscape page between its margins."""


def default_title(kind: DocumentKind, college_name: str) -> str:
    """`海州职业技术学院` + 廉政风险防控职权目录."""
    return college_name + TITLE_WORDS[kind]


def written_date(day: date | None) -> str:
    """2026年9月28日, or the blanks to write it by hand."""
    return f"{day.year}年{day.month}月{day.day}日" if day else BLANK_DATE


def paper_text(text: str) -> str:
    """What can stand in a document: no control characters, one kind of line break."""
    return CONTROL.sub(
        "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x85", "\n")
    )
