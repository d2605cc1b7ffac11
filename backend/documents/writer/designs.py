"""What stands printed on each official form, and its measures: the same in Word, in a workbook and in PDF.

Words of opinion.txt lines 104–387 and handout.txt lines 38–57, 168–187 and 250; type sizes of GB/T 9704.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from backend.documents.rules import REGISTER_COLUMNS, REGISTER_WIDTHS, DocumentKind

TOTAL: Final = "{total}"
"""Stands in a note where the register counts its rows."""


class Blank(NamedTuple):
    """`部门：` and the name of what is written behind it; `at` millimetres from the left edge of the table."""

    words: str
    field: str
    at: float = 0


class Box(NamedTuple):
    """A line of 附件四: words and the field they ask for, at least `height` points high."""

    words: str
    field: str
    height: float
    job_title: str = ""
    """The field of a 职务 on the same line."""


@dataclass(frozen=True, slots=True)
class Design:
    """Widths in millimetres, all other lengths in points."""

    widths: tuple[float, ...]
    size: float
    pitch: float
    min_row: float
    blanks: tuple[Blank, ...]
    columns: tuple[str, ...] = ()
    """Heads, with a line break where a narrow column breaks."""
    head_row: float = 30
    centered: frozenset[int] = frozenset()
    is_landscape: bool = False
    opinion: str = ""
    notes: tuple[str, ...] = ()
    note_indent: float = 31.5
    """The first note's word (`说明：`) hangs out by this much."""
    below: tuple[Blank, ...] = ()
    boxes: tuple[Box, ...] = ()


TALL: Final = 100
"""Text in cells at least this high begins at the top."""
COPIES: Final = "本表一式两份，一份部门存档，一份报院领导小组办公室"
REGISTER_BREAKS: Final = {
    "部门（单位）": "部门\n（单位）",
    "岗位人员": "岗位\n人员",
    "风险等级": "风险\n等级",
    "认定情况": "认定\n情况",
}
DEPARTMENT_CAUSES: Final = "制度缺陷及漏洞、监管缺失、外部环境影响等"
PERSONAL_CAUSES: Final = "制度缺陷及漏洞、监管缺失、外部环境影响、个人自律、个人业务素质等"
SELF_CHECK_NOTES: Final = (
    "注：1.本表一式两份，一份上报，一份保存；",
    "2.按规定时间上报，填写内容如有需要，可增页填写。",
)


def inventory(duties: str, causes: str, opinion: str, *blanks: Blank) -> Design:
    """附件二 and 附件三."""
    return Design(
        (34, 34, 46, 32, 16, 47, 16),
        10.5,
        16,
        22,
        blanks,
        (duties, "廉政风险点", "表现形式", "原因分析", "风险\n等级", "防控措施", "备注"),
        26,
        frozenset({4}),
        is_landscape=True,
        opinion=opinion,
        notes=(
            f"说明：1.“原因分析”填写风险点存在的原因，如{causes}；",
            "2.“风险等级”分为高、中、低三个等级；",
            f"3.{COPIES}；",
            "4.如有需要，可自行增页填写。",
        ),
    )


def self_check(columns: tuple[str, ...], blanks: tuple[Blank, ...], below: Blank) -> Design:
    """讲义附件1 and 附件2."""
    return Design(
        (22, 44, 40, 50),
        12,
        20,
        260,
        blanks,
        columns,
        centered=frozenset({0}),
        notes=SELF_CHECK_NOTES,
        note_indent=21,
        below=(below,),
    )


DESIGNS: Final[dict[DocumentKind, Design]] = {
    DocumentKind.power_catalogue: Design(
        (34, 58, 26, 38),
        12,
        20,
        40,
        (Blank("部门：", "department"), Blank("填表日期：", "filled_on", 92)),
        ("权力名称", "具体内容", "办理主体", "制度依据"),
        centered=frozenset({0, 2}),
        below=(Blank("分管校领导：", "supervising_leader"), Blank("部门负责人：", "head_name", 88)),
    ),
    DocumentKind.department_inventory: inventory(
        "部门职责",
        DEPARTMENT_CAUSES,
        "分管领导\n审核意见",
        Blank("部门（盖章）：", "department"),
        Blank("负责人：", "head_name", 88),
        Blank("填表日期：", "filled_on", 160),
    ),
    DocumentKind.position_inventory: inventory(
        "岗位职责",
        PERSONAL_CAUSES,
        "部门领导\n审核意见",
        Blank("姓名：", "person_name"),
        Blank("职务：", "job_title", 88),
        Blank("填表日期：", "filled_on", 160),
    ),
    DocumentKind.warning_record: Design(
        (42, 44, 26, 44),
        12,
        20,
        36,
        (Blank("部门（盖章）：", "department"), Blank("填表人：", "filler_name", 92)),
        boxes=(
            Box("预警对象姓名", "subject_name", 36, "subject_job_title"),
            Box("发生廉政风险情形", "circumstances", 120),
            Box("采取的预警措施", "measures_taken", 105),
            Box("预警对象\n承诺整改情况", "rectification", 105),
            Box("预警处置实施人姓名", "handler_name", 36, "handler_job_title"),
            Box("预警处置实施时间", "handled_on", 36),
            Box("备注", "remark", 50),
        ),
    ),
    DocumentKind.position_self_check: self_check(
        ("岗    位", "岗位职责", "岗位权力", "岗位风险点"),
        (Blank("单位（部门）：", "department"), Blank("姓名：", "person_name", 92)),
        Blank("填表日期：", "filled_on"),
    ),
    DocumentKind.department_self_check: self_check(
        ("处（科）室名称", "处（科）室职责", "处（科）室权利", "处（科）室风险点"),
        (Blank("部门（单位）：", "department"), Blank("填表日期：", "filled_on", 92)),
        Blank("填表人：", "filler_name"),
    ),
    DocumentKind.risk_register: Design(
        REGISTER_WIDTHS,
        9,
        14,
        20,
        (
            Blank("填报单位（盖章）：", "unit"),
            Blank("年度：", "year", 118),
            Blank("填表日期：", "filled_on", 160),
        ),
        tuple(REGISTER_BREAKS.get(word, word) for word in REGISTER_COLUMNS),
        34,
        frozenset({0, 1, 2, 3, 6, 8, 9}),
        is_landscape=True,
        notes=(f"说明：1.{TOTAL}", f"2.{COPIES}。"),
        below=(
            Blank("单位负责人（签字）：", ""),
            Blank("分管领导（签字）：", "", 84),
            Blank("填表人（签字）：", "", 160),
        ),
    ),
}
