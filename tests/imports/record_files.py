"""Filled 附件四 for the tests."""

from typing import Any

from backend.imports.reader.parsed import ParsedForm, WarningRow
from backend.imports.rules import Column
from tests.imports.word import cell, docx, para, row, span, table

WHAT = "专项检查发现，教材验收单由同一人代签。"
FILLED: dict[str, str] = {
    "subject": "王老师",
    "title": "",
    "what": WHAT,
    "measures": "约谈提醒，要求完善验收手续。",
    "promise": "",
    "handler": "陈处长",
    "on": "2026年11月2日",
    "remark": "",
}
HEADING = "部门（盖章）：教务处                       填表人：纪委办"


def box(**changes: str) -> str:
    """The body of one record as the form has it (opinion.txt lines 355–387)."""
    said = FILLED | changes
    wide = (
        ("发生廉政风险情形", said["what"]),
        ("采取的预警措施", said["measures"]),
        ("预警对象\n承诺整改情况", said["promise"]),
    )
    return (
        para("附件四：")
        + para("海州职业技术学院廉政风险预警处置记录单")
        + para(HEADING)
        + table(
            ("预警对象姓名", said["subject"], "职务", said["title"]),
            *(row([label, cell(text, span(3))]) for label, text in wide),
            ("预警处置实施人姓名", said["handler"], "职务", ""),
            row(["预警处置实施时间", cell(said["on"], span(3))]),
            row(["备注", cell(said["remark"], span(3))]),
        )
    )


def record(**changes: str) -> bytes:
    """A .docx with one record."""
    return docx(box(**changes))


def texts(form: ParsedForm) -> dict[str, str]:
    """Field → text of what is filled in."""
    (only,) = form.rows
    assert isinstance(only, WarningRow)
    return {column.value: text for column, text in only.texts.items() if text and column is not Column.ordinal}


CHOICE: dict[str, Any] = {"warning_source": "inspection", "disposition": "reminder"}
"""What 附件四 has no place for."""
