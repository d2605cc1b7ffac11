"""附件四 as people fill it in: a box, several boxes, a list, with the places of what is wrong."""

from datetime import date

from backend.imports.reader.forms import read_file
from backend.imports.reader.parsed import Finding, WarningRow
from backend.imports.rules import FormKind
from tests.imports.reading import read
from tests.imports.record_files import WHAT, box, record, texts
from tests.imports.sheets import text_table, workbook
from tests.imports.word import para, table

LIST = ("序号", "预警对象", "职务", "发生廉政风险情形", "采取的预警措施", "预警处置实施时间", "备注")


def places(findings: tuple[Finding, ...]) -> list[tuple[str, int | None, int | None, int | None]]:
    return [(one.code, one.row, one.column, one.entry) for one in findings]


def test_it_works() -> None:
    (form,) = read_file(record(title="干事", promise="今后两人签字。", what="代签。\n两次。")).forms
    assert (form.kind, form.meta.department, form.meta.filler_name) == (
        FormKind.warning_record,
        "教务处",
        "纪委办",
    )
    assert texts(form) == {
        "subject_name": "王老师",
        "subject_job_title": "干事",
        "circumstances": "代签。\n两次。",
        "measures_taken": "约谈提醒，要求完善验收手续。",
        "rectification": "今后两人签字。",
        "handler_name": "陈处长",
        "handled_on": "2026年11月2日",
    }
    (row,) = form.rows
    assert isinstance(row, WarningRow)
    assert row.handled_on == date(2026, 11, 2)
    assert form.findings == ()


def test_each_box_is_a_record_and_an_empty_one_is_none() -> None:
    blank = box(subject="", what="", measures="", handler="", on="")
    found = read(box() + box(subject="李联络") + blank)
    assert [(form.rows[0].table, texts(form)["subject_name"]) for form in found.forms] == [
        (1, "王老师"),
        (2, "李联络"),
    ]
    assert [one.code for one in found.findings] == ["blank-record"]


def test_what_is_missing_or_unread_is_said_at_its_cell() -> None:
    (form,) = read_file(record(subject="", what="", on="下周")).forms
    assert places(form.findings) == [
        ("missing-warned", 1, 2, 1),
        ("missing-circumstances", 2, 2, 1),
        ("bad-handled-on", 6, 2, 1),
    ]


def test_a_sheet_leaves_blank_cells_out() -> None:
    rows = (
        ("", "部门：后勤处", "", "填表人：甲"),
        ("预警对象姓名", "", "职务", "干事"),
        ("发生廉政风险情形", WHAT),
        ("预警处置实施人姓名", "陈处长", "职务", ""),
    )
    for data in (workbook({"记录": rows}), text_table(rows)):
        (form,) = read_file(data).forms
        assert form.meta.department == "后勤处"
        assert texts(form) == {"subject_job_title": "干事", "circumstances": WHAT, "handler_name": "陈处长"}
        assert places(form.findings) == [("missing-warned", 2, 2, 2)]


def test_a_list_is_a_record_a_row() -> None:
    rows = (
        (*LIST, "电话"),
        ("1", "王老师", "干事", WHAT, "约谈", "2026.11.2", "", "88"),
        ("2", "李联络", "科员", "迟报", "提醒", "", ""),
        ("注：以上属实",),
    )
    first, second = read_file(workbook({"汇总": rows})).forms
    assert texts(first) == {
        "subject_name": "王老师",
        "subject_job_title": "干事",
        "circumstances": WHAT,
        "measures_taken": "约谈",
        "handled_on": "2026.11.2",
    }
    assert places(first.findings) == [("record-rest", 2, 8, 2)]
    assert (second.rows[0].row, texts(second)["circumstances"]) == (3, "迟报")


def test_a_formula_in_a_box_is_flagged() -> None:
    rows = (("预警对象姓名", "王老师"), ("发生廉政风险情形", "=A1"))
    (form,) = read_file(workbook({"记录": rows})).forms
    assert places(form.findings) == [("formula", 2, 2, 1)]


def test_other_forms_may_speak_of_warned_people() -> None:
    body = table(("部门职责", "廉政风险点", "风险等级", "防控措施"), ("办案", "泄露预警对象信息", "高", "保密"))
    (form,) = read(body).forms
    assert form.kind is FormKind.department_inventory


def test_what_speaks_of_warned_people_otherwise_is_not_read() -> None:
    found = read(para("廉政风险预警处置记录单") + table(("情况：预警对象王某，拟提醒。",)))
    assert found.forms == ()
    assert [one.code for one in found.findings] == ["warning-record"]
