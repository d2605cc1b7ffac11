"""Sideways forms are read as upright ones, flagged, and every finding stays at the cell of the file."""

from typing import Any

import pytest

from backend.imports.reader.forms import read_file
from backend.imports.reader.parsed import ParsedForm, SelfCheckRow
from backend.imports.rules import FormKind
from tests.conftest import SignIn
from tests.imports.commented import commented
from tests.imports.reading import codes, one, read, risks
from tests.imports.sheets import Area, text_table, workbook
from tests.imports.test_return_files import returned
from tests.imports.uploads import uploaded
from tests.imports.word import MERGE_START, MERGED, cell, docx, para, row, span, table
from tests.world import World

TITLE = para("海州职业技术学院个人岗位廉政风险排查表") + para("姓名：王老师    职务：教务干事    填表日期：2026.9.3")
DOWN = (
    ("岗位职责", "排课", "考试"),
    ("廉政风险点", "照顾", "泄题"),
    ("表现形式", "照顾亲友", "卖题"),
    ("原因分析", "监管缺失", "自律"),
    ("风险等级", "高", "很高"),
    ("防控措施", "公示", "封卷"),
)
PAIRS = (
    ("岗位名称", "教务干事", "所在部门", "教务处"),
    ("姓名", "王老师", "填表日期", "2026年9月3日"),
    ("岗位职责", "排课", "风险等级", "较高"),
    ("廉政风险点", "照顾", "表现形式", "照顾亲友"),
    ("防控措施", "公示", "", ""),
)


def read_points(form: ParsedForm) -> list[tuple[tuple[str, ...], str, str, str]]:
    return [(point.duties, point.risk_point, point.manifestation, point.measures) for point in risks(form)]


def places(form: ParsedForm) -> list[tuple[str, int | None, int | None]]:
    return [(finding.code, finding.row, finding.column) for finding in form.findings]


POINTS = [(("排课",), "照顾", "照顾亲友", "公示"), (("考试",), "泄题", "卖题", "封卷")]


def test_labels_down_the_first_column() -> None:
    form = one(TITLE + table(*DOWN))
    assert (form.kind, form.meta.person_name) == (FormKind.position_inventory, "王老师")
    assert read_points(form) == POINTS
    assert places(form) == [("level-unknown", 5, 3), ("sideways-table", None, None)]


@pytest.mark.parametrize("write", [workbook, text_table])
def test_in_a_sheet_wherever_it_begins(write: Any) -> None:
    rows = ((), ("", "部门：教务处", "", "负责人：陈处长"), *(("", *cells) for cells in DOWN), ("", "备注"))
    form = one_of(write({"表": rows}) if write is workbook else write(rows))
    assert form.meta.department == "教务处"
    assert read_points(form) == POINTS
    assert ("level-unknown", 7, 4) in places(form)


def one_of(data: bytes) -> ParsedForm:
    (form,) = read_file(data).forms
    return form


def test_a_value_for_several_is_that_of_each() -> None:
    """Merged over two records, as upright forms merge it over two rows."""
    rows = (("岗位职责", "排课", ""), *DOWN[1:4])
    form = one_of(workbook({"表": rows}, {"表": [Area(0, 1, 0, 2)]}))
    assert [point.duties for point in risks(form)] == [("排课",), ("排课",)]
    body = table(row(["岗位职责", cell("排课", span(2))]), *DOWN[1:4])
    assert [point.duties for point in risks(one(TITLE + body))] == [("排课",), ("排课",)]


def test_a_label_over_several_rows_has_all_their_values() -> None:
    first, second = row([cell("表现形式", MERGE_START), "一", "甲"]), row([cell("", MERGED), "二", "乙"])
    body = table(DOWN[1], first, second, DOWN[3], DOWN[0])
    assert [point.manifestation for point in risks(one(TITLE + body))] == ["一\n二", "甲\n乙"]


def test_labels_and_values_two_to_a_row() -> None:
    form = one(para("个人岗位廉政风险排查表") + table(*PAIRS))
    assert (form.meta.department, form.meta.person_name, str(form.meta.filled_on)) == (
        "教务处",
        "王老师",
        "2026-09-03",
    )
    assert read_points(form) == [(("排课",), "照顾", "照顾亲友", "公示")]
    assert ("level-unknown", 3, 4) in places(form)


def test_a_self_check_with_a_post_a_column() -> None:
    rows = (
        ("岗位", "教务干事", "学籍干事"),
        ("岗位职责", "1.排课\n2.考试", "1.学籍"),
        ("岗位权力", "1.排课", "1.学籍"),
        ("岗位风险点", "1.照顾", "1.改分"),
    )
    form = one(table(*rows))
    first, second = (item for item in form.rows if isinstance(item, SelfCheckRow))
    assert (first.subject, first.duties, first.cell) == ("教务干事", ("排课", "考试"), (1, 2))
    assert (second.subject, second.risks, second.cell) == ("学籍干事", ("改分",), (1, 3))
    assert codes(form) == ["sideways-table"]


def test_what_has_too_few_labels_is_no_form() -> None:
    rows = (("廉政风险点", "甲"), ("表现形式", "乙"), ("会议时间", "周一"), ("会议地点", "二楼"))
    assert [finding.code for finding in read(table(*rows)).findings] == ["unknown-table", "no-form"]
    upright = TITLE + table(*zip(*DOWN, strict=True))
    assert "sideways-table" not in codes(one(upright))


def test_each_entry_has_its_own_doubts_and_the_comment_its_cell(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    heading = TITLE + para("所在部门：教务处")
    found = uploaded(office, docx(heading + table(*DOWN)))
    (form,) = found["forms"]
    points = [item for item in form["items"] if item["kind"] == "risk"]
    assert [(item["row"], item["column"], item["status"]) for item in points] == [
        (2, 2, "new"),
        (2, 3, "refused"),
    ]
    (wrong,) = [one for one in form["findings"] if one["code"] == "level-unknown"]
    assert wrong["entry"] == points[1]["entry"]
    notes = commented(returned(office, found))
    assert notes["很高"].startswith("错误：认不出风险等级")
    assert "横表已转置" in notes["岗位职责"]


def test_a_table_of_thousands_of_labels_is_no_form() -> None:
    """Labels are looked for among those before them: what holds more than any form has is given up at once."""
    rows = [["岗位名称", "干事", "风险点", *(f"标签{at}-{number}" for number in range(100))] for at in range(58)]
    assert read_file(workbook({"表": rows})).forms == ()
