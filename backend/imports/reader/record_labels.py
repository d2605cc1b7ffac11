"""The labels of 附件四 (opinion.txt lines 355–387), as they stand in a box or above a column."""

import re
from typing import Final

from backend.imports.rules import Column, squeeze, without_brackets, without_remark

RECORD_WORDS: Final[dict[Column, str]] = {
    Column.subject_name: "预警对象姓名 预警对象 被预警人 被预警人姓名 预警对象名称",
    Column.subject_job_title: "预警对象职务 被预警人职务",
    Column.circumstances: "发生廉政风险情形 发生廉政风险的情形 廉政风险情形 风险情形 发生情形",
    Column.measures_taken: "采取的预警措施 采取预警措施 预警措施",
    Column.rectification: "预警对象承诺整改情况 承诺整改情况 整改承诺 预警对象整改承诺 承诺整改",
    Column.handler_name: "预警处置实施人姓名 预警处置实施人 处置实施人 处置实施人姓名 实施人姓名 实施人",
    Column.handler_job_title: "预警处置实施人职务 处置实施人职务 实施人职务",
    Column.handled_on: "预警处置实施时间 预警处置时间 处置实施时间 实施时间 处置时间",
    Column.remark: "备注",
    Column.department: "部门 单位 所在部门",
    Column.filler_name: "填表人",
    Column.job_title: "职务",
    Column.ordinal: "序号",
}
RECORD_LABELS: Final = {word: column for column, words in RECORD_WORDS.items() for word in words.split()}
SURE: Final = frozenset(
    {Column.subject_name, Column.circumstances, Column.measures_taken, Column.rectification, Column.handler_name}
)
"""Labels no other form has."""
TITLE: Final = "预警处置记录"
MARK: Final = "预警对象"
LABEL_LIMIT: Final = 24
INLINE: Final = re.compile(r"^([^：:]{2,24})[：:](.*)$", re.DOTALL)


def record_label(text: str) -> Column | None:
    """The field a label names, None for other words; `职务` belongs to the name before it."""
    if not text or len(text) > LABEL_LIMIT:
        return None
    words = squeeze(text).strip(":：*、.。")
    forms = (words, without_brackets(words), without_remark(words))
    return next((RECORD_LABELS[form] for form in forms if form in RECORD_LABELS), None)


def inline_label(text: str) -> tuple[Column, str] | None:
    """Label and value in one cell: `预警对象姓名：张三`."""
    found = INLINE.match(text)
    column = record_label(found[1]) if found else None
    return (column, found[2].strip()) if found and column else None
